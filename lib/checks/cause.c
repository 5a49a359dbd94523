/*
 * mic_diag - which finding is only the consequence of which, and the order they are told in.
 *
 * SPDX-License-Identifier: MIT
 */
#include <stdlib.h>
#include <string.h>

#include "checks/results.h"

static bool explains(const finding *g, const finding *f)
{
    /* What is worth knowing, or not so after all, is nobody's cause. */
    if (g->severity < CHECK_WARNING || g->contradicted || g->check->explains == NULL)
        return false;
    /* Both about the same device, or one of them about the system. */
    if (g->device != NULL && f->device != NULL && strcmp(g->device, f->device) != 0)
        return false;
    for (const char *const *id = g->check->explains; *id != NULL; ++id)
        if (strcmp(*id, f->check->id) == 0)
            return true;
    return false;
}

/* Of several causes the graver one; of two like that the one that explains the other. */
static bool is_better(const finding *g, const finding *present)
{
    return g->severity > present->severity || (g->severity == present->severity && explains(g, present));
}

/* The explains lists have no circle (a test walks over them), so neither have causes. */
void cause_link(check_results *results)
{
    for (uint32_t i = 0; i < results->count; ++i) {
        finding *f = results->findings[i];
        for (uint32_t j = 0; j < results->count; ++j) {
            const finding *g = results->findings[j];
            if (j != i && explains(g, f) && (f->cause < 0 || is_better(g, results->findings[f->cause])))
                f->cause = (int32_t)j;
        }
    }
}

/* ---- order ------------------------------------------------------------------------------------------ */

/* Where a root stands: the lower, the earlier. A warning that causes a problem stands with the problems. */
static int32_t rank_of(const check_results *results, uint32_t root)
{
    int32_t severity = results->findings[root]->severity;
    for (uint32_t i = 0; i < results->count; ++i) {
        int32_t top = (int32_t)i;
        while (results->findings[top]->cause >= 0)
            top = results->findings[top]->cause;
        if ((uint32_t)top == root && results->findings[i]->severity > severity)
            severity = results->findings[i]->severity;
    }
    const finding *f = results->findings[root];
    bool late = f->about_ourselves; /* what is wrong with the system matters more than what is with us */
    if (severity == CHECK_INFO)
        late = (f->check->flags & CHECK_LEADS_INFO) == 0;
    return 2 * (CHECK_PROBLEM - severity) + (late ? 1 : 0);
}

typedef struct {
    check_results *results;
    uint32_t *place; /* in report order, of each finding in chain order */
    uint32_t *order; /* the other way round */
    uint32_t placed;
} ordering;

static void place_with_consequences(ordering *o, uint32_t index)
{
    o->place[index] = o->placed;
    o->order[o->placed++] = index;
    for (uint32_t i = 0; i < o->results->count; ++i)
        if (o->results->findings[i]->cause == (int32_t)index)
            place_with_consequences(o, i);
}

bool order_findings(check_results *results)
{
    const uint32_t count = results->count;
    if (count == 0)
        return true;
    ordering o = {.results = results};
    o.place = malloc(count * sizeof *o.place);
    o.order = malloc(count * sizeof *o.order);
    finding **ordered = malloc(results->room * sizeof *ordered);
    if (o.place == NULL || o.order == NULL || ordered == NULL) {
        free(o.place);
        free(o.order);
        free(ordered);
        return false;
    }
    for (int32_t rank = 0; rank <= 2 * CHECK_PROBLEM + 1; ++rank)
        for (uint32_t i = 0; i < count; ++i)
            if (results->findings[i]->cause < 0 && rank_of(results, i) == rank)
                place_with_consequences(&o, i);
    for (uint32_t i = 0; i < count; ++i) {
        ordered[i] = results->findings[o.order[i]];
        if (ordered[i]->cause >= 0)
            ordered[i]->cause = (int32_t)o.place[ordered[i]->cause];
    }
    free(results->findings);
    free(o.place);
    free(o.order);
    results->findings = ordered;
    return true;
}
