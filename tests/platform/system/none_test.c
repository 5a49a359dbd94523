/*
 * mic_diag - the empty platform keeps the seam's contract.
 *
 * SPDX-License-Identifier: MIT
 */
#include "../../check.h"
#include "core/os.h"
#include "platform/platform.h"

static void wake(void *p)
{
    ((platform *)p)->does->wake(p);
}

int main(void)
{
    platform_settings settings = {"test", NULL};
    platform *p = platform_none.create(&settings);
    CHECK(p != NULL);
    if (p == NULL)
        return 1;
    const platform_operations *does = p->does;
    platform_message message;
    CHECK_STR(does->name, "none");
    CHECK_STR(does->machine(p), "none");
    CHECK(does->watcher(p) == NULL && does->look == NULL);

    platform_request request = {.operation = PLATFORM_PROBE, .name = does->probes(p)[0]};
    CHECK(request.name != NULL);
    uint32_t first = does->start(p, &request), second = does->start(p, &request);
    request.operation = PLATFORM_CAPTURE;
    uint32_t third = does->start(p, &request);
    CHECK(first >= 1 && second > first && third > second);
    does->stop(p, second); /* no message of it follows */
    does->stop(p, 4711);
    CHECK(does->next(p, 0, &message) == PLATFORM_ENDED && message.operation == first);
    CHECK(message.status == FACT_probe_status_missing && message.signal == -1 && message.code == -1);
    CHECK_STR(message.text, "unsupported");
    CHECK(does->next(p, 0, &message) == PLATFORM_ENDED && message.operation == third);
    CHECK(does->next(p, 0, &message) == PLATFORM_NOTHING);

    int64_t begun_us = does->now(p);
    CHECK(does->next(p, begun_us + 20000, &message) == PLATFORM_NOTHING);
    CHECK(does->now(p) - begun_us >= 20000);
    os_thread *thread = os_thread_start(wake, p);
    CHECK(does->next(p, INT64_MAX, &message) == PLATFORM_NOTHING);
    os_thread_join(thread);
    does->destroy(p);
    does->destroy(NULL);
    return check_result();
}
