/*
 * mic_diag - listening ends when the answer is certain, and not before; waits for sound fit the device.
 *
 * SPDX-License-Identifier: MIT
 */
#include <stdlib.h>
#include <string.h>

#include "../check.h"
#include "checks/check.h"

static void state_of(const char *what, const char *json, listening_state want)
{
    char error[256] = "";
    facts *f = facts_from_json(json, strlen(json), FACT_SOURCE_SAMPLES, error, sizeof error);
    if (!check_note(f != NULL, __FILE__, __LINE__, what)) {
        fprintf(stderr, "    %s\n", error);
        return;
    }
    if (!check_note(checks_listening(f) == want, __FILE__, __LINE__, what))
        fprintf(stderr, "    want: %s\n", want == LISTENING_DECIDED ? "decided" : "undecided");
    facts_release(f);
}

#define OPEN(rest)  "{\"open\":{\"result\":\"ok\"}" rest "}"
#define HEARD(s, m) OPEN(",\"stream\":{\"frames\":1,\"seconds\":" #s "},\"signal\":{" m "}")
#define SPOKEN(s, level)                                                                                     \
    HEARD(3.0, "\"seconds\":2.5,\"peak_dbfs\":-9,\"rms_dbfs\":-20,\"speech_seconds\":" #s                    \
               ",\"active_speech_level_dbov\":" #level)
#define BLUETOOTH(rest)                                                                                      \
    ",\"devices\":[{\"id\":\"b\",\"transport\":\"bluetooth\"}],\"selection\":{\"default\":\"b\"}" rest

static void silence(void)
{
    /* The analyzer leaves the first half second out: 1.0 s of zeros are 1.5 s since the first frame. */
    state_of("1.4 s of zeros", HEARD(1.4, "\"seconds\":0.9,\"zero_now_ms\":900"), LISTENING_UNDECIDED);
    state_of("1.5 s of zeros", HEARD(1.5, "\"seconds\":1.0,\"zero_now_ms\":1000"), LISTENING_DECIDED);
    state_of("one LSB", HEARD(1.5, "\"seconds\":1.0,\"zero_now_ms\":0,\"silent_ms\":1000"),
             LISTENING_DECIDED);
    state_of("a word in the start that is left out, then zeros",
             HEARD(1.5, "\"seconds\":1.0,\"zero_now_ms\":1000,\"speech_seconds\":0.3"), LISTENING_UNDECIDED);
    state_of("zeros after a sound", HEARD(3.0, "\"seconds\":2.5,\"zero_now_ms\":1600"), LISTENING_UNDECIDED);
    state_of("Bluetooth, 2 s of zeros",
             OPEN(BLUETOOTH(",\"stream\":{\"seconds\":2},\"signal\":{\"seconds\":1.5,\"zero_now_ms\":1500}")),
             LISTENING_UNDECIDED);
    state_of(
        "Bluetooth, 3.5 s of zeros",
        OPEN(BLUETOOTH(",\"stream\":{\"seconds\":3.5},\"signal\":{\"seconds\":3.0,\"zero_now_ms\":3000}")),
        LISTENING_DECIDED);
    state_of("analogue mute, 2.4 s", HEARD(2.4, "\"seconds\":1.9,\"peak_dbfs\":-60,\"rms_dbfs\":-70"),
             LISTENING_UNDECIDED);
    state_of("analogue mute, 2.5 s", HEARD(2.5, "\"seconds\":2.0,\"peak_dbfs\":-60,\"rms_dbfs\":-70"),
             LISTENING_DECIDED);
    state_of("quiet room", HEARD(6.0, "\"seconds\":5.5,\"peak_dbfs\":-41,\"rms_dbfs\":-58"),
             LISTENING_UNDECIDED);
}

static void speech(void)
{
    state_of("0.4 s of speech", SPOKEN(0.4, -20), LISTENING_UNDECIDED);
    state_of("0.5 s of speech", SPOKEN(0.5, -20), LISTENING_DECIDED);
    state_of("0.5 s of speech, nearly too quiet", SPOKEN(0.5, -43), LISTENING_UNDECIDED);
    state_of("1.4 s of speech, too quiet", SPOKEN(1.4, -60), LISTENING_UNDECIDED);
    state_of("1.5 s of speech, too quiet", SPOKEN(1.5, -60), LISTENING_DECIDED);
    state_of("0.5 s of speech, its level not known yet",
             HEARD(0.6, "\"seconds\":0.1,\"speech_seconds\":0.5,\"peak_dbfs\":-9,\"rms_dbfs\":-20"),
             LISTENING_UNDECIDED);
    state_of("stuck for a moment",
             HEARD(1.0, "\"seconds\":0.5,\"stuck_now_ms\":400,\"peak_dbfs\":-6,\"rms_dbfs\":-99"),
             LISTENING_UNDECIDED);
    state_of("stuck", HEARD(2.0, "\"seconds\":1.5,\"stuck_now_ms\":1500,\"peak_dbfs\":-6,\"rms_dbfs\":-99"),
             LISTENING_DECIDED);
}

static void stream(void)
{
    state_of("nothing yet", "{}", LISTENING_UNDECIDED);
    state_of("open", OPEN(""), LISTENING_UNDECIDED);
    state_of("refused", "{\"open\":{\"result\":\"busy\"}}", LISTENING_DECIDED);
    state_of("waiting", OPEN(",\"stream\":{\"frames\":0,\"waited_ms\":900,\"lost\":false}"),
             LISTENING_UNDECIDED);
    state_of("lost", OPEN(",\"stream\":{\"frames\":9,\"lost\":true}"), LISTENING_DECIDED);
    state_of("moved", OPEN(",\"stream\":{\"frames\":9,\"moved_to\":\"other\"}"), LISTENING_DECIDED);
    state_of("a burst", OPEN(",\"stream\":{\"frames\":9,\"stalled_ms\":900}"), LISTENING_UNDECIDED);
    state_of("stalled", OPEN(",\"stream\":{\"frames\":9,\"stalled_ms\":1001}"), LISTENING_DECIDED);
}

int main(void)
{
    silence();
    speech();
    stream();
    fact_device device = {.transport = FACT_bus_usb};
    CHECK(checks_first_frame_ms(NULL) == 3000);
    CHECK(checks_first_frame_ms(&device) == 3000);
    device.transport = FACT_bus_bluetooth;
    CHECK(checks_first_frame_ms(&device) == 6000);
    CHECK(checks_stalled_ms() == 1000);
    return check_result();
}
