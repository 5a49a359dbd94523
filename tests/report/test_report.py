"""Reports over many facts: their form, that they read back the same, and that redaction leaves nothing behind."""

import argparse
import json
import re
import subprocess
import sys
import unicodedata
import unittest
from pathlib import Path

import jsonschema

sys.path.insert(0, str(Path(__file__).parent))
import make_schema  # noqa: E402  (beside this file)

ROOT = Path(__file__).resolve().parents[2]
PLACEHOLDER = re.compile(r"\{[a-z0-9_]+\}")
COLUMNS = 80
OPTIONS = argparse.Namespace(program=None)


def run(documents):
    """What the library says about each document."""
    lines = "".join(json.dumps(d) + "\n" for d in documents)
    done = subprocess.run([OPTIONS.program], input=lines, capture_output=True, text=True, timeout=120, check=True)
    said = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(said) == len(documents), (len(said), len(documents))
    return said


def described():
    """Facts of every scenario, and of every case of the checks."""
    found = {}
    for folder in ("lib/platform/sim/scenarios", "tests/checks/cases"):
        for path in sorted((ROOT / folder).rglob("*.json")):
            whole = json.loads(path.read_text(encoding="utf-8"))
            found[str(path.relative_to(ROOT))] = whole.get("facts", whole)
    return found


def listening():
    """What listening may bring, to be joined with the facts of a scenario."""
    opened = {"open": {"result": "ok"}}
    stream = {"first_frame_ms": 12.5, "frames": 96000, "seconds": 2.0, "gaps": 0, "stalled_ms": 10.0, "lost": False}
    zeros = {"rate_hz": 48000, "channels": 1, "frames": 96000, "seconds": 2.0, "rms_dbfs": -200.0,
             "peak_dbfs": -200.0, "zero_ms": 2000.0, "zero_now_ms": 2000.0, "silent_ms": 2000.0, "stuck_ms": 0.0,
             "stuck_now_ms": 0.0, "speech_seconds": 0.0, "speech_ratio": 0.0, "invalid_samples": 0,
             "clipped_ratio": 0.0, "dc_offset": 0.0}  # fmt: skip
    speech = {"rate_hz": 48000, "channels": 1, "frames": 96000, "seconds": 2.0, "rms_dbfs": -23.0, "peak_dbfs": -8.0,
              "zero_ms": 0.0, "zero_now_ms": 0.0, "silent_ms": 0.0, "stuck_ms": 0.0, "stuck_now_ms": 0.0,
              "active_speech_level_dbov": -21.9, "noise_floor_dbfs": -64.0, "snr_db": 42.0, "speech_seconds": 1.6,
              "speech_ratio": 0.8, "invalid_samples": 0, "clipped_ratio": 0.01, "clipped_runs": 5, "dc_offset": 0.0,
              "channel_metrics": [{"rms_dbfs": -23.0, "peak_dbfs": -8.0, "dc_offset": 0.0, "dead": False}]}  # fmt: skip
    return {"zeros": opened | {"stream": stream, "signal": zeros}, "speech": opened | {"stream": stream, "signal": speech},
            "busy": {"open": {"result": "busy", "holder": "recorder", "code": 16, "text": "Device busy"}}}  # fmt: skip


def documents():
    found = described()
    for name, facts in list(found.items()):
        if "scenarios/" in name:
            for what, heard in listening().items():
                found[f"{name} + {what}"] = facts | heard
    return found


def columns(line):
    wide = {"W": 2, "F": 2}
    return sum(0 if unicodedata.combining(c) else wide.get(unicodedata.east_asian_width(c), 1) for c in line)


def words_of(report):
    yield report["summary"]
    for finding in report["findings"]:
        yield finding["title"]
        yield finding["explanation"]
        for fix in finding["fixes"]:
            yield fix["title"]
            yield fix["text"]


class SchemaTest(unittest.TestCase):
    def test_the_schema_is_what_the_tables_make(self):
        made = make_schema.text_of(make_schema.make())
        self.assertEqual(make_schema.SCHEMA.read_text(encoding="utf-8"), made, "run tests/report/make_schema.py")

    def test_every_fact_and_metric_is_in_it(self):
        schema = json.loads(make_schema.SCHEMA.read_text(encoding="utf-8"))
        for file, suffixes in (("facts/fields.def", ("_FIELDS",)), ("signal/metrics.def", ("_METRICS",))):
            text = re.sub(r"/\*.*?\*/", "", (ROOT / "lib" / file).read_text(encoding="utf-8"), flags=re.S)
            names = re.findall(r"X\((?:TEXT|ANSWER|INTEGER|REAL|ENUM|REALS), (\w+)", text)
            self.assertGreater(len(names), 20, suffixes)
            known = {p for d in schema["definitions"].values() for p in d.get("properties", {})}
            self.assertEqual([n for n in names if n.rstrip("_") not in known], [])

    def test_it_is_strict_on_what_we_emit_and_open_for_growth(self):
        validator = self.validator()
        good = json.loads(run([{"devices": [{"id": "a", "muted": True}], "selection": {"default": "a"}}])[0]["json"][0])
        validator.validate(good)
        validator.validate(good | {"new": 1})
        for change in ({"verdict": "fine"}, {"schema": 2}, {"summary": None}, {"findings": [{"id": "volume.muted"}]},
                       {"facts": {"devices": [{"muted": "yes"}]}}, {"facts": {"devices": [{"state": "asleep"}]}},
                       {"signal": {}}, {"checks": [{"id": "Volume muted", "status": "passed", "reason": ""}]}):
            with self.subTest(change=change), self.assertRaises(jsonschema.ValidationError):
                validator.validate(good | change)

    @staticmethod
    def validator():
        schema = json.loads(make_schema.SCHEMA.read_text(encoding="utf-8"))
        jsonschema.Draft7Validator.check_schema(schema)
        return jsonschema.Draft7Validator(schema)


class ReportTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.documents = documents()
        cls.said = dict(zip(cls.documents, run(cls.documents.values())))
        cls.validator = SchemaTest.validator()

    def each(self):
        for name, said in self.said.items():
            with self.subTest(case=name):
                self.assertNotIn("error", said)
                yield said

    def test_there_are_cases(self):
        self.assertGreater(len(self.said), 100)

    def test_every_form_is_valid(self):
        for said in self.each():
            for text in said["json"]:
                self.validator.validate(json.loads(text))

    def test_no_placeholder_is_left(self):
        for said in self.each():
            for text in said["json"]:
                for words in words_of(json.loads(text)):
                    self.assertIsNone(PLACEHOLDER.search(words), words)
            for text in said["text"]:
                self.assertIsNone(PLACEHOLDER.search(text))

    def test_every_finding_has_words(self):
        for said in self.each():
            report = json.loads(said["json"][0])
            self.assertGreater(len(report["summary"]), 10)
            for finding in report["findings"]:
                # Words that are missing show as the last part of their key.
                self.assertNotIn(finding["title"], ("title", ""))
                self.assertNotIn(finding["explanation"], ("text", ""))
                for fix in finding["fixes"]:
                    self.assertNotIn(fix["title"], ("title", ""))
                    self.assertNotIn(fix["text"], ("text", ""))

    def test_text_keeps_its_columns(self):
        for said in self.each():
            for text in said["text"]:
                for line in text.splitlines():
                    self.assertLessEqual(columns(line), COLUMNS, line)
                    self.assertEqual(line, line.rstrip())

    def test_text_names_every_finding(self):
        for said in self.each():
            text = " ".join(said["text"][0].split())
            for finding in json.loads(said["json"][0])["findings"]:
                self.assertIn(" ".join(finding["title"].split()), text)
                self.assertIn(finding["id"], text)

    def test_a_report_replays_to_the_same_findings(self):
        reports = [json.loads(said["json"][0]) for said in self.said.values()]
        for before, said in zip(reports, run(reports)):
            after = json.loads(said["json"][0])
            for part in ("verdict", "summary", "device", "findings", "checks", "signal", "facts"):
                self.assertEqual(before[part], after[part], part)

    def test_a_redacted_report_replays_to_the_same_findings(self):
        for form in (1, 2):
            reports = [json.loads(said["json"][form]) for said in self.said.values()]
            for name, before, said in zip(self.said, reports, run(reports)):
                after = json.loads(said["json"][0])
                with self.subTest(case=name, form=form):
                    self.assertEqual([f["id"] for f in before["findings"]], [f["id"] for f in after["findings"]])
                    self.assertEqual(before["verdict"], after["verdict"])


def plant(value, schema, definitions, count, path=""):
    """Every text in facts becomes one of its own; returns what was planted by its path."""
    if "$ref" in schema:
        schema = definitions[schema["$ref"].rsplit("/", 1)[1]]
    if schema.get("type") == "array":
        return [plant(value, schema["items"], definitions, count, f"{path}[{i}]") for i in range(2)]
    if schema.get("type") == "object" and "properties" in schema:
        return {k: plant(None, s, definitions, count, f"{path}.{k}") for k, s in schema["properties"].items()
                if k not in ("_source", "_unknown")}  # fmt: skip
    if "enum" in schema:
        return schema["enum"][count["seed"] % len(schema["enum"])]
    if schema["type"] == "string":
        count["n"] += 1
        shapes = ("PLANTED-{}", "Ünsère PLANTED {} Mikrofon", "/home/PLANTED{}/x", "planted{}-2.1", "PLANTED{}",
                  "alsa_input.usb-PLANTED_Serial{}-00")  # fmt: skip
        return shapes[(count["n"] + count["seed"]) % len(shapes)].format(count["n"])
    if schema["type"] == "boolean":
        return bool((count["n"] + count["seed"]) % 2)
    return 1


