/*
 * mic_diag - a helper that misbehaves on demand: FAKE_HELPER says how.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "platform/system/protocol.h"

static void send_bytes(const void *bytes, size_t size)
{
    const char *from = bytes;
    while (size > 0) {
        ssize_t sent = send(0, from, size, MSG_NOSIGNAL);
        if (sent < 0 && errno == EINTR)
            continue;
        if (sent <= 0)
            _exit(0); /* the host has closed */
        from += sent;
        size -= (size_t)sent;
    }
}

static void send_frame(uint16_t type, uint16_t request, const void *body, size_t size)
{
    protocol_header header = {(uint32_t)size, type, request};
    send_bytes(&header, sizeof header);
    send_bytes(body, size);
}

static void hello(void)
{
    protocol_hello body = {PROTOCOL_MAGIC, PROTOCOL_VERSION, (uint64_t)getpid()};
    send_frame(PROTOCOL_HELLO, 0, &body, sizeof body);
}

static void step(const char *name)
{
    protocol_step body = {{0}};
    snprintf(body.name, sizeof body.name, "%s", name);
    send_frame(PROTOCOL_STEP, 1, &body, sizeof body);
}

static void alive(void)
{
    send_frame(PROTOCOL_ALIVE, 1, NULL, 0);
}

static void done(void)
{
    send_frame(PROTOCOL_DONE, 1, NULL, 0);
}

static void send_piece(const char *json, size_t length, bool more)
{
    char body[4096];
    protocol_facts piece = {more ? 1 : 0, 0};
    memcpy(body, &piece, sizeof piece);
    memcpy(body + sizeof piece, json, length);
    send_frame(PROTOCOL_FACTS, 1, body, sizeof piece + length);
}

static void send_facts(const char *json)
{
    send_piece(json, strlen(json), false);
}

static void started(uint32_t rate_hz, uint32_t channels)
{
    protocol_started body = {rate_hz, channels, "fake"};
    send_frame(PROTOCOL_STARTED, 1, &body, sizeof body);
}

/** A block whose samples count up, so that the test sees each one arrive. */
static void send_audio(uint64_t first_frame, uint32_t frames, uint32_t channels)
{
    static char body[sizeof(protocol_audio) + 65536];
    protocol_audio block = {(int64_t)first_frame, first_frame, frames, channels, 0, 0};
    memcpy(body, &block, sizeof block);
    for (uint32_t i = 0; i < frames * channels; i++) {
        float sample = (float)((first_frame * channels + i) % 65536) / 65536.0f;
        memcpy(body + sizeof block + i * sizeof sample, &sample, sizeof sample);
    }
    send_frame(PROTOCOL_AUDIO, 1, body, sizeof block + (size_t)frames * channels * sizeof(float));
}

static void send_event(uint32_t change, int32_t value, const char *device)
{
    char body[sizeof(protocol_event) + 64];
    protocol_event event = {change, value, 12345};
    size_t length = strlen(device);
    memcpy(body, &event, sizeof event);
    memcpy(body + sizeof event, device, length);
    send_frame(PROTOCOL_EVENT, 1, body, sizeof event + length);
}

static void send_error(int32_t failure, const char *at, const char *text)
{
    protocol_error body = {failure, 7, {0}, {0}};
    snprintf(body.step, sizeof body.step, "%s", at);
    snprintf(body.text, sizeof body.text, "%s", text);
    send_frame(PROTOCOL_ERROR, 1, &body, sizeof body);
}

static void send_applied(int32_t result, const char *before, const char *after)
{
    protocol_applied body = {result, 0, {0}, {0}};
    snprintf(body.before, sizeof body.before, "%.*s", (int)sizeof body.before - 1, before);
    snprintf(body.after, sizeof body.after, "%.*s", (int)sizeof body.after - 1, after);
    send_frame(PROTOCOL_APPLIED, 1, &body, sizeof body);
}

static struct {
    protocol_request request;
    char text[PROTOCOL_ID_SIZE];
} asked;

static void receive(void *bytes, size_t size)
{
    while (size > 0) {
        ssize_t got = recv(0, bytes, size, 0);
        if (got <= 0)
            _exit(0);
        bytes = (char *)bytes + got;
        size -= (size_t)got;
    }
}

