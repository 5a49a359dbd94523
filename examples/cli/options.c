/*
 * mic_diag - the tool's command line, taken apart.
 *
 * SPDX-License-Identifier: MIT
 */
#include "options.h"

#include <stdlib.h>
#include <string.h>

#include "message.h"

enum option_id {
    OPTION_DEVICE,
    OPTION_LISTEN,
    OPTION_NO_LISTEN,
    OPTION_PROMPTED,
    OPTION_JSON,
    OPTION_SIMULATE,
    OPTION_REAL_TIME,
    OPTION_REDACT,
    OPTION_FIX,
    OPTION_YES,
    OPTION_TIMEOUT,
    OPTION_WATCH,
    OPTION_SECONDS,
    OPTION_HELP,
    OPTION_VERSION
};

struct option {
    const char *name;
    const char *value; /* what stands for its value in the help; NULL: it has none */
    uint32_t takes;    /* commands that know it; 0: all */
    enum option_id id;
    const char *help;
};

static const struct option option_table[] = {
    {"--device", "ID", TAKES_DEVICE, OPTION_DEVICE,
     "the microphone meant, by its id (see: mic-diag devices)"},
    {"--listen", "SECONDS", TAKES_LISTEN, OPTION_LISTEN, "listen at most this long; default 6"},
    {"--no-listen", NULL, TAKES_LISTEN, OPTION_NO_LISTEN, "open no microphone"},
    {"--prompted", NULL, TAKES_LISTEN, OPTION_PROMPTED, "the person is asked to speak by somebody else"},
    {"--fix", NULL, TAKES_FIX, OPTION_FIX, "offer to change what is wrong, then diagnose again"},
    {"--yes", NULL, TAKES_FIX, OPTION_YES, "answer yes to what --fix asks"},
    {"--watch", NULL, TAKES_WATCH, OPTION_WATCH, "go on, and list again after each change; end with Ctrl-C"},
    {"--seconds", "N", TAKES_SECONDS, OPTION_SECONDS, "end after this long; default: at Ctrl-C"},
    {"--json", NULL, TAKES_JSON, OPTION_JSON, "write JSON"},
    {"--redact", NULL, TAKES_REDACT, OPTION_REDACT, "replace names, serials and ids in the report"},
    {"--timeout", "SECONDS", TAKES_TIMEOUT, OPTION_TIMEOUT, "answer within this time, whatever hangs"},
    {"--simulate", "WHAT", TAKES_SIMULATE, OPTION_SIMULATE,
     "a described computer instead of this one: a scenario (see: mic-diag scenarios),\n"
     "a FILE.json with facts or a report, or a step such as \"mute builtin\"; may be repeated"},
    {"--real-time", NULL, TAKES_LISTEN, OPTION_REAL_TIME, "let a simulation take as long as the real thing"},
    {"--help", NULL, 0, OPTION_HELP, "this text"},
    {"--version", NULL, 0, OPTION_VERSION, "version of the library"},
};
enum { OPTION_COUNT = sizeof option_table / sizeof option_table[0] };

/* Seconds as a person writes them, to milliseconds. */
static bool read_seconds(const char *name, const char *text, double least, double most, uint32_t *out_ms)
{
    char *end = NULL;
    double seconds = strtod(text, &end);
    bool number = text[0] >= '0' && text[0] <= '9' && *end == '\0' && strpbrk(text, "xXpP") == NULL;
    if (!number || !(seconds >= least && seconds <= most)) {
        message_error("%s needs seconds from %g to %g, not '%s'", name, least, most, text);
        return false;
    }
    *out_ms = (uint32_t)(seconds * 1000.0 + 0.5);
    return true;
}

static bool apply(struct options *options, enum option_id id, const char *value)
{
    switch (id) {
    case OPTION_DEVICE:
        options->device_id = value;
        return true;
    case OPTION_LISTEN:
        options->listen_given = true;
        return read_seconds("--listen", value, 0.0, 3600.0, &options->listen_ms);
    case OPTION_NO_LISTEN:
        options->listen_given = true;
        options->listen_ms = 0;
        return true;
    case OPTION_PROMPTED:
        options->prompted = true;
        return true;
    case OPTION_JSON:
        options->json = true;
        return true;
    case OPTION_SIMULATE:
        if (options->simulate_count == SIMULATE_MAX) {
            message_error("--simulate may be given %d times at most", (int)SIMULATE_MAX);
            return false;
        }
        options->simulate[options->simulate_count++] = value;
        return true;
    case OPTION_REAL_TIME:
        options->real_time = true;
        return true;
    case OPTION_REDACT:
        options->redact = true;
        return true;
    case OPTION_FIX:
        options->fix = true;
        return true;
    case OPTION_YES:
        options->yes = true;
        return true;
    case OPTION_TIMEOUT:
        return read_seconds("--timeout", value, 0.1, 7200.0, &options->timeout_ms);
    case OPTION_WATCH:
        options->watch = true;
        return true;
    case OPTION_SECONDS:
        return read_seconds("--seconds", value, 0.1, 86400.0, &options->seconds_ms);
    case OPTION_HELP:
        options->help = true;
        return true;
    case OPTION_VERSION:
        options->version = true;
        return true;
    }
    return false;
}

