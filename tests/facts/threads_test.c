/*
 * mic_diag - facts that are filled once are read, retained and released by several threads.
 *
 * SPDX-License-Identifier: MIT
 */
#include <pthread.h>
#include <stdlib.h>

#include "../check.h"
#include "sample_facts.h"

enum { THREADS = 4, ROUNDS = 200 };

typedef struct {
    const facts *shared; /* one reference of its own */
    const char *text;
    unsigned good;
} reader;

static void *read_facts(void *argument)
{
    reader *r = argument;
    for (int i = 0; i < ROUNDS; ++i) {
        const facts *kept = facts_retain(r->shared);
        const fact_device *d = facts_chosen_device(kept);
        bool good = d == NULL || d->id != NULL;
        if (i % 20 == 0) {
            char *text = facts_to_json(kept);
            facts *copy = facts_copy(kept);
            good = good && text != NULL && strcmp(text, r->text) == 0 && copy != NULL;
            facts_release(copy);
            free(text);
        }
        r->good += good;
        facts_release(kept);
    }
    facts_release(r->shared);
    return NULL;
}

int main(void)
{
    facts *f = sample_facts(2, 2, SAMPLE_MIXED_SOURCES);
    char *text = facts_to_json(f);
    reader readers[THREADS];
    pthread_t threads[THREADS];
    bool started[THREADS];
    for (int i = 0; i < THREADS; ++i) {
        readers[i] = (reader){facts_retain(f), text, 0};
        started[i] = pthread_create(&threads[i], NULL, read_facts, &readers[i]) == 0;
        CHECK(started[i]);
    }
    facts_release(f); /* the last of the threads frees it */
    for (int i = 0; i < THREADS; ++i) {
        if (started[i])
            pthread_join(threads[i], NULL);
        CHECK(readers[i].good == ROUNDS);
    }
    free(text);
    return check_result();
}
