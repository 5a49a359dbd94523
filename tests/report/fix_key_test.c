/*
 * mic_diag - fix keys: there and back for any text, and nothing else is taken.
 *
 * SPDX-License-Identifier: MIT
 */
#include <stdlib.h>

#include "../check.h"
#include "core/utf8.h"
#include "mic_diag.h"
#include "report/report.h"

static void round_trip(const char *device, const char *seen, const char *wanted)
{
    finding_fix fix = {
        .action = "mute", .kind = FIX_CHANGE, .device = device, .seen = seen, .wanted = wanted};
    char *text = fix_key_make("linux-6f1ed002ab", "volume.muted", &fix);
    fix_key key;
    CHECK(text != NULL && strlen(text) <= 8192);
    for (const char *c = text; *c != '\0'; ++c)
        CHECK(*c > 0x20 && *c < 0x7F);
    CHECK(fix_key_parse(text, &key) == MIC_DIAG_OK);
    CHECK_STR(key.machine, "linux-6f1ed002ab");
    CHECK_STR(key.finding, "volume.muted");
    CHECK_STR(key.action, "mute");
    CHECK(key.kind == FIX_CHANGE);
    CHECK_STR(key.device, device == NULL ? "" : device);
    CHECK_STR(key.seen, seen == NULL ? "" : seen);
    CHECK_STR(key.wanted, wanted == NULL ? "" : wanted);
    fix_key_clear(&key);
    free(text);
}

static void test_round_trips(void)
{
    round_trip("pulse:alsa_input.usb-046d_0825-00.mono-fallback", "yes", "no");
    round_trip(NULL, NULL, NULL);
    round_trip("pulse:Jürgens Mikrofon \xE2\x82\xAC/?&=%#+ \n\t\x7F", "65536,65536", "-12.50dB");
    round_trip("a&seen=no&wanted=yes", "b=c", "d%41");
    char all[256];
    int used = 0;
    for (int byte = 1; byte < 128; ++byte)
        all[used++] = (char)byte;
    all[used] = '\0';
    round_trip(all, all, all);
    char long_id[2001];
    memset(long_id, 'x', sizeof long_id - 1);
    long_id[sizeof long_id - 1] = '\0';
    round_trip(long_id, "yes", "no");
}

/* A device whose key would be longer than a key may be gets none; and without a machine there are no keys. */
static void test_no_key(void)
{
    char id[10001];
    memset(id, 'x', sizeof id - 1);
    id[sizeof id - 1] = '\0';
    finding_fix fix = {.action = "mute", .kind = FIX_CHANGE, .device = id};
    char *text = fix_key_make("m", "volume.muted", &fix);
    CHECK_STR(text, "");
    free(text);
    fix.device = "d";
    text = fix_key_make(NULL, "volume.muted", &fix);
    CHECK_STR(text, "");
    free(text);
}

static void refuse(const char *text)
{
    fix_key key;
    if (!CHECK(fix_key_parse(text, &key) == MIC_DIAG_ERROR_INVALID))
        fprintf(stderr, "    %s\n", text);
    CHECK(key.machine == NULL && key.finding == NULL && key.action == NULL && key.device == NULL);
    fix_key_clear(&key);
}

static void test_refused(void)
{
    static const char *const bad[] = {
        "",
        "mic-diag:fix/1/",
        "mic-diag:fix/1/m/f/a",
        "mic-diag:fix/1/m/f/a?",
        "mic-diag:fix/1/m/f/a?kind=",
        "mic-diag:fix/1/m/f/a?kind=6",
        "mic-diag:fix/1/m/f/a?kind=22",
        "mic-diag:fix/1/m/f/a?kind=-1",
        "mic-diag:fix/1/m/f?kind=2",
        "mic-diag:fix/1//f/a?kind=2",
        "mic-diag:fix/1/m//a?kind=2",
        "mic-diag:fix/1/m/f/?kind=2",
        "mic-diag:fix/2/m/f/a?kind=2",
        "Mic-diag:fix/1/m/f/a?kind=2",
        "mic-diag:fix/1/m/f/a?kind=2&",
        "mic-diag:fix/1/m/f/a?kind=2&device=",
        "mic-diag:fix/1/m/f/a?kind=2&seen=x&device=y",
        "mic-diag:fix/1/m/f/a?kind=2&device=y&device=z",
        "mic-diag:fix/1/m/f/a?kind=2&device=y&other=z",
        "mic-diag:fix/1/m/f/a?kind=2&device=%",
        "mic-diag:fix/1/m/f/a?kind=2&device=%4",
        "mic-diag:fix/1/m/f/a?kind=2&device=%GG",
        "mic-diag:fix/1/m/f/a?kind=2&device=%00",
        "mic-diag:fix/1/m/f/a?kind=2&device=%41", /* 'A' needs no escape: one spelling only */
        "mic-diag:fix/1/m/f/a?kind=2&device=%2f", /* lower case */
        "mic-diag:fix/1/m/f/a?kind=2&device=%FF", /* no UTF-8 */
        "mic-diag:fix/1/m/f/a?kind=2&device=%C3",
        "mic-diag:fix/1/m/f/a?kind=2&device=a b",
        "mic-diag:fix/1/m/f/a?kind=2&device=a\n",
        "mic-diag:fix/1/m/f/a?kind=2 ",
        "mic-diag:fix/1/m/f/a?kind=2#x",
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; ++i)
        refuse(bad[i]);
    fix_key key;
    CHECK(fix_key_parse(NULL, &key) == MIC_DIAG_ERROR_INVALID);
    char *huge = malloc(1 << 20);
    if (!CHECK(huge != NULL))
        return;
    memset(huge, 'a', (1 << 20) - 1);
    huge[(1 << 20) - 1] = '\0';
    memcpy(huge, "mic-diag:fix/1/m/f/a?kind=2&device=", 35);
    refuse(huge);
    free(huge);
}

/* Every single-byte change of a key is refused, or is another key that writes itself again. */
static void test_changed(void)
{
    finding_fix fix = {
        .action = "volume", .kind = FIX_CHANGE, .device = "p:\xC3\xA4/x", .seen = "-1dB", .wanted = "0dB"};
    char *text = fix_key_make("m", "volume.low", &fix);
    size_t length = strlen(text);
    for (size_t at = 0; at < length; ++at) {
        char kept = text[at];
        for (int byte = 1; byte < 256; ++byte) {
            text[at] = (char)(unsigned char)byte;
            fix_key key;
            if (fix_key_parse(text, &key) != MIC_DIAG_OK)
                continue;
            finding_fix again = {.action = key.action,
                                 .kind = key.kind,
                                 .device = key.device,
                                 .seen = key.seen,
                                 .wanted = key.wanted};
            char *written = fix_key_make(key.machine, key.finding, &again);
            CHECK_STR(written, text);
            free(written);
            fix_key_clear(&key);
        }
        text[at] = kept;
    }
    free(text);
}

int main(void)
{
    test_round_trips();
    test_no_key();
    test_refused();
    test_changed();
    return check_result();
}
