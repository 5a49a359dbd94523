/*
 * mic_diag - the system platform when memory runs out: each allocation fails once, and nothing is lost.
 *
 * Linked with --wrap for malloc, calloc and realloc. Usage: memory_test FAKE_HELPER
 *
 * SPDX-License-Identifier: MIT
 */
#include <stdlib.h>

#include "../../check.h"
#include "core/os.h"
#include "platform_driver.h"

void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *old, size_t size);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *old, size_t size);

static unsigned allocations, failing; /* the failing-th allocation fails; 0: none */

static bool fails(void)
{
    return ++allocations == failing;
}

void *__wrap_malloc(size_t size)
{
    return fails() ? NULL : __real_malloc(size);
}

void *__wrap_calloc(size_t count, size_t size)
{
    return fails() ? NULL : __real_calloc(count, size);
}

void *__wrap_realloc(void *old, size_t size)
{
    return fails() ? NULL : __real_realloc(old, size);
}

/** One run of an operation. @return whether it worked from beginning to end. */
static bool run(const char *fake, const char *how, platform_operation operation)
{
    allocations = 0;
    platform *p = driver_create(fake, how);
    if (p == NULL)
        return false;
    outcome got = {.samples_right = true};
    uint32_t number = driver_start(p, operation, 3000);
    if (number != 0) {
        driver_collect(p, number, 480, 5000, &got);
        CHECK(got.ended == 1 || got.frames > 0);
        CHECK(got.samples_right);
    }
    facts *f = facts_create();
    if (f != NULL)
        p->does->look(p, f);
    facts_release(f);
    CHECK(p->does->machine(p) != NULL);
    p->does->destroy(p);
    return number != 0 && (got.frames > 0 || got.status == FACT_probe_status_ok);
}

static void fail_each(const char *fake, const char *how, platform_operation operation)
{
    unsigned descriptors = driver_descriptors();
    failing = 0;
    CHECK(run(fake, how, operation));
    unsigned total = allocations;
    CHECK(total > 3);
    for (unsigned i = 1; i <= total; i++) {
        failing = i;
        run(fake, how, operation);
        failing = 0;
        CHECK(driver_descriptors() == descriptors);
        CHECK(driver_children() == 0);
    }
    fprintf(stderr, "%s: %u allocations, each failed once\n", how, total);
}

int main(int count, char **arguments)
{
    if (count != 2)
        return 2;
    fail_each(arguments[1], "good", PLATFORM_PROBE);
    fail_each(arguments[1], "pieces", PLATFORM_PROBE);
    fail_each(arguments[1], "capture", PLATFORM_CAPTURE);
    return check_result();
}
