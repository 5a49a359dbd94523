#!/usr/bin/env python3
"""Writes include/mic_diag_report.schema.json: the report's frame from here, facts and metrics from their tables.

Run it after a change of lib/facts/fields.def or lib/signal/metrics.def; a test compares the file with what it
writes. The schema only ever grows: nothing that was emitted once may be left out or mean something else.
"""

import json
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SCHEMA = ROOT / "include" / "mic_diag_report.schema.json"
FINDING_ID = r"^[a-z][a-z0-9-]*(\.[a-z][a-z0-9-]*)+$"
SOURCES = ["config", "proc", "environment", "pulse", "simulated", "host", "open", "samples"]
REASONS = ["not-asked", "timeout", "denied", "unsupported", "absent", "failed"]

SINGLE = ["system", "service", "permission", "selection", "open", "stream", "host"]
LISTS = {"cards": "card", "devices": "device", "users": "user", "probes": "probe"}
INNER_LISTS = {"card": {"profiles": "profile", "ports": "port", "switches": "switch"}}


def tables(path):
    """The X-macro tables of a .def file: name -> rows of arguments."""
    text = path.read_text(encoding="utf-8")
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.S).replace("\\\n", "\n")
    found = {}
    for name, body in re.findall(r"#define (\w+)\(X\)(.*?)(?=#define|#include|\Z)", text, re.S):
        found[name] = [[a.strip().strip('"') for a in row.split(",")] for row in re.findall(r"X\(([^)]*)\)", body)]
    return found


def key(name):
    return name.rstrip("_")


def fact_type(kind, detail, defs):
    if kind == "TEXT":
        return {"type": "string"}
    if kind == "ANSWER":
        return {"type": "boolean"}
    if kind == "INTEGER":
        return {"type": "integer", "minimum": 0}
    if kind == "REAL":
        return {"type": "number"}
    if kind == "REALS":
        return {"type": "array", "items": {"type": "number"}}
    return {"type": "string", "enum": [row[2] for row in defs[f"FACT_ENUM_{detail}"]]}


def provenance():
    source, reason = {"$ref": "#/definitions/source"}, {"$ref": "#/definitions/reason"}
    return {
        "_source": {"description": "Where the values came from: all of them, or each by its name.",
                    "anyOf": [source, {"type": "object", "additionalProperties": source}]},
        "_unknown": {"description": "Why a value is missing that was asked for.", "type": "object",
                     "additionalProperties": reason},
    }  # fmt: skip


def entity(name, defs):
    properties = {}
    for kind, field, *detail in defs[f"{name.upper()}_FIELDS"]:
        properties[key(field)] = fact_type(kind, detail[0], defs)
    for inner, of in INNER_LISTS.get(name, {}).items():
        properties[inner] = {"type": "array", "items": {"$ref": f"#/definitions/fact_{of}"}}
    return {"type": "object", "properties": properties | provenance()}


def metrics(rows, nullable):
    types = {"REAL": "number", "INTEGER": "integer", "ANSWER": "boolean"}
    return {key(name): {"type": [types[kind], "null"] if nullable else types[kind]} for kind, name in rows}


def fact_definitions(defs, measured):
    names = SINGLE + list(LISTS.values()) + [n for inner in INNER_LISTS.values() for n in inner.values()]
    made = {f"fact_{name}": entity(name, defs) for name in names}
    channels = {"channel_metrics": {"type": "array", "items": {"$ref": "#/definitions/fact_channel"}}}
    made["fact_channel"] = {"type": "object",
                            "properties": metrics(measured["CHANNEL_METRICS"], False) | provenance()}
    made["fact_signal"] = {"type": "object",
                           "properties": metrics(measured["SIGNAL_METRICS"], False) | channels | provenance()}
    whole = {name: {"$ref": f"#/definitions/fact_{name}"} for name in SINGLE + ["signal"]}
    whole |= {name: {"type": "array", "items": {"$ref": f"#/definitions/fact_{of}"}} for name, of in LISTS.items()}
    made["facts"] = {"description": "Everything that was seen. Absent: not asked.", "type": "object",
                     "properties": whole | provenance()}
    return made


