"""Commands, options, help, and wrong usage."""

import unittest

from tool import refused, run

COMMANDS = {
    "diagnose": (
        "--device", "--listen", "--no-listen", "--prompted", "--json", "--simulate", "--real-time", "--redact",
        "--fix", "--yes", "--timeout",
    ),
    "devices": ("--json", "--watch", "--simulate", "--timeout"),
    "meter": ("--device", "--seconds", "--simulate"),
    "analyze": ("--json",),
    "facts": ("--simulate", "--timeout"),
    "scenarios": (),
}
VALUES = {"--device": "x", "--listen": "1", "--simulate": "healthy", "--timeout": "5", "--seconds": "1"}


class Help(unittest.TestCase):
    def test_of_the_tool(self):
        for arguments in (["--help"], ["-h"]):
            result = run(*arguments, status=0)
            self.assertEqual(result.err, "")
            for word in (*COMMANDS, "Exit status", "MIC_DIAG_HELPER"):
                self.assertIn(word, result.out)

    def test_of_each_command(self):
        for command, options in COMMANDS.items():
            result = run(command, "--help", status=0)
            self.assertIn(f"Usage: mic-diag {command}", result.out)
            for option in (*options, "--help"):
                self.assertIn(f"\n  {option} ", result.out)
            for option in set(VALUES) - set(options):
                self.assertNotIn(f"\n  {option} ", result.out)

    def test_fits_a_terminal(self):
        for arguments in (["--help"], *([command, "--help"] for command in COMMANDS)):
            for line in run(*arguments, status=0).out.splitlines():
                self.assertLessEqual(len(line), 110, line)

    def test_version(self):
        for arguments in (["--version"], ["diagnose", "--version"]):
            self.assertRegex(run(*arguments, status=0).out, r"\Amic-diag \d+\.\d+\.\d+ .*\n\Z")


class WrongUsage(unittest.TestCase):
    def test_unknown_command(self):
        refused(self, "diagnoze", about="'diagnoze'")
        refused(self, "", about="''")

    def test_unknown_option(self):
        for command in COMMANDS:
            refused(self, command, "--no-such-option", about="'--no-such-option'")
            refused(self, command, "-x", about="'-x'")
        refused(self, "--no-such-option", about="'--no-such-option'")
        refused(self, "--jso", about="'--jso'")

    def test_option_of_another_command(self):
        for command, options in COMMANDS.items():
            for option, value in VALUES.items():
                if option not in options:
                    refused(self, command, option, value, about=option)

    def test_missing_value(self):
        for option in VALUES:
            command = next(c for c, options in COMMANDS.items() if option in options)
            refused(self, command, option, about=option)
            refused(self, command, option + "=", about=option)

    def test_value_of_an_option_without_one(self):
        refused(self, "--json=yes", about="--json")

    def test_seconds(self):
        for option, command in (("--listen", "diagnose"), ("--timeout", "diagnose"), ("--seconds", "meter")):
            for value in ("abc", "1x", "-1", "nan", "inf", "1e9", "0x10", " 1", "99999999999999999999"):
                refused(self, command, option, value, about=option)

    def test_surplus_argument(self):
        refused(self, "diagnose", "something", about="'something'")
        refused(self, "scenarios", "--", "--json", about="'--json'")

    def test_missing_file(self):
        refused(self, "analyze", about="needs a file")

    def test_options_that_go_together(self):
        refused(self, "--yes", about="--fix")
        refused(self, "--real-time", about="--simulate")

    def test_too_many_simulations(self):
        refused(self, *(["--simulate", "healthy"] * 100), about="--simulate")

    def test_what_was_typed_cannot_control_the_terminal(self):
        result = refused(self, "--\x1b[2Jevil\n\u202e", about="unknown option")
        self.assertNotIn("\x1b", result.err)
        self.assertNotIn("\u202e", result.err)

    def test_very_long_argument(self):
        refused(self, "x" * 100000)
        refused(self, "--" + "x" * 100000)


class Forms(unittest.TestCase):
    def test_value_after_equals(self):
        apart = run("--simulate", "volume.muted", "--no-listen", "--json", status=1).json()
        together = run("diagnose", "--simulate=volume.muted", "--no-listen", "--json", status=1).json()
        self.assertEqual(apart["findings"], together["findings"])

    def test_without_a_command_it_diagnoses(self):
        self.assertEqual(run("--simulate", "healthy", "--json", status=0).json()["verdict"], "works")


if __name__ == "__main__":
    unittest.main()
