/*
 * mic_diag - trees of files for tests.
 *
 * SPDX-License-Identifier: MIT
 */
#define _GNU_SOURCE

#include "tests/engine/trees.h"

#include <errno.h>
#include <ftw.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char root[PATH_MAX];

static void need(int good, const char *what)
{
    if (good)
        return;
    fprintf(stderr, "%s: %s\n", what, strerror(errno));
    exit(1);
}

static const char *below(char out[PATH_MAX], const char *path)
{
    snprintf(out, PATH_MAX, "%s%s", root, path);
    return out;
}

static void make_parents(char *path)
{
    for (char *slash = strchr(path + strlen(root) + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        need(mkdir(path, 0755) == 0 || errno == EEXIST, path);
        *slash = '/';
    }
}

const char *tree_make(void)
{
    const char *base = getenv("TMPDIR");
    snprintf(root, sizeof root, "%s/mic-diag-tree-XXXXXX", base && *base ? base : "/tmp");
    need(mkdtemp(root) != NULL, root);
    need(chmod(root, 0755) == 0, root);
    return root;
}

void tree_write(const char *path, const char *text, unsigned mode)
{
    char full[PATH_MAX];
    below(full, path);
    make_parents(full);
    FILE *file = fopen(full, "w");
    need(file != NULL, full);
    need(fputs(text, file) >= 0, full);
    need(fclose(file) == 0, full);
    need(chmod(full, (mode_t)mode) == 0, full);
}

void tree_directory(const char *path)
{
    char full[PATH_MAX];
    below(full, path);
    make_parents(full);
    need(mkdir(full, 0755) == 0 || errno == EEXIST, full);
}

void tree_link(const char *path, const char *target)
{
    char full[PATH_MAX];
    below(full, path);
    make_parents(full);
    need(symlink(target, full) == 0, full);
}

void tree_mode(const char *path, unsigned mode)
{
    char full[PATH_MAX];
    need(chmod(below(full, path), (mode_t)mode) == 0, full);
}

static int remove_one(const char *path, const struct stat *info, int type, struct FTW *at)
{
    (void)info;
    (void)type;
    (void)at;
    return remove(path);
}

void tree_remove(void)
{
    (void)nftw(root, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}
