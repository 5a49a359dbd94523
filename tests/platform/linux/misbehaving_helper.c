/*
 * mic_diag - a helper that does everything wrong, one thing at a time, for tests of its host.
 *
 * SPDX-License-Identifier: MIT
 *
 * MIC_DIAG_MISBEHAVIOUR says what: see `modes`.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "platform/system/protocol.h"

enum { HOST = 0, USAGE = 2 };

static void send_all(const void *data, size_t size)
{
    const char *bytes = data;

    while (size > 0) {
        const ssize_t sent = send(HOST, bytes, size, MSG_NOSIGNAL);
        if (sent < 0 && errno == EINTR) {
            continue;
        }
        if (sent <= 0) {
            _exit(EXIT_SUCCESS); /* the host has had enough */
        }
        bytes += sent;
        size -= (size_t)sent;
    }
}

static void send_frame(protocol_type type, uint16_t request, const void *body, uint32_t length)
{
    const protocol_header header = {.length = length, .type = (uint16_t)type, .request = request};

    send_all(&header, sizeof header);
    send_all(body, length);
}

static void send_hello(uint32_t magic, uint32_t version)
{
    const protocol_hello hello = {.magic = magic, .version = version, .pid = (uint64_t)getpid()};

    send_frame(PROTOCOL_HELLO, 0, &hello, sizeof hello);
}

/* Waits for the host's request and returns its number. */
static uint16_t take_request(void)
{
    protocol_header header;
    char body[4096];
    size_t left;

    if (recv(HOST, &header, sizeof header, MSG_WAITALL) != (ssize_t)sizeof header) {
        _exit(EXIT_SUCCESS);
    }
    for (left = header.length; left > 0;) {
        const ssize_t count = recv(HOST, body, left < sizeof body ? left : sizeof body, 0);
        if (count <= 0) {
            _exit(EXIT_SUCCESS);
        }
        left -= (size_t)count;
    }
    return header.request;
}

static void wait_for_the_host_to_go(void)
{
    char byte;

    while (recv(HOST, &byte, sizeof byte, 0) > 0) {
    }
}

static void end(void)
{
    _exit(EXIT_SUCCESS);
}

static void be_killed(void)
{
    raise(SIGKILL);
}

static void crash(void)
{
    raise(SIGSEGV);
}

static void freeze(void)
{
    raise(SIGSTOP);
    wait_for_the_host_to_go();
}

static void send_garbage(void)
{
    unsigned char bytes[8192];
    uint32_t state = 1;

    for (size_t i = 0; i < sizeof bytes; i++) {
        state = state * 1664525u + 1013904223u;
        bytes[i] = (unsigned char)(state >> 24);
    }
    send_all(bytes, sizeof bytes);
    wait_for_the_host_to_go();
}

static void say_alive(void)
{
    const uint16_t request = take_request();
    const struct timespec pause = {.tv_sec = 0, .tv_nsec = PROTOCOL_ALIVE_MS * 1000000L};

    for (;;) {
        send_frame(PROTOCOL_ALIVE, request, NULL, 0);
        nanosleep(&pause, NULL);
    }
}

static void send_bad_facts(void)
{
    static const char json[] = "{\"devices\": [{\"id\": 5, \"id\": {\"deep\": [[[[";
    struct {
        protocol_facts head;
        char json[sizeof json - 1];
    } body = {.head = {.more = 0, .reserved = 0}};
    const uint16_t request = take_request();

    memcpy(body.json, json, sizeof body.json);
    send_frame(PROTOCOL_FACTS, request, &body, (uint32_t)(sizeof body.head + sizeof body.json));
    wait_for_the_host_to_go();
}

static void send_too_long(void)
{
    const protocol_header header = {
        .length = (uint32_t)PROTOCOL_LENGTH_MAX + 1, .type = PROTOCOL_FACTS, .request = take_request()};

    send_all(&header, sizeof header);
    wait_for_the_host_to_go();
}

static void say_wrong_version(void)
{
    send_hello(PROTOCOL_MAGIC, PROTOCOL_VERSION + 1);
    wait_for_the_host_to_go();
}

static void say_wrong_magic(void)
{
    send_hello(PROTOCOL_MAGIC ^ 1u, PROTOCOL_VERSION);
    wait_for_the_host_to_go();
}

static const struct {
    const char *name;
    int says_hello;
    void (*run)(void);
} modes[] = {
    {"end", 0, end},
    {"killed", 0, be_killed},
    {"frozen", 0, freeze},
    {"garbage", 0, send_garbage},
    {"wrong-version", 0, say_wrong_version},
    {"wrong-magic", 0, say_wrong_magic},
    {"hello-killed", 1, be_killed},
    {"hello-crash", 1, crash},
    {"hello-frozen", 1, freeze},
    {"hello-alive", 1, say_alive},
    {"hello-garbage", 1, send_garbage},
    {"hello-bad-facts", 1, send_bad_facts},
    {"hello-too-long", 1, send_too_long},
};

int main(void)
{
    const char *wanted = getenv("MIC_DIAG_MISBEHAVIOUR");

    for (size_t i = 0; wanted != NULL && i < sizeof modes / sizeof modes[0]; i++) {
        if (strcmp(modes[i].name, wanted) == 0) {
            if (modes[i].says_hello) {
                send_hello(PROTOCOL_MAGIC, PROTOCOL_VERSION);
            }
            modes[i].run();
            return EXIT_SUCCESS;
        }
    }
    fputs("MIC_DIAG_MISBEHAVIOUR names nothing to do\n", stderr);
    return USAGE;
}
