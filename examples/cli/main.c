/*
 * mic_diag - the tool mic-diag: its commands, and what holds for all of them.
 *
 * SPDX-License-Identifier: MIT
 */
#define _POSIX_C_SOURCE 200809L
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "commands.h"
#include "interrupt.h"
#include "message.h"
#include "mic_diag.h"
#include "terminal.h"

/* The first one is meant when none is named. */
static const struct command commands[] = {
    {"diagnose",
     "[--device ID] [--listen SECONDS | --no-listen] [--json]\n"
     "                         [--simulate NAME|FILE.json] [--redact] [--fix] [--timeout SECONDS]",
     "say whether the microphone works, and if not, why",
     "Looks at the sound system, listens to the microphone, and reports what is wrong and what would help.\n"
     "While it listens on a terminal it asks for speech and shows a level meter; it stops as soon as the\n"
     "answer is certain. Sound is neither stored nor sent. Nothing is changed without --fix.",
     TAKES_DEVICE | TAKES_LISTEN | TAKES_JSON | TAKES_SIMULATE | TAKES_REDACT | TAKES_FIX | TAKES_TIMEOUT,
     false, command_diagnose},
    {"devices", "[--json] [--watch] [--simulate NAME|FILE.json] [--timeout SECONDS]",
     "list the microphones and other inputs",
     "Lists every input the system knows, also those that are disabled or unplugged. The default one has a "
     "*.\n"
     "With --json each list is one line: {\"devices\": [...]}. No microphone is opened.",
     TAKES_JSON | TAKES_WATCH | TAKES_SIMULATE | TAKES_TIMEOUT, false, command_devices},
    {"meter", "[--device ID] [--seconds N] [--simulate NAME|FILE.json]", "show the level of a microphone",
     "Records and shows the level: redrawn on a terminal, a line each second elsewhere. Ends after "
     "--seconds,\n"
     "at Ctrl-C, or when the microphone is lost. Sound is neither stored nor sent.",
     TAKES_DEVICE | TAKES_SECONDS | TAKES_SIMULATE, false, command_meter},
    {"analyze", "FILE... [--json]", "judge recordings",
     "Judges sound files of any format that libsndfile reads. With --json each file gives one line, an "
     "object\n"
     "with file, verdict, findings and signal. The exit status is that of the worst file.",
     TAKES_JSON, true, command_analyze},
    {"facts", "[--simulate NAME|FILE.json] [--timeout SECONDS]", "write what was seen of the system, as JSON",
     "Writes everything that was seen, each value with its source. --simulate takes it back.\n"
     "No microphone is opened. Names of devices and programs are in it.",
     TAKES_SIMULATE | TAKES_TIMEOUT, false, command_facts},
    {"scenarios", "", "list the computers that --simulate knows",
     "Lists the described computers that are built in, one for each thing that can be wrong.", 0, false,
     command_scenarios},
    {NULL, NULL, NULL, NULL, 0, false, NULL},
};

/* Descriptors 0 to 2 that the caller closed would be given to the next file opened. Each gets one on which
 * the wrong direction fails, so that writing to a closed stdout is still an error. */
static void keep_standard_streams(void)
{
    for (int descriptor = 0; descriptor <= 2; ++descriptor) {
        if (fcntl(descriptor, F_GETFD) == -1 && errno == EBADF) {
            int got = open("/dev/null", descriptor == 0 ? O_WRONLY : O_RDONLY);
            if (got != descriptor && got >= 0) {
                close(got);
            }
        }
    }
}

/* An answer that was not written is no answer. */
static int finish(int status)
{
    if (fflush(stdout) != 0 || ferror(stdout)) {
        message_error("cannot write to standard output: %s", strerror(errno));
        return STATUS_ERROR;
    }
    int number = interrupt_signal();
    return number != 0 && status == STATUS_ERROR ? 128 + number : status;
}

int main(int argc, char **argv)
{
    struct options options;
    keep_standard_streams();
    terminal_init();
    interrupt_ignore_broken_pipes();
    int status = options_parse(&options, commands, argc, argv);
    if (status != 0) {
        return status;
    }
    if (options.help) {
        bool named = argc > 1 && strcmp(argv[1], options.command->name) == 0;
        options_help(stdout, commands, named ? options.command : NULL);
        return finish(0);
    }
    if (options.version) {
        printf("mic-diag %s (binary interface %u)\n", mic_diag_version_text(), (unsigned)mic_diag_abi());
        return finish(0);
    }
    return finish(options.command->run(&options));
}