static const struct option *find_option(const char *text, size_t length)
{
    if (length == 2 && memcmp(text, "-h", 2) == 0) {
        return find_option("--help", 6);
    }
    for (size_t i = 0; i < OPTION_COUNT; ++i) {
        if (strlen(option_table[i].name) == length && memcmp(option_table[i].name, text, length) == 0) {
            return &option_table[i];
        }
    }
    return NULL;
}

/* One option at argv[*index]; moves the index over a value that stands by itself. */
static bool parse_option(struct options *options, int argc, char **argv, int *index)
{
    const char *text = argv[*index];
    const char *equals = strchr(text, '=');
    const struct option *option = find_option(text, equals != NULL ? (size_t)(equals - text) : strlen(text));
    if (option == NULL) {
        message_error("unknown option '%s' (see: mic-diag --help)", text);
        return false;
    }
    const char *name = option->name;
    if (option->takes != 0 && (option->takes & options->command->options) == 0) {
        message_error("'%s' does not take %s (see: mic-diag %s --help)", options->command->name, name,
                      options->command->name);
        return false;
    }
    if (option->value == NULL) {
        if (equals != NULL) {
            message_error("%s takes no value", name);
            return false;
        }
        return apply(options, option->id, "");
    }
    const char *value = equals != NULL ? equals + 1 : NULL;
    if (value == NULL && *index + 1 < argc) {
        value = argv[++*index];
    }
    if (value == NULL || value[0] == '\0') {
        message_error("%s needs %s", name, option->value);
        return false;
    }
    return apply(options, option->id, value);
}

static bool check(const struct options *options)
{
    if (options->help || options->version) {
        return true;
    }
    if (options->command->takes_files && options->file_count == 0) {
        message_error("'%s' needs a file (see: mic-diag %s --help)", options->command->name,
                      options->command->name);
        return false;
    }
    if (options->yes && !options->fix) {
        message_error("--yes goes with --fix");
        return false;
    }
    if (options->real_time && options->simulate_count == 0) {
        message_error("--real-time goes with --simulate");
        return false;
    }
    return true;
}

int options_parse(struct options *options, const struct command *commands, int argc, char **argv)
{
    memset(options, 0, sizeof *options);
    options->command = commands;
    int index = 1;
    if (index < argc && argv[index][0] != '-') {
        const struct command *command = commands;
        while (command->name != NULL && strcmp(command->name, argv[index]) != 0) {
            ++command;
        }
        if (command->name == NULL) {
            message_error("unknown command '%s' (see: mic-diag --help)", argv[index]);
            return STATUS_ERROR;
        }
        options->command = command;
        ++index;
    }
    /* Files are gathered at the front of argv, in their order, so that options may stand between them. */
    int files = 0;
    bool only_files = false;
    for (; index < argc; ++index) {
        if (!only_files && strcmp(argv[index], "--") == 0) {
            only_files = true;
        } else if (!only_files && argv[index][0] == '-' && argv[index][1] != '\0') {
            if (!parse_option(options, argc, argv, &index)) {
                return STATUS_ERROR;
            }
        } else if (options->command->takes_files) {
            argv[1 + files++] = argv[index];
        } else {
            message_error("'%s' takes no argument '%s' (see: mic-diag %s --help)", options->command->name,
                          argv[index], options->command->name);
            return STATUS_ERROR;
        }
    }
    options->files = argv + 1;
    options->file_count = files;
    return check(options) ? 0 : STATUS_ERROR;
}

static void write_option(FILE *stream, const struct option *option)
{
    char left[32];
    snprintf(left, sizeof left, "%s%s%s", option->name, option->value != NULL ? " " : "",
             option->value != NULL ? option->value : "");
    fprintf(stream, "  %-20s ", left);
    for (const char *c = option->help; *c != '\0'; ++c) {
        fputc(*c, stream);
        if (*c == '\n') {
            fprintf(stream, "%*s", 23, "");
        }
    }
    fputc('\n', stream);
}

void options_help(FILE *stream, const struct command *commands, const struct command *command)
{
    if (command != NULL) {
        fprintf(stream, "Usage: mic-diag %s %s\n\n%s\n\nOptions:\n", command->name, command->synopsis,
                command->text);
        for (size_t i = 0; i < OPTION_COUNT; ++i) {
            if (option_table[i].takes == 0 || (option_table[i].takes & command->options) != 0) {
                write_option(stream, &option_table[i]);
            }
        }
        return;
    }
    fputs("mic-diag - says why a microphone does not work, and what to do about it.\n\n"
          "Usage: mic-diag [COMMAND] [OPTION]...\n\nCommands:\n",
          stream);
    for (command = commands; command->name != NULL; ++command) {
        fprintf(stream, "  %-10s %s\n", command->name, command->summary);
    }
    fputs("\nWithout a command it diagnoses. mic-diag COMMAND --help tells more about one of them.\n\n"
          "Exit status:\n"
          "  0  the microphone works; or the command did what was asked\n"
          "  1  it works badly, or is broken\n"
          "  2  wrong usage, or an error of the tool itself\n"
          "  3  unsure: not enough was learned, for instance nobody spoke\n"
          "  130 after Ctrl-C (128 + the signal's number)\n\n"
          "Environment:\n"
          "  MIC_DIAG_HELPER  absolute path of mic-diag-helper, where it is not beside the library\n"
          "  NO_COLOR         when set: no colours\n",
          stream);
}