class RedactionTest(unittest.TestCase):
    def test_nothing_planted_is_left(self):
        schema = json.loads(make_schema.SCHEMA.read_text(encoding="utf-8"))
        planted = []
        for seed in range(40):
            facts = plant(None, schema["definitions"]["facts"], schema["definitions"], {"n": 0, "seed": seed})
            if seed % 3:  # so that checks find the device that is meant
                facts["selection"]["chosen"] = facts["devices"][seed % 2]["id"]
                facts["users"][0]["device"] = facts["selection"]["chosen"]
                facts["devices"][seed % 2]["card"] = facts["cards"][0]["id"]
            if seed % 2:
                facts["selection"].pop("chosen", None)
                facts["system"]["os"] = "linux"
            planted.append(facts)
        for name, facts in described().items():
            if "scenarios/" in name:
                planted.append(json.loads(re.sub(r'"(name|native_id|program|holder|sandbox_id)": "[^"]*"',
                                                 r'"\1": "PLANTED \1"', json.dumps(facts))))  # fmt: skip
        findings = set()
        for facts, said in zip(planted, run(planted)):
            self.assertNotIn("error", said)
            self.assertIn("PLANTED", said["json"][0].upper())
            findings |= {f["id"] for f in json.loads(said["json"][0])["findings"]}
            for text in said["json"][1:] + said["text"][1:]:
                at = text.upper().find("PLANTED")
                self.assertEqual(at, -1, text[max(0, at - 200) : at + 60])
            SchemaTest.validator().validate(json.loads(said["json"][1]))
        self.assertGreater(len(findings), 15, findings)

    def test_the_same_name_is_the_same_word_everywhere(self):
        facts = {
            "system": {"os": "linux"},
            "selection": {"default": "pulse:alsa_input.Anna"},
            "devices": [
                {"id": "pulse:mon", "name": "Monitor of Anna's speakers", "monitor": True, "state": "active"},
                {"id": "pulse:alsa_input.Anna", "native_id": "alsa_input.Anna", "name": "Anna's headset",
                 "monitor": False, "muted": True, "volume_db": -3.0, "card": "c-anna", "state": "active"},
            ],
            "cards": [{"id": "c-anna", "name": "Anna's headset"}],
            "users": [{"device": "pulse:alsa_input.Anna", "program": "Annas Chat", "active": True, "own": False}],
            "service": {"state": "running", "error": "module for alsa_input.Anna: Connection refused"},
        }  # fmt: skip
        said = run([facts])[0]
        report = json.loads(said["json"][1])
        self.assertEqual(report["device"]["id"], "device-2")
        self.assertEqual(report["device"]["name"], "device-2")
        self.assertEqual(report["facts"]["selection"]["default"], "device-2")
        self.assertEqual(report["facts"]["devices"][1]["card"], report["facts"]["cards"][0]["id"])
        by_id = {f["id"]: f for f in report["findings"]}
        self.assertEqual(by_id["volume.muted"]["device"], "device-2")
        self.assertIn("device-2", by_id["volume.muted"]["explanation"])
        self.assertIn("device=device-2", by_id["volume.muted"]["fixes"][0]["key"])
        self.assertEqual(by_id["use.by-others"]["evidence"]["programs"], "program-1")
        self.assertEqual(report["facts"]["users"][0]["program"], "program-1")
        for text in said["json"][1:] + said["text"][1:]:
            self.assertNotIn("anna", text.lower())

    def test_what_tells_nothing_about_a_person_stays(self):
        facts = {
            "system": {"os": "linux", "os_version": "6.1.0-13-amd64", "container": "docker"},
            "service": {"kind": "pulseaudio", "state": "refused", "version": "16.1", "error": "Connection refused"},
            "cards": [{"id": "x", "driver": "snd_hda_intel", "active_profile": "output:analog-stereo",
                       "vendor_id": "046d", "product_id": "0825", "captures": True}],
            "probes": [{"name": "pulse", "status": "timeout", "step": "list sources", "alive": True}],
        }  # fmt: skip
        report = json.loads(run([facts])[0]["json"][1])
        self.assertEqual(report["facts"]["service"]["error"], "Connection refused")
        self.assertEqual(report["facts"]["service"]["version"], "16.1")
        self.assertEqual(report["facts"]["system"]["os_version"], "6.1.0")
        card = report["facts"]["cards"][0]
        self.assertEqual((card["driver"], card["active_profile"]), ("snd_hda_intel", "output:analog-stereo"))
        self.assertEqual((card["vendor_id"], card["product_id"]), ("046d", "0825"))
        self.assertEqual(report["facts"]["probes"][0]["step"], "list sources")

    def test_telemetry_has_no_sentences(self):
        for said in run(list(documents().values())):
            report = json.loads(said["json"][2])
            self.assertEqual([w for w in words_of(report) if w], [])
            for finding in report["findings"]:
                for fix in finding["fixes"]:
                    self.assertEqual((fix["key"], fix["target"]), ("", ""))


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    OPTIONS, rest = parser.parse_known_args()
    unittest.main(argv=[sys.argv[0], *rest])
