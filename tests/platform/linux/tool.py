"""Runs the tool mic-diag against a private server, and checks what holds for every run.

MIC_DIAG_TOOL is the tool's path; its helper is found as usual, beside the library.
"""

import functools
import json
import os
import signal
import subprocess
import sys
import threading
import time
import uuid

TESTS = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, TESTS)

from servers import MissingProgram, processes, wait_until  # noqa: E402

SCHEMA = os.path.join(os.path.dirname(TESTS), "include", "mic_diag_report.schema.json")
DEADLINE_S = 15.0
"""For everything together: the library's default, which the tool keeps."""
PROBE_DEADLINE_S = 3.0
"""For looking at the system, when the sound system does not answer at all."""
NO_SERVER_S = 1.0
"""For looking at a system without a working sound server: nothing is there to wait for."""
GRACE_S = 0.25
"""By which a call may come later than its deadline."""
TOKEN = "MIC_DIAG_TEST_RUN"
EXIT_STATUS = {"works": 0, "works-badly": 1, "broken": 1, "unsure": 3}
SEVERITIES = ("problem", "warning", "info")


@functools.lru_cache(maxsize=None)
def _validator():
    try:
        import jsonschema
    except ImportError as error:
        raise MissingProgram("the Python module jsonschema is not installed") from error
    with open(SCHEMA, encoding="utf-8") as file:
        schema = json.load(file)
    kind = jsonschema.validators.validator_for(schema)
    kind.check_schema(schema)
    return kind(schema)


def tool_path():
    path = os.environ.get("MIC_DIAG_TOOL", "")
    if not os.path.exists(path):
        raise SystemExit("MIC_DIAG_TOOL does not name the tool mic-diag")
    return path


def processes_with(token):
    """Ids of the running processes whose environment carries this run's token."""
    found = []
    for name in os.listdir("/proc"):
        if not name.isdigit() or not processes.is_running(int(name)):
            continue
        try:
            with open(f"/proc/{name}/environ", "rb") as file:
                if f"{TOKEN}={token}".encode() in file.read().split(b"\0"):
                    found.append(int(name))
        except OSError:
            pass  # ended meanwhile, or not ours
    return found


class Report:
    """What one run gave."""

    def __init__(self, status, seconds, text):
        self.status, self.seconds = status, seconds
        self.json = json.loads(text)
        self.verdict = self.json["verdict"]
        self.findings = self.json["findings"]
        self.ids = [finding["id"] for finding in self.findings]

    @property
    def first(self):
        return self.ids[0] if self.ids else None

    def finding(self, name):
        """The first finding of that id, or None."""
        return next((finding for finding in self.findings if finding["id"] == name), None)

    def above_info(self):
        return [finding["id"] for finding in self.findings if finding["severity"] != "info"]

    def problems(self):
        return [finding["id"] for finding in self.findings if finding["severity"] == "problem"]

    def summary(self):
        lines = [
            f"  {finding['severity']:7} {finding['id']}"
            + (f" <- {finding['cause']}" if finding["cause"] else "")
            + f": {finding['explanation']}"
            for finding in self.findings
        ]
        return "\n".join([f"{self.verdict} in {self.seconds:.2f} s: {self.json['summary']}", *lines])


class Run:
    """A run of `mic-diag --json` that is under way. A context manager: whatever happens, it ends."""

    def __init__(self, home, *arguments, env=None):
        self.home, self.token = home, uuid.uuid4().hex
        self.env = dict(home.env, **(env or {}), **{TOKEN: self.token})
        version = time.monotonic()
        subprocess.run([tool_path(), "--version"], env=home.env, check=True, stdout=subprocess.DEVNULL, timeout=30)
        self.start_s = time.monotonic() - version  # what starting a process costs here and now
        self.begin = time.monotonic()
        self.popen = subprocess.Popen(
            [tool_path(), "--json", *arguments],
            env=self.env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            text=True, start_new_session=True,
        )  # fmt: skip
        self._end = None
        self._output = ("", "")
        self._reader = threading.Thread(target=self._read, name="output", daemon=True)
        self._reader.start()

    def _read(self):
        self._output = self.popen.communicate()
        self._end = time.monotonic()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for pid in [self.popen.pid] + processes_with(self.token):
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                pass  # the usual case: it has ended by itself
        self._reader.join()

    def running(self):
        return self.popen.poll() is None

    def helpers(self):
        """Ids of the helper processes that run now."""
        return [pid for pid in processes_with(self.token) if pid != self.popen.pid]

    def wait_until_listening(self, server, source="microphone"):
        """Waits until the tool records from the source and sound has flowed to it; returns the helper's id.

        A second recorder that starts later shows that sound flows: once it has its first sound, the earlier
        stream on the same source has had some, too.
        """

        def stream():
            if not self.running():
                raise AssertionError(f"the tool ended before it listened: {self._output}")
            return server.source_output_of(self.helpers())

        opened = wait_until(stream, "the tool to record")
        with server.recorder(source, "Witness") as witness:
            witness.read(0.1)
        if not self.running():
            raise AssertionError("the tool ended before the fault was made")
        return int(opened["properties"]["application.process.id"])

    def finish(self, test, seconds=DEADLINE_S):
        """Waits for the end, checks what must hold for every run, and returns the Report."""
        limit = seconds + GRACE_S + self.start_s
        self._reader.join(limit + 10.0)
        test.assertIsNotNone(self._end, f"still running {limit + 10:.1f} s after its start")
        output, messages = self._output
        took = self._end - self.begin
        test.assertIn(self.popen.returncode, EXIT_STATUS.values(), f"exit status; {output}{messages}")
        report = Report(self.popen.returncode, took, output)
        print(report.summary(), flush=True)
        test.assertLessEqual(took, limit, "later than the deadline")
        test.assertEqual(messages, "", "nothing is said on stderr while output is not a terminal")
        test.assertEqual(self.popen.returncode, EXIT_STATUS[report.verdict])
        self._check_form(test, report)
        self._check_nothing_left(test)
        return report

    def _check_form(self, test, report):
        errors = [f"{list(error.absolute_path)}: {error.message}" for error in _validator().iter_errors(report.json)]
        test.assertEqual(errors, [], "the report does not have the form of its schema")
        roots = []
        for index, finding in enumerate(report.findings):
            if finding["cause"]:
                test.assertIn(finding["cause"], report.ids[:index], "a cause comes before its consequence")
            else:
                roots.append(SEVERITIES.index(finding["severity"]))
        test.assertEqual(roots, sorted(roots), "problems come before warnings, and those before infos")
        if report.verdict == "broken":
            test.assertTrue(report.problems(), "broken without a problem")
        if report.verdict == "works":
            test.assertEqual(report.problems(), [])

    def _check_nothing_left(self, test):
        # A helper notices by itself that its host has gone; give that a moment, as long as a cancel may take.
        try:
            wait_until(lambda: not processes_with(self.token), "the helpers to end", seconds=0.5)
        except processes.ServerError:
            names = []
            for pid in processes_with(self.token):
                with open(f"/proc/{pid}/cmdline", encoding="utf-8") as file:
                    names.append(file.read().replace("\0", " "))
            test.fail(f"left running: {names}")
        test.assertEqual(self.home.left_behind(), [], "left files behind")


def diagnose(test, home, *arguments, env=None, seconds=DEADLINE_S):
    """Runs the tool to its end and returns the checked Report."""
    with Run(home, *arguments, env=env) as run:
        return run.finish(test, seconds)
