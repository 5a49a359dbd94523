/*
 * mic_diag - reads a small file without ever waiting for it, on POSIX systems.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE /* O_CLOEXEC */
#endif

#include "platform/system/small_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

/** @return a descriptor of a regular file, or -1 with errno. */
static int open_regular(const char *path, struct stat *about)
{
    int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (file < 0)
        return -1;
    if (fstat(file, about) == 0 && S_ISREG(about->st_mode))
        return file;
    close(file);
    errno = EINVAL;
    return -1;
}

char *small_file_read(const char *path, size_t maximum)
{
    struct stat about;
    int file = open_regular(path, &about);
    if (file < 0)
        return NULL;
    char *text = malloc(maximum + 1);
    size_t length = 0;
    int error = text == NULL ? ENOMEM : 0;
    while (error == 0 && length < maximum) {
        ssize_t got = read(file, text + length, maximum - length);
        if (got > 0)
            length += (size_t)got;
        else if (got == 0)
            break;
        else if (errno != EINTR)
            error = errno;
    }
    close(file);
    if (error != 0) {
        free(text);
        errno = error;
        return NULL;
    }
    for (size_t i = 0; i < length; i++)
        if (text[i] == '\0')
            text[i] = '\n';
    text[length] = '\0';
    return text;
}

int64_t small_file_size(const char *path)
{
    struct stat about;
    int file = open_regular(path, &about);
    if (file < 0)
        return -1;
    close(file);
    return about.st_size;
}
