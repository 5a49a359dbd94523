/*
 * mic_diag - what a run of the checks is made of. Only for the files of this folder.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef MIC_DIAG_CHECKS_RESULTS_H
#define MIC_DIAG_CHECKS_RESULTS_H

#include "checks/check.h"

typedef struct check_text check_text;

struct check_results {
    const facts *facts; /* one reference */
    check_input input;
    int32_t *status;     /* of each row of check_table */
    const char **reason; /* of each row; "" or a literal */
    finding **findings;  /* in chain order while the checks run, then in report order */
    uint32_t count, room;
    check_text *texts;
    bool failed; /* memory ran out */
    int32_t verdict;
    /* of the check that runs now */
    bool cannot_tell;
    fact_why why;
    const char *skipped; /* reason, or NULL */
};

/** Finds the cause of each finding (findings in chain order; indexes into them), and nothing else. */
void cause_link(check_results *results);
/** Brings findings into report order and makes their causes indexes into it. @return false: no memory. */
bool order_findings(check_results *results);
/** The verdict over findings whose causes are known. */
int32_t verdict_of(const check_results *results);

#endif
