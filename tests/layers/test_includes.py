"""The layers of lib/ include only what lib/README.md allows, and no system or sound header lies outside its place."""

import re
import sys
import unittest
from pathlib import Path

LIB = Path(__file__).resolve().parents[2] / "lib"
BASE = {"core/os.h", "core/text.h", "core/utf8.h"}
LAYERS = {  # folder: folders of ours it may include
    "signal": {"signal"},
    "facts": {"facts", "signal/metrics.def"} | BASE,
    "checks": {"checks", "facts"} | BASE,
    "report": {"report", "checks", "facts", "mic_diag.h"} | BASE,
    "platform/none": {"platform/platform.h", "platform/none", "facts", "mic_diag.h"} | BASE,
    "platform/sim": {"platform/platform.h", "platform/sim", "facts", "mic_diag.h"} | BASE,
    "platform/system": {"platform/platform.h", "platform/system", "facts", "mic_diag.h"} | BASE,
    "engine": {"engine", "facts", "platform/system/protocol.h"} | BASE,
    "core": {"core", "report", "checks", "facts", "signal", "platform/platform.h", "mic_diag.h"},
    "api": {"api", "core", "report", "checks", "facts", "signal", "platform/platform.h", "mic_diag.h"},
}
STANDARD = {f"{h}.h" for h in ("ctype errno float inttypes limits locale math stdalign stdarg stdatomic stdbool stddef "
                               "stdint stdio stdlib string time").split()} | {"jansson.h"}
MAY_USE_SYSTEM = ("platform/system", "engine", "core/os_")


def includes(path):
    text = path.read_text()
    return re.findall(r'^\s*#\s*include\s*"([^"]+)"', text, re.M), re.findall(r"^\s*#\s*include\s*<([^>]+)>", text, re.M)


def layer_of(relative):
    folders = [f for f in LAYERS if str(relative).startswith(f + "/")]
    return max(folders, key=len, default="no layer")


class LayersTest(unittest.TestCase):
    def files(self):
        found = [p for p in LIB.rglob("*") if p.suffix in (".c", ".h", ".def")]
        self.assertGreater(len(found), 50)
        return found

    def test_layers_include_only_what_they_may(self):
        bad = []
        for path in self.files():
            relative = path.relative_to(LIB)
            if str(relative) in BASE or relative.parent == Path("platform"):
                allowed = {"facts"} | BASE
            else:
                allowed = LAYERS.get(layer_of(relative), set())
            for name in includes(path)[0]:
                if not any(name == a or name.startswith(a + "/") for a in allowed):
                    bad.append(f"{relative} includes {name}")
        self.assertEqual(bad, [])

    def test_system_headers_stay_in_their_place(self):
        bad = []
        for path in self.files():
            relative = str(path.relative_to(LIB))
            if not relative.startswith(MAY_USE_SYSTEM):
                bad += [f"{relative} includes <{n}>" for n in includes(path)[1] if n not in STANDARD]
        self.assertEqual(bad, [])

    def test_only_the_engine_knows_sound_libraries(self):
        bad = []
        for path in self.files():
            relative = str(path.relative_to(LIB))
            names = [n for n in includes(path)[1] if n.startswith(("pulse/", "soundio/", "alsa/", "jack/", "dbus/"))]
            if names and not relative.startswith("engine/"):
                bad.append(f"{relative} includes {names}")
        self.assertEqual(bad, [])


if __name__ == "__main__":
    sys.exit(unittest.main())
