/*
 * mic_diag - the tool's command line, taken apart.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef CLI_OPTIONS_H
#define CLI_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

/* What the tool's exit status says; cancelled: 128 + the signal's number. */
enum { STATUS_WORKS = 0, STATUS_WRONG = 1, STATUS_ERROR = 2, STATUS_UNSURE = 3 };

enum { SIMULATE_MAX = 32 };

struct options;

/** One command of the tool; the table of them is in main.c. */
struct command {
    const char *name;
    const char *synopsis; /* what follows the name */
    const char *summary;  /* one line, for the list of commands */
    const char *text;     /* the rest of its help */
    uint32_t options;     /* COMMAND_TAKES_* bits of the options it knows */
    bool takes_files;
    int (*run)(const struct options *options); /* gives the exit status */
};

enum {
    TAKES_DEVICE = 1 << 0,
    TAKES_LISTEN = 1 << 1, /* --listen, --no-listen, --prompted, --real-time */
    TAKES_JSON = 1 << 2,
    TAKES_SIMULATE = 1 << 3,
    TAKES_REDACT = 1 << 4,
    TAKES_FIX = 1 << 5,
    TAKES_TIMEOUT = 1 << 6,
    TAKES_WATCH = 1 << 7,
    TAKES_SECONDS = 1 << 8
};

struct options {
    const struct command *command;
    bool help, version;
    bool json, redact, fix, yes, prompted, real_time, watch;
    const char *device_id;
    bool listen_given;
    uint32_t listen_ms;  /* 0: not at all */
    uint32_t timeout_ms; /* 0: the library's own */
    uint32_t seconds_ms; /* 0: until interrupted */
    const char *simulate[SIMULATE_MAX];
    uint32_t simulate_count;
    char *const *files;
    int file_count;
};

/**
 * Takes a command line apart. Writes one line to stderr when it is wrong.
 * @param commands  the table, ended by an entry without a name; the first one is meant when none is named.
 * @return 0, or STATUS_ERROR.
 */
int options_parse(struct options *options, const struct command *commands, int argc, char **argv);

/** Writes the help of one command, or of the whole tool when `command` is NULL. */
void options_help(FILE *stream, const struct command *commands, const struct command *command);

#endif
