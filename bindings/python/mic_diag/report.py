"""A report, copied into Python objects: nothing to free, nothing that can dangle."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from ._library import lib, text
from .constants import FixFlags, FixKind, ReportFlags, Severity, Status, Verdict, as_enum


@dataclass(frozen=True)
class Fix:
    """Something that would help. `key` goes to Context.apply()."""

    key: str
    kind: FixKind
    flags: FixFlags
    title: str
    text: str
    target: str
    device_id: str


@dataclass(frozen=True)
class Finding:
    """Something that was found. `cause` is the id of the finding that this one is a consequence of, or None."""

    id: str
    severity: Severity
    title: str
    explanation: str
    device_id: str
    cause: str | None
    evidence: dict[str, str]
    fixes: tuple[Fix, ...]


@dataclass(frozen=True)
class Check:
    """A check that was made: what passed is as telling as what failed."""

    id: str
    title: str
    status: Status
    reason: str


@dataclass(frozen=True)
class Report:
    """A result that never changes."""

    verdict: Verdict
    summary: str
    findings: tuple[Finding, ...]
    checks: tuple[Check, ...]
    _texts: dict[tuple[str, int], str] = field(repr=False)

    def json(self, flags: ReportFlags = ReportFlags(0)) -> str:
        """The whole report; its form is mic_diag_report.schema.json."""
        return self._texts["json", int(flags) & 3]

    def text(self, flags: ReportFlags = ReportFlags(0)) -> str:
        """The whole report for a terminal or a support ticket."""
        return self._texts["text", int(flags) & 1]

    @property
    def data(self) -> dict[str, Any]:
        """The JSON report as Python objects."""
        return json.loads(self.json())

    @property
    def works(self) -> bool:
        """Speech was heard, and nothing is wrong with it."""
        return self.verdict == Verdict.WORKS

    def finding(self, finding_id: str) -> Finding | None:
        """The first finding with an id, or None."""
        return next((f for f in self.findings if f.id == finding_id), None)


def _fix(handle: int) -> Fix:
    return Fix(
        key=text(lib.mic_diag_fix_key(handle)),
        kind=as_enum(FixKind, lib.mic_diag_fix_get_kind(handle)),
        flags=FixFlags(lib.mic_diag_fix_flags(handle)),
        title=text(lib.mic_diag_fix_title(handle)),
        text=text(lib.mic_diag_fix_text(handle)),
        target=text(lib.mic_diag_fix_target(handle)),
        device_id=text(lib.mic_diag_fix_device_id(handle)),
    )


def _finding(handle: int) -> Finding:
    cause = lib.mic_diag_finding_cause(handle)
    evidence = {
        text(lib.mic_diag_finding_evidence_key(handle, i)): text(lib.mic_diag_finding_evidence_value(handle, i))
        for i in range(lib.mic_diag_finding_evidence_count(handle))
    }
    fixes = range(lib.mic_diag_finding_fix_count(handle))
    return Finding(
        id=text(lib.mic_diag_finding_id(handle)),
        severity=as_enum(Severity, lib.mic_diag_finding_severity(handle)),
        title=text(lib.mic_diag_finding_title(handle)),
        explanation=text(lib.mic_diag_finding_explanation(handle)),
        device_id=text(lib.mic_diag_finding_device_id(handle)),
        cause=text(lib.mic_diag_finding_id(cause)) if cause else None,
        evidence=evidence,
        fixes=tuple(_fix(lib.mic_diag_finding_fix(handle, i)) for i in fixes),
    )


def take_report(handle: int) -> Report:
    """Copies a report into Python and frees the library's."""
    try:
        checks = tuple(
            Check(
                id=text(lib.mic_diag_report_check_id(handle, i)),
                title=text(lib.mic_diag_report_check_title(handle, i)),
                status=as_enum(Status, lib.mic_diag_report_check_status(handle, i)),
                reason=text(lib.mic_diag_report_check_reason(handle, i)),
            )
            for i in range(lib.mic_diag_report_check_count(handle))
        )
        findings = range(lib.mic_diag_report_finding_count(handle))
        texts = {("json", flags): text(lib.mic_diag_report_json(handle, flags)) for flags in range(4)}
        texts.update({("text", flags): text(lib.mic_diag_report_text(handle, flags)) for flags in range(2)})
        return Report(
            verdict=as_enum(Verdict, lib.mic_diag_report_verdict(handle)),
            summary=text(lib.mic_diag_report_summary(handle)),
            findings=tuple(_finding(lib.mic_diag_report_finding(handle, i)) for i in findings),
            checks=checks,
            _texts=texts,
        )
    finally:
        lib.mic_diag_report_free(handle)
