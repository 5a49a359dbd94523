/*
 * mic_diag - the cases of the checks: files of facts with what must come of them.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef MIC_DIAG_TESTS_CHECKS_CASE_FILE_H
#define MIC_DIAG_TESTS_CHECKS_CASE_FILE_H

#include <jansson.h>

#include "checks/check.h"

typedef struct {
    const char *folder; /* the finding's id, or "healthy" */
    const char *name;   /* folder/file, for messages */
    json_t *json;
    facts *facts;
} case_file;

/** Calls `visit` for each case below a folder, in order of name. Stops the test program when one is
 * unreadable.
 * @return how many there were. */
unsigned case_files(const char *folder, void (*visit)(const case_file *, void *), void *context);

/** Index of a finding by id, or -1. */
int32_t finding_index(const check_results *results, const char *id);
/** Index of a check in the table, or check_count. */
uint32_t check_index(const char *id);

#endif
