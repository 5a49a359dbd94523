/*
 * mic_diag - the library's context, made as the options ask.
 *
 * SPDX-License-Identifier: MIT
 */
#include "session.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "message.h"

/* A report with thousands of devices takes a few MB; what is larger is no report. */
enum { FILE_BYTES_MAX = 64 * 1024 * 1024 };

/* The whole of a text file, NUL at its end; free() it. NULL: a line was written. */
static char *read_text_file(const char *path)
{
    char *text = NULL;
    size_t size = 0, room = 0;
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        message_error("%s: %s", path, strerror(errno));
        return NULL;
    }
    for (;;) {
        if (room - size < 2) {
            size_t more = room < 65536 ? 65536 : room * 2;
            char *larger = more <= FILE_BYTES_MAX * (size_t)2 ? realloc(text, more) : NULL;
            if (larger == NULL) {
                message_error("%s: too large", path);
                break;
            }
            text = larger;
            room = more;
        }
        size_t got = fread(text + size, 1, room - size - 1, file);
        size += got;
        if (got == 0) {
            text[size] = '\0';
            if (ferror(file)) {
                message_error("%s: %s", path, strerror(errno));
                break;
            }
            if (memchr(text, '\0', size) != NULL || size == 0) {
                message_error("%s: %s", path, size == 0 ? "empty" : "not a text file");
                break;
            }
            fclose(file);
            return text;
        }
    }
    fclose(file);
    free(text);
    return NULL;
}

static int is_json_file(const char *what)
{
    size_t length = strlen(what);
    return length > 5 && strcmp(what + length - 5, ".json") == 0;
}

static int simulate(mic_diag_context *ctx, const char *what)
{
    char *text = NULL;
    if (is_json_file(what)) {
        text = read_text_file(what);
        if (text == NULL) {
            return -1;
        }
    }
    mic_diag_result result = mic_diag_simulate(ctx, text != NULL ? text : what);
    free(text);
    if (result != MIC_DIAG_OK) {
        message_result(what, result, ctx);
        return -1;
    }
    return 0;
}

mic_diag_context *session_open(const struct options *options)
{
    mic_diag_context *ctx = NULL;
    mic_diag_result result = options->simulate_count > 0 ? mic_diag_context_create_simulated("mic-diag", &ctx)
                                                         : mic_diag_context_create("mic-diag", &ctx);
    if (result != MIC_DIAG_OK) {
        message_error("cannot start: %s", mic_diag_result_text(result));
        return NULL;
    }
    const char *helper = getenv("MIC_DIAG_HELPER");
    if (helper != NULL && helper[0] != '\0') {
        result = mic_diag_context_configure(ctx, "helper-program", helper);
        if (result != MIC_DIAG_OK) {
            message_result("MIC_DIAG_HELPER", result, ctx);
            mic_diag_context_free(ctx);
            return NULL;
        }
    }
    for (uint32_t i = 0; i < options->simulate_count; ++i) {
        if (simulate(ctx, options->simulate[i]) != 0) {
            mic_diag_context_free(ctx);
            return NULL;
        }
    }
    return ctx;
}
