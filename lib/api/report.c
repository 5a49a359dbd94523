/*
 * mic_diag - public functions: reports, findings, fixes as things to read.
 *
 * A public handle is the inner object under another name.
 *
 * SPDX-License-Identifier: MIT
 */
#include "report/report.h"
#include "mic_diag.h"

static const report *of_report(const mic_diag_report *r)
{
    return (const report *)r;
}

static const report_finding *of_finding(const mic_diag_finding *f)
{
    return (const report_finding *)f;
}

static const report_fix *of_fix(const mic_diag_fix *x)
{
    return (const report_fix *)x;
}

void mic_diag_report_free(mic_diag_report *r)
{
    report_free((report *)r);
}

mic_diag_verdict mic_diag_report_verdict(const mic_diag_report *r)
{
    return r ? report_verdict(of_report(r)) : MIC_DIAG_VERDICT_UNSURE;
}

const char *mic_diag_report_summary(const mic_diag_report *r)
{
    return r ? report_summary(of_report(r)) : "";
}

const char *mic_diag_report_json(const mic_diag_report *r, uint32_t flags)
{
    return r ? report_json(of_report(r), flags & (MIC_DIAG_REDACT | MIC_DIAG_TELEMETRY)) : "";
}

const char *mic_diag_report_text(const mic_diag_report *r, uint32_t flags)
{
    return r ? report_text(of_report(r), flags & MIC_DIAG_REDACT) : "";
}

uint32_t mic_diag_report_check_count(const mic_diag_report *r)
{
    return r ? report_check_count(of_report(r)) : 0;
}

static bool has_check(const mic_diag_report *r, uint32_t index)
{
    return r && index < report_check_count(of_report(r));
}

const char *mic_diag_report_check_id(const mic_diag_report *r, uint32_t index)
{
    return has_check(r, index) ? report_check_id(of_report(r), index) : "";
}

const char *mic_diag_report_check_title(const mic_diag_report *r, uint32_t index)
{
    return has_check(r, index) ? report_check_title(of_report(r), index) : "";
}

mic_diag_status mic_diag_report_check_status(const mic_diag_report *r, uint32_t index)
{
    return has_check(r, index) ? report_check_status(of_report(r), index) : MIC_DIAG_STATUS_UNKNOWN;
}

const char *mic_diag_report_check_reason(const mic_diag_report *r, uint32_t index)
{
    return has_check(r, index) ? report_check_reason(of_report(r), index) : "";
}

uint32_t mic_diag_report_finding_count(const mic_diag_report *r)
{
    return r ? report_finding_count(of_report(r)) : 0;
}

const mic_diag_finding *mic_diag_report_finding(const mic_diag_report *r, uint32_t index)
{
    return r ? (const mic_diag_finding *)report_finding_at(of_report(r), index) : NULL;
}

const char *mic_diag_finding_id(const mic_diag_finding *f)
{
    return f ? report_finding_id(of_finding(f)) : "";
}

mic_diag_severity mic_diag_finding_severity(const mic_diag_finding *f)
{
    return f ? report_finding_severity(of_finding(f)) : MIC_DIAG_UNKNOWN;
}

const char *mic_diag_finding_title(const mic_diag_finding *f)
{
    return f ? report_finding_title(of_finding(f)) : "";
}

const char *mic_diag_finding_explanation(const mic_diag_finding *f)
{
    return f ? report_finding_explanation(of_finding(f)) : "";
}

const char *mic_diag_finding_device_id(const mic_diag_finding *f)
{
    return f ? report_finding_device(of_finding(f)) : "";
}

const mic_diag_finding *mic_diag_finding_cause(const mic_diag_finding *f)
{
    return f ? (const mic_diag_finding *)report_finding_cause(of_finding(f)) : NULL;
}

uint32_t mic_diag_finding_evidence_count(const mic_diag_finding *f)
{
    return f ? report_finding_evidence_count(of_finding(f)) : 0;
}

const char *mic_diag_finding_evidence_key(const mic_diag_finding *f, uint32_t index)
{
    return index < mic_diag_finding_evidence_count(f) ? report_finding_evidence_key(of_finding(f), index)
                                                      : "";
}

const char *mic_diag_finding_evidence_value(const mic_diag_finding *f, uint32_t index)
{
    return index < mic_diag_finding_evidence_count(f) ? report_finding_evidence_value(of_finding(f), index)
                                                      : "";
}

uint32_t mic_diag_finding_fix_count(const mic_diag_finding *f)
{
    return f ? report_finding_fix_count(of_finding(f)) : 0;
}

const mic_diag_fix *mic_diag_finding_fix(const mic_diag_finding *f, uint32_t index)
{
    return index < mic_diag_finding_fix_count(f)
               ? (const mic_diag_fix *)report_finding_fix(of_finding(f), index)
               : NULL;
}

const char *mic_diag_fix_key(const mic_diag_fix *x)
{
    return x ? report_fix_key(of_fix(x)) : "";
}

mic_diag_fix_kind mic_diag_fix_get_kind(const mic_diag_fix *x)
{
    return x ? report_fix_kind(of_fix(x)) : MIC_DIAG_UNKNOWN;
}

uint32_t mic_diag_fix_flags(const mic_diag_fix *x)
{
    return x ? report_fix_flags(of_fix(x)) : 0;
}

const char *mic_diag_fix_title(const mic_diag_fix *x)
{
    return x ? report_fix_title(of_fix(x)) : "";
}

const char *mic_diag_fix_text(const mic_diag_fix *x)
{
    return x ? report_fix_text(of_fix(x)) : "";
}

const char *mic_diag_fix_target(const mic_diag_fix *x)
{
    return x ? report_fix_target(of_fix(x)) : "";
}

const char *mic_diag_fix_device_id(const mic_diag_fix *x)
{
    return x ? report_fix_device(of_fix(x)) : "";
}
