"""abidiff finds nothing but additions between the committed baseline and the built library, and would find a change.

    test_baseline.py ABIDIFF LIBRARY
"""

import re
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

ABIDIFF, LIBRARY = sys.argv.pop(1), sys.argv.pop(1)
BASELINE = Path(__file__).resolve().parent / "mic_diag.abi"


def differences(baseline):
    return subprocess.run([ABIDIFF, "--no-added-syms", str(baseline), LIBRARY], capture_output=True, text=True)


class BaselineTest(unittest.TestCase):
    def test_nothing_but_additions(self):
        ran = differences(BASELINE)
        self.assertEqual(ran.returncode, 0, ran.stdout + ran.stderr)

    def test_a_changed_structure_is_seen(self):
        text = BASELINE.read_text()
        offset = re.compile(r"(layout-offset-in-bits=')64('[^>]*>\s*<var-decl name='listen_ms')")
        changed, count = offset.subn(r"\g<1>96\2", text)
        self.assertEqual(count, 1)
        with tempfile.NamedTemporaryFile("w", suffix=".abi") as f:
            f.write(changed)
            f.flush()
            self.assertNotEqual(differences(f.name).returncode, 0)

    def test_a_withdrawn_function_is_seen(self):
        text = BASELINE.read_text().replace("'mic_diag_abi'", "'mic_diag_withdrawn'")
        text = text.replace("'mic_diag_abi@@MIC_DIAG_0'", "'mic_diag_withdrawn@@MIC_DIAG_0'")
        with tempfile.NamedTemporaryFile("w", suffix=".abi") as f:
            f.write(text)
            f.flush()
            self.assertNotEqual(differences(f.name).returncode, 0)


if __name__ == "__main__":
    unittest.main()
