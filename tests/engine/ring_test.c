/*
 * mic_diag - tests of the ring between the audio callback and the sender.
 *
 * SPDX-License-Identifier: MIT
 */
#include <stdlib.h>

#include "core/os.h"
#include "engine/ring.h"
#include "tests/check.h"

enum { CHANNELS = 3, BLOCKS = 20000, FRAMES_MAX = 977 };

static ring shared;

/* Every sample says where it belongs. */
static float expected(uint64_t frame, uint32_t channel)
{
    return (float)((frame * CHANNELS + channel) % 65521);
}

static uint32_t frames_of(unsigned number)
{
    return 1 + number * 37 % FRAMES_MAX;
}

static void fill(float *samples, uint64_t first, uint32_t frames)
{
    for (uint32_t i = 0; i < frames; i++)
        for (uint32_t c = 0; c < CHANNELS; c++)
            samples[i * CHANNELS + c] = expected(first + i, c);
}

static float sample_at(const ring_samples *samples, size_t index)
{
    float value;
    unsigned char bytes[sizeof value];
    for (size_t i = 0; i < sizeof value; i++) {
        size_t at = index * sizeof value + i;
        bytes[i] = at < samples->first_size
                       ? ((const unsigned char *)samples->first)[at]
                       : ((const unsigned char *)samples->second)[at - samples->first_size];
    }
    memcpy(&value, bytes, sizeof value);
    return value;
}

static bool is_as_expected(const protocol_audio *head, const ring_samples *samples)
{
    for (uint32_t i = 0; i < head->frames; i++)
        for (uint32_t c = 0; c < head->channels; c++)
            if (sample_at(samples, i * head->channels + c) != expected(head->first_frame + i, c))
                return false;
    return samples->first_size + samples->second_size == sizeof(float) * head->frames * head->channels;
}

static void test_one_block(void)
{
    static const float samples[] = {1.0f, 2.0f, 3.0f, 4.0f};
    protocol_audio head;
    ring_samples seen;
    ring_reset(&shared);
    CHECK(!ring_peek(&shared, &head, &seen));
    CHECK(ring_put(&shared, 77, samples, 2, 2));
    CHECK(ring_peek(&shared, &head, &seen));
    CHECK(head.time_us == 77 && head.first_frame == 0 && head.frames == 2 && head.channels == 2);
    CHECK(head.gap == 0 && head.dropped == 0);
    CHECK(sample_at(&seen, 0) == 1.0f && sample_at(&seen, 3) == 4.0f);
    ring_drop(&shared, &head);
    CHECK(!ring_peek(&shared, &head, &seen));
}

static void test_hole_is_zeros_and_counted(void)
{
    static const float samples[] = {9.0f, 9.0f};
    protocol_audio head;
    ring_samples seen;
    ring_reset(&shared);
    CHECK(ring_put(&shared, 1, samples, 2, 1));
    CHECK(ring_put(&shared, 2, NULL, 5, 1));
    CHECK(ring_put(&shared, 3, samples, 2, 1));
    CHECK(ring_peek(&shared, &head, &seen));
    ring_drop(&shared, &head);
    CHECK(ring_peek(&shared, &head, &seen));
    CHECK(head.gap == 5 && head.frames == 5 && head.first_frame == 2);
    for (size_t i = 0; i < 5; i++)
        CHECK(sample_at(&seen, i) == 0.0f);
    ring_drop(&shared, &head);
    CHECK(ring_peek(&shared, &head, &seen));
    CHECK(head.gap == 0 && head.first_frame == 7);
}

/* Nobody reads: the ring keeps what it has, counts the rest, and goes on where there is room again. */
static void test_full_ring_drops_and_counts(void)
{
    static float samples[FRAMES_MAX * CHANNELS];
    protocol_audio head;
    ring_samples seen;
    uint64_t put = 0, refused = 0, taken = 0;
    ring_reset(&shared);
    for (unsigned i = 0; i < 2000; i++) {
        fill(samples, put + refused, FRAMES_MAX);
        if (ring_put(&shared, i, samples, FRAMES_MAX, CHANNELS))
            put += FRAMES_MAX;
        else
            refused += FRAMES_MAX;
    }
    CHECK(put > 0 && refused > 0);
    CHECK(put * CHANNELS * sizeof(float) > RING_SIZE / 2);
    while (ring_peek(&shared, &head, &seen)) {
        CHECK(is_as_expected(&head, &seen));
        taken += head.frames;
        ring_drop(&shared, &head);
    }
    CHECK(taken == put);
    fill(samples, put + refused, FRAMES_MAX);
    CHECK(ring_put(&shared, 1, samples, FRAMES_MAX, CHANNELS));
    CHECK(ring_peek(&shared, &head, &seen));
    CHECK(head.dropped == refused && head.first_frame == put + refused);
    CHECK(is_as_expected(&head, &seen));
}

static void test_block_that_never_fits(void)
{
    protocol_audio head;
    ring_samples seen;
    ring_reset(&shared);
    CHECK(!ring_put(&shared, 1, NULL, RING_SIZE, 1));
    CHECK(!ring_peek(&shared, &head, &seen));
    CHECK(ring_put(&shared, 1, NULL, 1, 1));
    CHECK(ring_peek(&shared, &head, &seen));
    CHECK(head.dropped == RING_SIZE);
}

static void write_blocks(void *argument)
{
    static float samples[FRAMES_MAX * CHANNELS];
    uint64_t first = 0;
    (void)argument;
    for (unsigned i = 0; i < BLOCKS; i++) {
        uint32_t frames = frames_of(i);
        fill(samples, first, frames);
        (void)ring_put(&shared, (int64_t)i, samples, frames, CHANNELS);
        first += frames;
    }
    /* The last one tells the reader to end; it is put until it fits. */
    while (!ring_put(&shared, -1, NULL, 1, 1))
        ;
}

static void test_two_threads(void)
{
    protocol_audio head = {0};
    ring_samples seen;
    uint64_t taken = 0, position = 0, lost = 0;
    bool good = true;
    ring_reset(&shared);
    os_thread *writer = os_thread_start(write_blocks, NULL);
    if (!CHECK(writer != NULL))
        return;
    while (head.time_us != -1) {
        if (!ring_peek(&shared, &head, &seen))
            continue;
        if (head.time_us != -1) {
            good = good && head.first_frame >= position && is_as_expected(&head, &seen);
            lost += head.first_frame - position;
            good = good && head.dropped == (uint32_t)lost;
            position = head.first_frame + head.frames;
            taken += head.frames;
        }
        ring_drop(&shared, &head);
    }
    os_thread_join(writer);
    CHECK(good);
    CHECK(taken > 0);
}

int main(void)
{
    test_one_block();
    test_hole_is_zeros_and_counted();
    test_full_ring_drops_and_counts();
    test_block_that_never_fits();
    test_two_threads();
    return check_result();
}
