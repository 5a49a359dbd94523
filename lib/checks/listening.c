/*
 * mic_diag - whether listening on could still change the answer, and how long to wait for sound.
 *
 * SPDX-License-Identifier: MIT
 */
#include "checks/check.h"
#include "checks/heard.h"
#include "checks/thresholds.h"

listening_state checks_listening(const facts *f)
{
    if (f->open.result != FACT_UNKNOWN && f->open.result != FACT_open_result_ok)
        return LISTENING_DECIDED;
    if (heard_stream_broke(f))
        return LISTENING_DECIDED;
    switch (heard_what(f, facts_chosen_device(f))) {
    case HEARD_SPEECH:
        return f->signal.seconds >= thresholds.speech_settled_seconds ? LISTENING_DECIDED
                                                                      : LISTENING_UNDECIDED;
    case HEARD_DIGITAL_SILENCE:
    case HEARD_ANALOG_MUTE:
        return LISTENING_DECIDED;
    case HEARD_STUCK:
        return f->signal.stuck_now_ms >= thresholds.stuck_certain_ms ? LISTENING_DECIDED
                                                                     : LISTENING_UNDECIDED;
    case HEARD_LIVE: /* somebody may still speak */
    case HEARD_NOTHING_YET:
        break;
    }
    return LISTENING_UNDECIDED;
}

int32_t checks_first_frame_ms(const fact_device *device)
{
    const bool bluetooth = device != NULL && device->transport == FACT_bus_bluetooth;
    return (int32_t)(bluetooth ? thresholds.first_frame_bluetooth_ms : thresholds.first_frame_ms);
}

int32_t checks_stalled_ms(void)
{
    return (int32_t)thresholds.stalled_ms;
}
