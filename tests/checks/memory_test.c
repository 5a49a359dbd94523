/*
 * mic_diag - memory runs out at every allocation of a run in turn: no results, no leak, no crash.
 *
 * Linked with --wrap for malloc, calloc, realloc and free.
 *
 * SPDX-License-Identifier: MIT
 */
#include <stdlib.h>
#include <string.h>

#include "../check.h"
#include "../failing_malloc.h"
#include "checks/check.h"

/* Many findings, with texts that are made: volumes, names of programs, what was ruled out. */
static const char much[] =
    "{\"probes\":[{\"name\":\"a\",\"status\":\"missing\"},{\"name\":\"b\",\"status\":\"crashed\"},"
    "{\"name\":\"c\",\"status\":\"protocol\"}],\"devices\":[{\"id\":\"m\",\"name\":\"Mic\",\"state\":"
    "\"active\","
    "\"monitor\":false,\"virtual\":true,\"muted\":true,\"volume_db\":-200,\"port_available\":false},"
    "{\"id\":\"o\",\"name\":\"Other\",\"monitor\":false}],\"selection\":{\"default\":\"m\"},"
    "\"users\":[{\"device\":\"m\",\"program\":\"One\",\"active\":true},{\"device\":\"m\",\"program\":\"Two\","
    "\"active\":true}],\"open\":{\"device\":\"m\",\"result\":\"busy\"},\"signal\":{\"seconds\":5,\"zero_ms\":"
    "5000,"
    "\"dc_offset\":0.5,\"clipped_ratio\":0.5,\"invalid_samples\":3}}";

int main(void)
{
    char error[256] = "";
    facts *f = facts_from_json(much, strlen(much), FACT_SOURCE_SIMULATED, error, sizeof error);
    if (!CHECK(f != NULL))
        return check_result();
    bool complete = false;
    long count = 0;
    for (fail_at = 1; !complete && fail_at < 10000; ++fail_at) {
        made = live = 0;
        counting = true;
        check_results *r = checks_run(f, NULL, NULL);
        complete = made < fail_at;
        count = made;
        const uint32_t findings = r == NULL ? 0 : checks_finding_count(r);
        checks_free(r);
        counting = false;
        CHECK(live == 0);
        CHECK((r != NULL) == complete);
        if (complete)
            CHECK(findings >= 10);
    }
    fprintf(stderr, "%ld allocations, each failed once\n", count);
    CHECK(complete && count > 15);
    facts_release(f);
    return check_result();
}
