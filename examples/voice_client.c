/*
 * mic_diag - example: voice_client. A program that records by itself pushes its own samples into an analyzer,
 * from its real-time thread; any other thread asks for levels and verdict. The sound is made up here, or
 * comes from a scenario's microphone: voice_client signal.clipping
 *
 * SPDX-License-Identifier: MIT
 */
#define _POSIX_C_SOURCE 200809L
#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <time.h>

#include "mic_diag.h"

enum { BLOCKS = 300, BLOCK = 480 };
static const struct timespec block_time = {0, 10000000}; /* 480 frames at 48 kHz */
static uint32_t rate = 48000, channels = 1;
static mic_diag_analyzer *analyzer;
static mic_diag_monitor *simulated; /* NULL: made-up sound */

/* Stands in for your own recording: a buzz at a voice's pitch, in syllables of changing colour, and noise. */
static int32_t record(float *block, int index)
{
    static unsigned noise = 1;
    for (int i = 0; i < BLOCK; ++i) {
        double t = (index * BLOCK + i) / 48000.0, sum = 0.0;
        double syllable = fmax(0.0, sin(6.2832 * 2.5 * t)), formant = 700.0 + 400.0 * sin(6.2832 * 1.1 * t);
        for (int k = 1; k <= 25; ++k) {
            double away = (130.0 * k - formant) / 250.0;
            sum += sin(6.2832 * 130.0 * k * t + 4.0 * k * sin(6.2832 * 0.9 * t)) / (1.0 + away * away);
        }
        noise = noise * 1664525U + 1013904223U;
        block[i] = (float)(0.06 * syllable * sum) + ((float)(noise >> 8) / 8388608.0F - 1.0F) * 0.001F;
    }
    return BLOCK;
}

/* The place of your audio callback: mic_diag_analyzer_push() never waits and never allocates. */
static void *real_time_thread(void *unused)
{
    static float block[BLOCK * 32];
    for (int index = 0; index < BLOCKS; ++index, nanosleep(&block_time, NULL)) {
        int32_t samples = simulated != NULL ? mic_diag_monitor_read(simulated, block, BLOCK * channels)
                                            : record(block, index);
        if (samples > 0) {
            mic_diag_analyzer_push(analyzer, block, (uint32_t)samples / channels, MIC_DIAG_SAMPLE_F32, 0, 0);
        }
    }
    return unused;
}

int main(int argc, char **argv)
{
    pthread_t thread;
    mic_diag_context *ctx = NULL;
    mic_diag_report *report = NULL;
    if (argc > 1) {
        mic_diag_context_create_simulated("example", &ctx);
        mic_diag_simulate(ctx, argv[1]);
        mic_diag_monitor_open(ctx, NULL, &simulated);
        mic_diag_monitor_state state;
        do {
            nanosleep(&block_time, NULL);
            state = mic_diag_monitor_get_state(simulated);
            mic_diag_monitor_format(simulated, &rate, &channels);
        } while (rate == 0 && state == MIC_DIAG_MONITOR_STARTING);
    }
    mic_diag_analyzer_create(rate, channels, &analyzer); /* NULL is fine for what follows */
    pthread_create(&thread, NULL, real_time_thread, NULL);
    pthread_join(thread, NULL);
    mic_diag_analyzer_report(analyzer, &report);
    puts(report != NULL ? mic_diag_report_summary(report) : "There was no sound to judge.");
    mic_diag_report_free(report);
    mic_diag_analyzer_free(analyzer);
    mic_diag_monitor_free(simulated);
    mic_diag_context_free(ctx);
    return 0;
}