static void take_request(void)
{
    protocol_header header;
    receive(&header, sizeof header);
    if (header.type != PROTOCOL_REQUEST || header.request != 1 || header.length < sizeof asked.request)
        _exit(70);
    receive(&asked.request, sizeof asked.request);
    if (asked.request.text_length >= PROTOCOL_ID_SIZE ||
        header.length != sizeof asked.request + asked.request.text_length)
        _exit(71);
    receive(asked.text, asked.request.text_length);
    asked.text[asked.request.text_length] = '\0';
}

/** Until the host closes the socket. */
static void wait_for_host(void)
{
    for (;;) {
        char byte;
        ssize_t got = recv(0, &byte, 1, 0);
        if (got == 0 || (got < 0 && errno != EINTR))
            _exit(0);
    }
}

/** Says that it lives, from time to time, until the host closes. */
static void live(void)
{
    for (;;) {
        struct pollfd socket = {0, POLLIN, 0};
        char byte;
        alive();
        if (poll(&socket, 1, 50) > 0 && recv(0, &byte, 1, MSG_DONTWAIT) == 0)
            _exit(0);
    }
}

/* ---- what a helper is started with ------------------------------------------------------------------------
 */

static const char *what_is_wrong(void)
{
    struct stat about, null;
    sigset_t mask;
    if (fstat(0, &about) != 0 || !S_ISSOCK(about.st_mode))
        return "descriptor 0 is no socket";
    if (stat("/dev/null", &null) != 0)
        return "no /dev/null";
    for (int i = 1; i <= 2; i++)
        if (fstat(i, &about) != 0 || about.st_rdev != null.st_rdev)
            return "descriptor 1 or 2 is not /dev/null";
    DIR *directory = opendir("/proc/self/fd");
    const struct dirent *entry;
    while (directory != NULL && (entry = readdir(directory)) != NULL) {
        int number = atoi(entry->d_name);
        if (number >= 3 && number != dirfd(directory))
            return "another descriptor is open";
    }
    sigprocmask(SIG_BLOCK, NULL, &mask);
    for (int i = 1; i < 32; i++) {
        struct sigaction action;
        if (sigismember(&mask, i) == 1)
            return "a signal is blocked";
        if (i != SIGKILL && i != SIGSTOP &&
            (sigaction(i, NULL, &action) != 0 || action.sa_handler != SIG_DFL))
            return "a signal is not at its default";
    }
    if (getpgrp() != getpid())
        return "not its own process group";
    const char *latency = getenv("PULSE_LATENCY_MSEC"), *properties = getenv("PULSE_PROP");
    if (latency == NULL || strcmp(latency, "20") != 0)
        return "PULSE_LATENCY_MSEC";
    if (properties == NULL || strncmp(properties, "mic_diag.token=", 15) != 0)
        return "PULSE_PROP";
    if (getenv("PULSE_COOKIE") == NULL)
        return "PULSE_COOKIE";
    return getenv("FAKE_KEPT") != NULL ? "nothing" : "the host's variables are missing";
}

static void inspect(void)
{
    char json[1024], properties[512];
    snprintf(properties, sizeof properties, "%s", getenv("PULSE_PROP"));
    for (char *c = properties; *c != '\0'; c++)
        if (*c == '"' || *c == '\\')
            *c = '/'; /* what JSON has its own use for */
    snprintf(json, sizeof json, "{\"system\": {\"os\": \"%s\", \"desktop\": \"%s\"}}", what_is_wrong(),
             properties);
    send_facts(json);
    done();
}

/* ---- how to misbehave --------------------------------------------------------------------------- */

static void crash(void)
{
    const struct rlimit none = {0, 0};
    setrlimit(RLIMIT_CORE, &none);
    raise(SIGSEGV);
}

static void stay(void)
{
    for (;;)
        pause();
}

/** What happens before a hello. */
static void misbehave_early(const char *how)
{
    static const char junk[256] = "GET / HTTP/1.1\r\n";
    if (strcmp(how, "exit") == 0)
        _exit(3);
    if (strcmp(how, "cannot load") == 0)
        _exit(127);
    if (strcmp(how, "mute") == 0)
        stay();
    if (strcmp(how, "crash early") == 0)
        crash();
    if (strcmp(how, "garbage") == 0) {
        send_bytes(junk, sizeof junk);
        stay();
    }
    if (strcmp(how, "huge") == 0) {
        protocol_header header = {0x7fffffff, PROTOCOL_HELLO, 0};
        send_bytes(&header, sizeof header);
        stay();
    }
    if (strcmp(how, "version") == 0) {
        protocol_hello body = {PROTOCOL_MAGIC, PROTOCOL_VERSION + 1, 1};
        send_frame(PROTOCOL_HELLO, 0, &body, sizeof body);
        stay();
    }
    if (strcmp(how, "no preload") == 0 && getenv("LD_LIBRARY_PATH") != NULL)
        stay();
    if (strcmp(how, "no preload exit") == 0 && getenv("LD_LIBRARY_PATH") != NULL)
        _exit(1);
}