def strict(description, properties, **more):
    return {"description": description, "type": "object", "required": list(properties), "properties": properties} | more


def report_definitions(defs, measured):
    text, flag, or_null = {"type": "string"}, {"type": "boolean"}, {"type": ["string", "null"]}
    identifier = {"type": "string", "pattern": FINDING_ID}
    value = {"type": ["string", "number", "boolean", "null"]}
    device = {key(f): nullable(fact_type(k, d, defs)) for k, f, d in defs["DEVICE_FIELDS"]}
    channel = strict("One channel.", metrics(measured["CHANNEL_METRICS"], True))
    signal = metrics(measured["SIGNAL_METRICS"], True) | {"channel_metrics": {"type": "array", "items": channel}}
    return {
        "fix": strict("Something that would help.", {
            "key": text, "action": text,
            "kind": {"enum": ["steps", "settings", "change", "ask", "action", "host"]},
            "title": text, "text": text, "target": text, "device": text,
            "needs_admin": flag, "interrupts_sound": flag, "can_undo": flag}),
        "finding": strict("Something that is wrong, or worth knowing.", {
            "id": identifier, "severity": {"enum": ["info", "warning", "problem"]},
            "title": text, "explanation": text,
            "device": or_null | {"description": "Id of the device it is about; null: the system."},
            "evidence": {"description": "The figures behind it; null: unknown, or not to be told.",
                         "type": "object", "additionalProperties": value},
            "cause": {"description": "Id of the finding that this one is a consequence of.",
                      "anyOf": [{"type": "null"}, identifier]},
            "fixes": {"type": "array", "items": {"$ref": "#/definitions/fix"}}}),
        "check": strict("A check that was made. Its id is that of its finding.", {
            "id": identifier, "status": {"enum": ["passed", "failed", "skipped", "unknown"]},
            "reason": {"description": "Why it is unknown or was skipped, else empty.", "type": "string"}}),
        "device": {"description": "The microphone that is meant; null where a figure is unknown.",
                   "type": "object", "required": ["id", "name"], "properties": device},
        "signal": strict("What was measured; null where unknown.", signal),
        "source": {"enum": SOURCES}, "reason": {"enum": REASONS},
    }  # fmt: skip


def nullable(schema):
    if "enum" in schema:
        return schema | {"type": ["string", "null"], "enum": schema["enum"] + [None]}
    return schema | {"type": [schema["type"], "null"]}


def make():
    defs = tables(ROOT / "lib" / "facts" / "fields.def")
    measured = tables(ROOT / "lib" / "signal" / "metrics.def")
    top = strict("What mic_diag found out about a microphone. This form only ever grows.", {
        "schema": {"const": 1},
        "library": strict("What made the report.", {
            "name": {"const": "mic_diag"},
            "version": {"type": "string", "pattern": r"^[0-9]+\.[0-9]+\.[0-9]+$"},
            "abi": {"type": "integer", "minimum": 0}}),
        "verdict": {"enum": ["works", "works-badly", "broken", "unsure"]},
        "summary": {"description": "One sentence for the person; empty in telemetry.", "type": "string"},
        "device": {"anyOf": [{"type": "null"}, {"$ref": "#/definitions/device"}]},
        "findings": {"description": "Root problems in the order of the chain, each followed by its consequences; "
                                    "then warnings; then info.",
                     "type": "array", "items": {"$ref": "#/definitions/finding"}},
        "checks": {"type": "array", "items": {"$ref": "#/definitions/check"}},
        "signal": {"description": "null: nobody listened.",
                   "anyOf": [{"type": "null"}, {"$ref": "#/definitions/signal"}]},
        "facts": {"$ref": "#/definitions/facts"}})  # fmt: skip
    head = {"$schema": "http://json-schema.org/draft-07/schema#", "title": "mic_diag report"}
    return head | top | {"definitions": report_definitions(defs, measured) | fact_definitions(defs, measured)}


def text_of(schema):
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    SCHEMA.write_text(text_of(make()), encoding="utf-8")
    sys.stdout.write(f"{SCHEMA}\n")
