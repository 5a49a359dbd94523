/*
 * mic_diag - checks for tests: each failure is printed with its place; the test goes on and fails at its end.
 *
 * A test's main ends with `return check_result();`. One thread only.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef MIC_DIAG_TESTS_CHECK_H
#define MIC_DIAG_TESTS_CHECK_H

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

static unsigned checks_made, check_failures;

static inline bool check_note(bool good, const char *file, int line, const char *what)
{
    ++checks_made;
    if (!good) {
        ++check_failures;
        fprintf(stderr, "%s:%d: failed: %s\n", file, line, what);
    }
    return good;
}

static inline bool check_str(const char *have, const char *want, const char *file, int line, const char *what)
{
    bool good = have == NULL || want == NULL ? have == want : strcmp(have, want) == 0;
    if (!check_note(good, file, line, what))
        fprintf(stderr, "    have: %s\n    want: %s\n", have == NULL ? "(null)" : have,
                want == NULL ? "(null)" : want);
    return good;
}

static inline bool check_near(double have, double want, double tolerance, const char *file, int line,
                              const char *what)
{
    bool good = fabs(have - want) <= tolerance; /* false for NaN */
    if (!check_note(good, file, line, what))
        fprintf(stderr, "    have: %.17g\n    want: %.17g +- %g\n", have, want, tolerance);
    return good;
}

/** The exit status: 0 if something was checked and nothing failed. */
static inline int check_result(void)
{
    fprintf(stderr, "%u checks, %u failed\n", checks_made, check_failures);
    return checks_made > 0 && check_failures == 0 ? 0 : 1;
}

/* Each gives whether it held. */
#define CHECK(condition)                  check_note((condition), __FILE__, __LINE__, #condition)
#define CHECK_STR(have, want)             check_str((have), (want), __FILE__, __LINE__, #have)
#define CHECK_NEAR(have, want, tolerance) check_near((have), (want), (tolerance), __FILE__, __LINE__, #have)

#endif
