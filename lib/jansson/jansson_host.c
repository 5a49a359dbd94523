/*
 * mic_diag - what the hidden copy of jansson finds in place of `stdin` and of a failed assertion.
 *
 * SPDX-License-Identifier: MIT
 */

extern void *const mic_diag_jansson_stdin;
_Noreturn void mic_diag_jansson_assert(const char *expression, const char *file, unsigned int line,
                                       const char *function);

/* jansson compares files with it to name them in error messages; we never give it a file. */
__attribute__((visibility("hidden"))) void *const mic_diag_jansson_stdin = 0;

/*
 * jansson's assertions state what its own code has just made true. Should memory be so damaged that one
 * fails, there is nothing to return to; the trap marks the place, without output and without running
 * handlers.
 */
__attribute__((visibility("hidden"))) _Noreturn void
mic_diag_jansson_assert(const char *expression, const char *file, unsigned int line, const char *function)
{
    (void)expression;
    (void)file;
    (void)line;
    (void)function;
    __builtin_trap();
}
