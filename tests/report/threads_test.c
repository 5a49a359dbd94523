/*
 * mic_diag - many threads ask one report for its long forms at once: each gets the same one.
 *
 * SPDX-License-Identifier: MIT
 */
#include <pthread.h>
#include <stdatomic.h>

#include "../check.h"
#include "report/report.h"

enum { THREADS = 8, ROUNDS = 30, FORMS = 8 };

typedef struct {
    const report *report;
    atomic_int *ready;
    const char *form[FORMS];
} asking;

static void *ask(void *argument)
{
    asking *a = argument;
    atomic_fetch_add(a->ready, 1);
    while (atomic_load(a->ready) < THREADS)
        ;
    for (uint32_t i = 0; i < FORMS; ++i)
        a->form[i] = i < 4 ? report_json(a->report, i) : report_text(a->report, i - 4);
    return NULL;
}

int main(void)
{
    static const char json[] =
        "{\"devices\":[{\"id\":\"a\",\"name\":\"b\",\"muted\":true,\"monitor\":false}],"
        "\"selection\":{\"default\":\"a\"}}";
    for (int round = 0; round < ROUNDS; ++round) {
        facts *f = facts_from_json(json, sizeof json - 1, FACT_SOURCE_SIMULATED, NULL, 0);
        report *r = report_create(f, NULL);
        facts_release(f);
        pthread_t threads[THREADS];
        asking askings[THREADS];
        atomic_int ready = 0;
        for (int i = 0; i < THREADS; ++i) {
            askings[i] = (asking){.report = r, .ready = &ready};
            if (pthread_create(&threads[i], NULL, ask, &askings[i]) != 0)
                return 1;
        }
        for (int i = 0; i < THREADS; ++i)
            pthread_join(threads[i], NULL);
        for (int form = 0; form < FORMS; ++form) {
            CHECK(strlen(askings[0].form[form]) > 20);
            for (int i = 1; i < THREADS; ++i)
                CHECK(askings[i].form[form] == askings[0].form[form]);
        }
        report_free(r);
    }
    return check_result();
}
