"""Runs mic-diag and checks what holds for every run of it."""

import json
import os
import subprocess

TOOL = os.environ["MIC_DIAG_TOOL"]
SOURCE = os.environ["MIC_DIAG_SOURCE_DIR"]
TIMEOUT_S = 60


def environment(**more):
    """Ours without what changes the tool's answers."""
    env = {k: v for k, v in os.environ.items() if k not in ("NO_COLOR", "COLUMNS", "MIC_DIAG_HELPER", "LC_ALL")}
    return {**env, "LANG": "C.UTF-8", **{k: v for k, v in more.items() if v is not None}}


class Result:
    """How a run ended."""

    def __init__(self, done):
        self.status = done.returncode
        self.out = done.stdout
        self.err = done.stderr

    def json(self):
        """The one JSON object, and its line break, that stdout holds."""
        assert self.out.endswith("\n"), self.out
        return json.loads(self.out)


def run(*arguments, status=None, timeout=TIMEOUT_S, **more):
    """Runs the tool without a terminal; `status` is the exit status it must have."""
    done = subprocess.run(
        [TOOL, *arguments],
        env=environment(**more.pop("env", {})),
        stdin=more.pop("stdin", subprocess.DEVNULL),
        stdout=more.pop("stdout", subprocess.PIPE),
        stderr=subprocess.PIPE,
        encoding="utf-8",
        errors="surrogateescape",
        timeout=timeout,
        **more,
    )
    result = Result(done)
    if status is not None:
        assert result.status == status, f"{arguments}: status {result.status}\n{result.out}\n{result.err}"
    return result


def refused(test, *arguments, about="", **more):
    """The tool must end with status 2, one line on stderr that says what it is about, and nothing on stdout."""
    result = run(*arguments, status=2, **more)
    test.assertEqual(result.out, "")
    test.assertEqual(result.err.count("\n"), 1, result.err)
    test.assertTrue(result.err.startswith("mic-diag: "), result.err)
    test.assertIn(about, result.err)
    return result


def schema():
    """A validator of the report's JSON."""
    import jsonschema

    with open(os.path.join(SOURCE, "include", "mic_diag_report.schema.json"), encoding="utf-8") as file:
        form = json.load(file)
    kind = jsonschema.validators.validator_for(form)
    kind.check_schema(form)
    return kind(form)
