/*
 * mic_diag - trees of files for tests: a small /proc, /sys and /dev in a temporary directory.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef MIC_DIAG_TESTS_TREES_H
#define MIC_DIAG_TESTS_TREES_H

/** Makes an empty directory and returns its path; remove it with tree_remove(). Fails the program if it
 * cannot. */
const char *tree_make(void);
/** Writes a file below the tree, with the directories above it. @param mode  such as 0644 */
void tree_write(const char *path, const char *text, unsigned mode);
/** Makes a directory below the tree, and those above it. */
void tree_directory(const char *path);
/** Makes a symbolic link below the tree, and the directories above it. */
void tree_link(const char *path, const char *target);
/** Changes the mode of something in the tree. */
void tree_mode(const char *path, unsigned mode);
void tree_remove(void);

#endif
