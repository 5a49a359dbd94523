/*
 * mic_diag - memory runs out at every allocation of a report in turn: no crash, no leak, no half report.
 *
 * Linked with --wrap for malloc, calloc, realloc and free, so that the JSON library's calls are counted too.
 *
 * SPDX-License-Identifier: MIT
 */
#include <stdlib.h>

#include "../check.h"
#include "../failing_malloc.h"
#include "mic_diag.h"
#include "report/report.h"

static const char sample[] =
    "{\"system\":{\"os\":\"linux\"},\"selection\":{\"default\":\"p:a\"},"
    "\"cards\":[{\"id\":\"c\",\"name\":\"Card of somebody\"}],"
    "\"devices\":[{\"id\":\"p:a\",\"name\":\"A name\",\"muted\":true,\"volume_db\":-50.0,\"monitor\":false,"
    "\"virtual\":true,\"card\":\"c\"},{\"id\":\"p:b\",\"name\":\"Other\",\"monitor\":true}],"
    "\"users\":[{\"device\":\"p:a\",\"program\":\"Chat\",\"active\":true,\"own\":false}],"
    "\"open\":{\"result\":\"ok\"},\"stream\":{\"frames\":96000,\"seconds\":2.0,\"lost\":false},"
    "\"signal\":{\"seconds\":2.0,\"zero_ms\":2000.0,\"zero_now_ms\":2000.0,\"silent_ms\":2000.0,"
    "\"rms_dbfs\":-200.0,\"peak_dbfs\":-200.0,\"speech_seconds\":0.0}}";

/* Every form, whole or "". */
static bool use(const facts *f, const char *const whole[8], const char *got[8])
{
    report_settings settings = {.language = "en", .machine = "here"};
    report *r = report_create(f, &settings);
    if (r == NULL)
        return false;
    bool all = true;
    for (uint32_t i = 0; i < 8; ++i) {
        const char *form = i < 4 ? report_json(r, i) : report_text(r, i - 4);
        if (whole == NULL) {
            counting = false;
            got[i] = strdup(form);
            counting = true;
        } else if (*form == '\0') {
            all = false;
        } else {
            CHECK(strcmp(form, whole[i]) == 0);
        }
    }
    report_free(r);
    return all;
}

static void sweep(const facts *f, const char *const whole[8], bool after)
{
    fail_after = after;
    long allocations = 0;
    for (fail_at = 1;; ++fail_at) {
        made = live = 0;
        counting = true;
        bool all = use(f, whole, NULL);
        counting = false;
        CHECK(live == 0);
        allocations = made;
        if (made < fail_at) {
            CHECK(all);
            break;
        }
    }
    CHECK(allocations > 100);
    fail_at = 0;
}

static void sweep_keys(void)
{
    static const char text[] = "mic-diag:fix/1/m/f/a?kind=2&device=d&seen=s&wanted=w";
    fail_after = false;
    for (fail_at = 1;; ++fail_at) {
        fix_key key;
        made = live = 0;
        counting = true;
        int32_t result = fix_key_parse(text, &key);
        fix_key_clear(&key);
        counting = false;
        CHECK(live == 0);
        CHECK(result == (made < fail_at ? MIC_DIAG_OK : MIC_DIAG_ERROR_NO_MEMORY));
        if (made < fail_at)
            break;
    }
    fail_at = 0;
}

int main(void)
{
    char error[200] = "";
    const char *whole[8] = {NULL};
    facts *f = facts_from_json(sample, sizeof sample - 1, FACT_SOURCE_SIMULATED, error, sizeof error);
    if (!CHECK(f != NULL))
        return check_result();
    CHECK(use(f, NULL, whole));
    CHECK(strlen(whole[0]) > 1000);
    sweep(f, whole, false);
    sweep(f, whole, true);
    sweep_keys();
    for (int i = 0; i < 8; ++i)
        free((char *)(size_t)whole[i]);
    facts_release(f);
    return check_result();
}
