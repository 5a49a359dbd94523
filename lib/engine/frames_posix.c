/*
 * mic_diag - what the helper says to its host, on a POSIX socket.
 *
 * SPDX-License-Identifier: MIT
 */
#define _POSIX_C_SOURCE 200809L

#include "engine/frames.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include "core/os.h"
#include "core/utf8.h"
#include "engine/helper.h"

enum { HOST = 0 }; /* the descriptor */

/* Held while a frame is sent, and for ever once the last one is. */
static pthread_mutex_t sending = PTHREAD_MUTEX_INITIALIZER;
static uint16_t request_number;
static char current_step[PROTOCOL_STEP_SIZE];

static void wait_until_host_reads(void)
{
    struct pollfd wait = {HOST, POLLOUT, 0};
    (void)poll(&wait, 1, -1);
}

/* Drops the first `sent` bytes from the parts. */
static void advance(struct msghdr *message, size_t sent)
{
    while (message->msg_iovlen > 0 && sent >= message->msg_iov->iov_len) {
        sent -= message->msg_iov->iov_len;
        message->msg_iov++;
        message->msg_iovlen--;
    }
    if (message->msg_iovlen > 0) {
        message->msg_iov->iov_base = (char *)message->msg_iov->iov_base + sent;
        message->msg_iov->iov_len -= sent;
    }
}

/* `sending` is held. */
static void send_locked(protocol_type type, const frame_part *parts, unsigned count)
{
    protocol_header header = {0, (uint16_t)type, request_number};
    struct iovec pieces[1 + FRAME_PARTS_MAX];
    pieces[0] = (struct iovec){&header, sizeof header};
    for (unsigned i = 0; i < count && i < FRAME_PARTS_MAX; i++) {
        pieces[1 + i] = (struct iovec){(void *)parts[i].data, parts[i].size};
        header.length += (uint32_t)parts[i].size;
    }
    struct msghdr message = {0};
    message.msg_iov = pieces;
    message.msg_iovlen = 1u + (count < FRAME_PARTS_MAX ? count : FRAME_PARTS_MAX);
    advance(&message, 0);
    while (message.msg_iovlen > 0) {
        ssize_t sent = sendmsg(HOST, &message, MSG_NOSIGNAL);
        if (sent >= 0)
            advance(&message, (size_t)sent);
        else if (errno == EAGAIN || errno == ENOBUFS)
            wait_until_host_reads();
        else if (errno != EINTR)
            _exit(HELPER_EXIT_DONE);
    }
}

void frames_set_request(uint16_t request)
{
    pthread_mutex_lock(&sending);
    request_number = request;
    pthread_mutex_unlock(&sending);
}

void frames_send(protocol_type type, const frame_part *parts, unsigned count)
{
    pthread_mutex_lock(&sending);
    send_locked(type, parts, count);
    pthread_mutex_unlock(&sending);
}

void frames_step(const char *name)
{
    protocol_step step = {{0}};
    strncpy(step.name, name, sizeof step.name - 1);
    pthread_mutex_lock(&sending);
    memcpy(current_step, step.name, sizeof current_step);
    send_locked(PROTOCOL_STEP, &(frame_part){&step, sizeof step}, 1);
    pthread_mutex_unlock(&sending);
}

void frames_alive(void)
{
    if (pthread_mutex_trylock(&sending) != 0)
        return;
    protocol_header header = {0, PROTOCOL_ALIVE, request_number};
    ssize_t sent = send(HOST, &header, sizeof header, MSG_NOSIGNAL | MSG_DONTWAIT);
    /* A frame that went out in part cannot be taken back; a local socket never does that with 8 bytes. */
    if (sent > 0 && sent < (ssize_t)sizeof header)
        _exit(HELPER_EXIT_SYSTEM);
    pthread_mutex_unlock(&sending);
}

void frames_facts(const facts *f)
{
    char *json = facts_to_json(f);
    if (!json)
        frames_fail(PROTOCOL_FAILED, 0, NULL, "out of memory");
    enum { PIECE = PROTOCOL_LENGTH_MAX - sizeof(protocol_facts) };
    size_t left = strlen(json);
    const char *next = json;
    do {
        size_t size = left < PIECE ? left : PIECE;
        protocol_facts head = {left > size, 0};
        frame_part parts[] = {{&head, sizeof head}, {next, size}};
        frames_send(PROTOCOL_FACTS, parts, 2);
        next += size;
        left -= size;
    } while (left > 0);
    free(json);
}

void frames_event(protocol_change change, int32_t value, const char *device)
{
    protocol_event event = {(uint32_t)change, value, os_now_us()};
    frame_part parts[] = {{&event, sizeof event}, {device, strlen(device)}};
    frames_send(PROTOCOL_EVENT, parts, 2);
}

noreturn void frames_done(void)
{
    pthread_mutex_lock(&sending);
    send_locked(PROTOCOL_DONE, NULL, 0);
    /* No destructors: those of the sound libraries may hang. */
    _exit(HELPER_EXIT_DONE);
}

noreturn void frames_fail(protocol_failure failure, int32_t code, const char *step, const char *text)
{
    protocol_error error = {0};
    error.failure = (int32_t)failure;
    error.code = code;
    utf8_repair(error.text, sizeof error.text, text, strlen(text));
    pthread_mutex_lock(&sending);
    snprintf(error.step, sizeof error.step, "%s", step ? step : current_step);
    send_locked(PROTOCOL_ERROR, &(frame_part){&error, sizeof error}, 1);
    _exit(HELPER_EXIT_DONE);
}