static void misbehave_in_probe(const char *how)
{
    if (strcmp(how, "pieces") == 0) {
        static const char json[] = "{\"system\": {\"os\": \"in pieces\"}}";
        for (size_t i = 0; i + 1 < sizeof json; i++) {
            send_piece(json + i, 1, i + 2 < sizeof json);
            alive();
        }
        done();
    } else if (strcmp(how, "late") == 0) {
        struct timespec pause_time = {0, 200000000};
        nanosleep(&pause_time, NULL);
        send_facts("{\"system\": {\"os\": \"late\"}}");
        done();
    } else if (strcmp(how, "bad facts") == 0) {
        send_facts("{\"system\": ");
    } else if (strcmp(how, "endless facts") == 0) {
        static char blanks[4000];
        memset(blanks, ' ', sizeof blanks);
        for (;;)
            send_piece(blanks, sizeof blanks, true);
    } else if (strcmp(how, "facts cut") == 0) {
        send_piece("{", 1, true);
        done();
    } else if (strcmp(how, "no server") == 0) {
        send_facts("{\"service\": {\"state\": \"refused\"}}");
        send_error(PROTOCOL_FAILED_NO_SERVER, "connect", "Connection refused");
        done();
    } else if (strcmp(how, "no library") == 0) {
        send_error(PROTOCOL_FAILED_MISSING, "load", "libpulse.so.0");
        done();
    } else if (strcmp(how, "stray audio") == 0) {
        send_audio(0, 10, 1);
    } else if (strcmp(how, "second hello") == 0) {
        hello();
    } else if (strcmp(how, "alive flood") == 0) {
        for (;;)
            alive();
    } else {
        send_facts("{\"system\": {\"os\": \"fake\"}}");
        done();
    }
}

static void capture(const char *how)
{
    uint64_t frame = 0;
    if (strcmp(how, "audio early") == 0)
        send_audio(0, 10, 1);
    started(48000, 2);
    if (strcmp(how, "other channels") == 0)
        send_audio(0, 10, 1);
    for (unsigned block = 0;; block++) {
        send_audio(frame, 480, 2);
        frame += 480;
        if (strcmp(how, "lost") == 0 && block == 20) {
            send_error(PROTOCOL_FAILED_LOST, "capture", "the device went away");
            wait_for_host();
        }
        if (strcmp(how, "crash in capture") == 0 && block == 20)
            crash();
        if (strcmp(how, "freeze in capture") == 0 && block == 20)
            raise(SIGSTOP);
        if (strcmp(how, "flood") != 0) {
            struct timespec pause_time = {0, 2000000};
            nanosleep(&pause_time, NULL);
        }
    }
}

static void carry_out(const char *how)
{
    switch (asked.request.operation) {
    case PROTOCOL_CAPTURE:
        capture(how);
        break;
    case PROTOCOL_WATCH:
        started(0, 0);
        send_event(PROTOCOL_CHANGED_MUTE, 1, "pulse:mic");
        send_event(PROTOCOL_CHANGED_DEVICES, 0, "");
        live();
        break;
    case PROTOCOL_APPLY:
        send_applied(PROTOCOL_APPLY_OK, asked.text, "after");
        done();
        break;
    default:
        misbehave_in_probe(how);
    }
}

int main(void)
{
    const char *how = getenv("FAKE_HELPER");
    if (how == NULL)
        return 64;
    alarm(30); /* never outlives a broken test for long */
    misbehave_early(how);
    hello();
    if (strcmp(how, "frozen") == 0)
        raise(SIGSTOP);
    if (strcmp(how, "close") == 0) {
        close(0);
        stay();
    }
    take_request();
    step("connect");
    if (strcmp(how, "hung") == 0)
        live();
    if (strcmp(how, "crash") == 0)
        crash();
    if (strcmp(how, "exit silently") == 0)
        _exit(0);
    if (strcmp(how, "inspect") == 0)
        inspect();
    else
        carry_out(how);
    wait_for_host();
    return 0;
}
