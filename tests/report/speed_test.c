/*
 * mic_diag - a report on 500 devices costs little beside its checks, and its text does not wait for its JSON.
 *
 * SPDX-License-Identifier: MIT
 */
#include <time.h>

#include "../check.h"
#include "report/report.h"

enum { DEVICES = 500, ROUNDS = 20 };

static double now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1000.0 + (double)t.tv_nsec / 1e6;
}

static facts *many(void)
{
    facts *f = facts_create();
    for (int i = 0; i < DEVICES; ++i) {
        char id[64], name[64];
        fact_device *d = facts_list_add(f, &f->devices, &fact_entity_device);
        snprintf(id, sizeof id, "pulse:source-%d", i);
        snprintf(name, sizeof name, "Microphone number %d", i);
        FACT_SET(f, device, DEVICE, d, id, text, id, FACT_SOURCE_PULSE);
        FACT_SET(f, device, DEVICE, d, name, text, name, FACT_SOURCE_PULSE);
        FACT_SET(f, device, DEVICE, d, monitor, integer, FACT_NO, FACT_SOURCE_PULSE);
        FACT_SET(f, device, DEVICE, d, muted, integer, FACT_YES, FACT_SOURCE_PULSE);
    }
    FACT_SET(f, selection, SELECTION, &f->selection, default_, text, "pulse:source-400", FACT_SOURCE_PULSE);
    return f;
}

static double smaller(double a, double b)
{
    return a < b ? a : b;
}

int main(void)
{
    facts *f = many();
    double checks = 1e9, create = 1e9, text = 1e9, json = 1e9, redacted = 1e9;
    for (int i = 0; i < ROUNDS; ++i) {
        double start = now_ms();
        check_results *results = checks_run(f, NULL, NULL);
        checks = smaller(checks, now_ms() - start);
        checks_free(results);
        start = now_ms();
        report *r = report_create(f, NULL);
        create = smaller(create, now_ms() - start);
        start = now_ms();
        CHECK(strlen(report_text(r, 0)) > 100);
        text = smaller(text, now_ms() - start);
        start = now_ms();
        CHECK(strlen(report_json(r, 0)) > 10000);
        json = smaller(json, now_ms() - start);
        start = now_ms();
        CHECK(strlen(report_json(r, REPORT_REDACT)) > 10000);
        redacted = smaller(redacted, now_ms() - start);
        report_free(r);
    }
    facts_release(f);
    printf("checks %.3f ms, report %.3f ms, text %.3f ms, JSON %.3f ms, redacted JSON %.3f ms\n", checks,
           create, text, json, redacted);
    CHECK(create - checks < 1.0);
    CHECK(text < json); /* in the same run: it cannot have made the JSON first */
    return check_result();
}
