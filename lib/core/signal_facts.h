/*
 * mic_diag - what the analyzer measured, as facts.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef MIC_DIAG_SIGNAL_FACTS_H
#define MIC_DIAG_SIGNAL_FACTS_H

#include "facts/facts.h"
#include "signal/signal.h"

/** Writes every metric into f->signal; what is unknown stays unknown with the reason "absent". */
void signal_facts_add(facts *f, const signal_metrics *metrics, fact_source source);

#endif
