"""Every public function can be bound by a language without a C compiler, and the Python binding has each as it is."""

import ctypes
import re
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
import header as header_file  # noqa: E402

BINDING = Path(__file__).resolve().parents[2] / "bindings" / "python"
BAD = """
#include <stdint.h>
typedef struct handle handle;
typedef struct { uint32_t size; int flag : 1; handle *inside; long wide; } open_struct;
typedef enum { ONE, TWO } mic_diag_kind;
enum named { THREE };
char *mic_diag_text(void);
void mic_diag_print(const char *format, ...);
void mic_diag_callback(void (*function)(int32_t));
open_struct mic_diag_by_value(void);
int32_t other_prefix(void);
"""


class HeaderTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.header = header_file.Header()

    def test_everything_can_be_bound(self):
        self.assertEqual(self.header.errors, [])
        self.assertGreater(len(self.header.functions), 60)

    def test_a_bad_header_is_refused(self):
        import tempfile

        with tempfile.NamedTemporaryFile("w", suffix=".h") as f:
            f.write(BAD)
            f.flush()
            errors = "\n".join(header_file.Header(f.name).errors)
        for word in ("struct_size", "bit-field", "inside", "wide", "typedef of an enum", "anonymous", "not const",
                     "variable arguments", "callback", "by_value", "prefix"):
            self.assertIn(word, errors)

    def test_every_function_is_marked_exported(self):
        text = re.sub(r"/\*.*?\*/", "", header_file.HEADER.read_text(), flags=re.S)
        marked = set(re.findall(r"MIC_DIAG_API\s[^;]*?MIC_DIAG_CALL\s+(mic_diag_\w+)\(", text))
        self.assertEqual(marked, set(self.header.functions))

    def test_python_binds_every_function_as_it_is(self):
        sys.path.insert(0, str(BINDING))
        from mic_diag import _library

        def named(kind):
            if kind is None:
                return None
            for struct_name, struct in _library.STRUCTS.items():
                if kind is ctypes.POINTER(struct):
                    return f"POINTER({struct_name})"
            for scalar in [*(f"c_{s}" for s in header_file.SCALARS), "c_float", "c_double", "c_char_p", "c_void_p"]:
                if kind is getattr(ctypes, scalar):
                    return scalar
                if kind is ctypes.POINTER(getattr(ctypes, scalar)):
                    return f"POINTER({scalar})"
            return repr(kind)

        bound = {n: (named(r), [named(a) for a in arguments]) for n, (r, arguments) in _library.FUNCTIONS.items()}
        declared = {n: (r, [t for _, t in parameters]) for n, (r, parameters) in self.header.functions.items()}
        self.assertEqual(bound, declared)
        for struct_name, struct in _library.STRUCTS.items():
            fields = [(n, named(t)) for n, t in struct._fields_]
            self.assertEqual(fields, self.header.structs[struct_name])

    def test_the_library_knows_every_constant_by_name(self):
        sys.path.insert(0, str(BINDING))
        import mic_diag

        for constant_name, value in self.header.constants.items():
            self.assertEqual(mic_diag.constant(constant_name), value, constant_name)
        with self.assertRaises(KeyError):
            mic_diag.constant("MIC_DIAG_NOTHING")
        self.assertEqual(mic_diag.name("severity", 2), "problem")
        self.assertEqual(mic_diag.name("severity", 99), "")


if __name__ == "__main__":
    unittest.main()
