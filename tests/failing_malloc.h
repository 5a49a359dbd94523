/*
 * mic_diag - memory that runs out where a test says so, and a count of what was not freed.
 *
 * For one file of a program that is linked with --wrap=malloc,--wrap=calloc,--wrap=realloc,--wrap=free. Set
 * `fail_at` (and `fail_after` for all that follow), then `counting`; look at `made` and `live` afterwards.
 * One thread only.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef MIC_DIAG_TESTS_FAILING_MALLOC_H
#define MIC_DIAG_TESTS_FAILING_MALLOC_H

#include <stdbool.h>
#include <stdlib.h>

static bool counting;
static long live, made, fail_at;
static bool fail_after; /* every one from fail_at on, not only that one */

void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *block, size_t size);
void __real_free(void *block);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *block, size_t size);
void __wrap_free(void *block);

static bool refuse(void)
{
    if (!counting)
        return false;
    ++made;
    return made == fail_at || (fail_after && made > fail_at);
}

static void *note(void *block)
{
    live += counting && block != NULL;
    return block;
}

void *__wrap_malloc(size_t size)
{
    return refuse() ? NULL : note(__real_malloc(size));
}

void *__wrap_calloc(size_t count, size_t size)
{
    return refuse() ? NULL : note(__real_calloc(count, size));
}

void *__wrap_realloc(void *block, size_t size)
{
    if (refuse())
        return NULL;
    void *moved = __real_realloc(block, size);
    if (block == NULL)
        note(moved);
    return moved;
}

void __wrap_free(void *block)
{
    live -= counting && block != NULL;
    __real_free(block);
}

#endif
