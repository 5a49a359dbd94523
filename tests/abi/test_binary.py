"""What the built library shows and needs: only mic_diag_* exported, only libc and libm needed, nothing that could end
or disturb its host called, no writable data of its own."""

import re
import subprocess
import sys
import unittest

LIBRARY = sys.argv.pop(1)

# In jansson's hidden copy: the seed and lock of its hash table, its allocator's two pointers, and three values whose
# reference count is never changed.
JANSSON_DATA = {"hashtable_seed", "seed_initialized", "do_malloc", "do_free", "the_true", "the_false", "the_null"}
FORBIDDEN = (r"abort|_?_?exit|_Exit|quick_exit|__assert\w*|signal|__sysv_signal|bsd_signal|sigaction|sigprocmask|"
             r"atexit|__cxa_atexit|on_exit|pthread_atfork|\w*printf|puts|putchar|fputs|perror|"
             r"__(v?f?printf|printf|fprintf|vprintf|vfprintf)_chk|setenv|putenv|unsetenv|setlocale|chdir|umask|fork|"
             r"vfork|system|popen|raise")
ALLOWED = {"snprintf", "vsnprintf", "__snprintf_chk", "__vsnprintf_chk"}


def run(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


class BinaryTest(unittest.TestCase):
    def test_only_our_functions_are_exported(self):
        exported = [line.split()[-1].split("@")[0] for line in run("nm", "-D", "--defined-only", LIBRARY).splitlines()]
        foreign = [e for e in exported if not e.startswith("mic_diag_") and e != "MIC_DIAG_0"]
        self.assertEqual(foreign, [])
        self.assertGreater(len(exported), 60)

    def test_needs_only_the_c_library(self):
        needed = re.findall(r"\(NEEDED\).*\[(.*)\]", run("readelf", "-d", LIBRARY))
        self.assertLessEqual(set(needed), {"libc.so.6", "libm.so.6", "ld-linux-x86-64.so.2"})

    def test_calls_nothing_that_ends_or_disturbs_the_host(self):
        undefined = {line.split()[-1].split("@")[0] for line in run("nm", "-D", "--undefined-only", LIBRARY).splitlines()}
        bad = {u for u in undefined if re.fullmatch(FORBIDDEN, u)} - ALLOWED
        self.assertEqual(bad, set())

    def test_has_no_writable_data(self):
        relro = next(line.split() for line in run("readelf", "-lW", LIBRARY).splitlines() if "GNU_RELRO" in line)
        read_only_until = int(relro[2], 16) + int(relro[5], 16)
        symbols = [line.split() for line in run("nm", LIBRARY).splitlines()]
        writable = {s[2].split(".")[0] for s in symbols
                    if len(s) == 3 and s[1] in "bBdD" and int(s[0], 16) >= read_only_until}
        runtime = {"completed", "__dso_handle", "__TMC_END__", "__bss_start", "_edata", "_end", "__data_start"}
        self.assertEqual(writable - runtime - JANSSON_DATA, set())


if __name__ == "__main__":
    unittest.main()
