/*
 * mic_diag - what the analyzer measured, as facts.
 *
 * SPDX-License-Identifier: MIT
 */
#include "core/signal_facts.h"

#include <math.h>

static void set_real(facts *f, const fact_entity *e, void *entity, uint32_t field, double value,
                     fact_source s)
{
    if (isfinite(value)) {
        facts_set_real(f, e, entity, field, value, s);
    } else {
        facts_set_unknown(e, entity, field, FACT_ABSENT);
    }
}

static void set_integer(facts *f, const fact_entity *e, void *entity, uint32_t field, int64_t value,
                        fact_source s)
{
    if (value >= 0) {
        facts_set_integer(f, e, entity, field, value, s);
    } else {
        facts_set_unknown(e, entity, field, FACT_ABSENT);
    }
}

#define SET_REAL    set_real
#define SET_INTEGER set_integer
#define SET_ANSWER  set_integer

void signal_facts_add(facts *f, const signal_metrics *m, fact_source source)
{
#define ADD_METRIC(type, name)                                                                               \
    SET_##type(f, &fact_entity_signal, &f->signal, SIGNAL_FIELD_##name, m->name, source);
    SIGNAL_METRICS(ADD_METRIC)
#undef ADD_METRIC
    for (int64_t i = 0; i < m->channels && i < SIGNAL_CHANNELS_MAX; i++) {
        const signal_channel_metrics *channel = &m->channel[i];
        fact_channel *c = facts_list_add(f, &f->signal.channel_metrics, &fact_entity_channel);
        if (!c) {
            return;
        }
#define ADD_METRIC(type, name)                                                                               \
    SET_##type(f, &fact_entity_channel, c, CHANNEL_FIELD_##name, channel->name, source);
        CHANNEL_METRICS(ADD_METRIC)
#undef ADD_METRIC
    }
}
