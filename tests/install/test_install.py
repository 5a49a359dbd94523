"""Installs mic_diag, moves the installed tree elsewhere, and uses it from there as other projects do."""

import json
import os
import shutil
import subprocess
import tempfile
import unittest

BUILD = os.environ["MIC_DIAG_BUILD_DIR"]
SOURCE = os.environ["MIC_DIAG_SOURCE_DIR"]
CMAKE = os.environ["CMAKE"]
CC = os.environ["CC"]
LIBDIR = os.environ["LIBDIR"]
SHARED = os.environ["MIC_DIAG_SHARED"] in ("ON", "TRUE", "1")
CONSUMERS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "consumers")


def environment(**more):
    """Ours without what would lead a program to another library or helper."""
    env = {k: v for k, v in os.environ.items() if not k.startswith(("LD_", "MIC_DIAG_", "PKG_CONFIG"))}
    return {**env, **more}


def run(*command, env=None, cwd=None, status=0):
    """Runs a command that must end with this status; its stdout."""
    done = subprocess.run(
        command, env=env or environment(), cwd=cwd, stdin=subprocess.DEVNULL, capture_output=True, text=True
    )
    if done.returncode != status:
        raise AssertionError(f"{command}: status {done.returncode}\n{done.stdout}\n{done.stderr}")
    return done.stdout


def install(build, folder):
    """Installs a build and moves the tree; its place."""
    run(CMAKE, "--install", build, "--prefix", os.path.join(folder, "before"))
    moved = os.path.join(folder, "moved to here")
    os.rename(os.path.join(folder, "before"), moved)
    return moved


def build_find_package(prefix, folder, *options):
    """Builds the consumer with CMake's find_package; its program."""
    out = os.path.join(folder, "with find_package")
    run(
        CMAKE, "-S", os.path.join(CONSUMERS, "find_package"), "-B", out, "-G", os.environ["GENERATOR"],
        f"-DCMAKE_PREFIX_PATH={prefix}", f"-DCMAKE_C_COMPILER={CC}", *options,
    )
    run(CMAKE, "--build", out)
    return os.path.join(out, "consumer")


def build_pkg_config(prefix, folder):
    """Builds the consumer with pkg-config's flags; its program."""
    env = environment(PKG_CONFIG_PATH=os.path.join(prefix, LIBDIR, "pkgconfig"))
    flags = run("pkg-config", "--cflags", "--libs", "mic_diag", env=env)
    program = os.path.join(folder, "with_pkg_config")
    # pkg-config quotes for a shell, so a shell takes the quotes off again.
    source = os.path.join(CONSUMERS, "consumer.c")
    run("sh", "-c", f'exec "$1" -std=c11 -Wall -Wextra -Werror "$2" -o "$3" {flags}', "sh", CC, source, program)
    return program


class Case(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="mic-diag-install-")
        self.addCleanup(shutil.rmtree, self.folder)

    def check_helper_ran(self, report):
        """The report comes from a helper: none of its probes went without one."""
        report = json.loads(report)
        probes = [p for p in report["facts"]["probes"] if p.get("where") == "helper"]
        self.assertTrue(probes, report["facts"]["probes"])
        for probe in probes:
            self.assertNotIn(probe["status"], ("missing", "protocol", "crashed"), probe)
        self.assertNotIn("probe.missing", [f["id"] for f in report["findings"]])


@unittest.skipUnless(SHARED, "this build makes no shared library")
class Installed(Case):
    def setUp(self):
        super().setUp()
        self.prefix = install(BUILD, self.folder)
        self.lib = os.path.join(self.prefix, LIBDIR)

    def test_what_is_there(self):
        files = set()
        for folder, _, names in os.walk(self.prefix):
            files |= {os.path.relpath(os.path.join(folder, name), self.prefix) for name in names}
        for wanted in (
            "bin/mic-diag", "libexec/mic_diag/mic-diag-helper", "include/mic_diag.h",
            "include/mic_diag_report.schema.json", "share/mic_diag/mic_diag_report.schema.json",
            f"{LIBDIR}/libmic_diag.so", f"{LIBDIR}/libmic_diag.so.0", f"{LIBDIR}/pkgconfig/mic_diag.pc",
            f"{LIBDIR}/cmake/mic_diag/mic_diagConfig.cmake", f"{LIBDIR}/cmake/mic_diag/mic_diagTargets.cmake",
            f"{LIBDIR}/cmake/mic_diag/mic_diagConfigVersion.cmake",
        ):
            self.assertIn(wanted, files)
        for name in files:
            if name.endswith((".cmake", ".pc")):
                with open(os.path.join(self.prefix, name), encoding="utf-8") as file:
                    text = file.read()
                for place in (BUILD, SOURCE, os.path.join(self.folder, "before")):
                    self.assertNotIn(place, text, name)

    def test_tool(self):
        tool = os.path.join(self.prefix, "bin", "mic-diag")
        self.assertIn("mic-diag 0.", run(tool, "--version"))
        libraries = run("ldd", tool)
        self.assertIn(os.path.realpath(self.prefix), libraries.replace("/bin/..", ""))
        facts = json.loads(run(tool, "facts", cwd="/"))
        self.assertTrue([p for p in facts["probes"] if p.get("where") == "helper" and p["status"] != "missing"])

    def test_helper_is_needed(self):
        """The check above can fail: without the helper the report says so."""
        shutil.rmtree(os.path.join(self.prefix, "libexec"))
        tool = os.path.join(self.prefix, "bin", "mic-diag")
        report = json.loads(run(tool, "--no-listen", "--json", status=3))
        self.assertIn("probe.missing", [f["id"] for f in report["findings"]])

    def test_find_package(self):
        program = build_find_package(self.prefix, self.folder, "-DWANTED_VERSION=0.1")
        self.check_helper_ran(run(program))

    def test_find_package_refuses_another_minor_version(self):
        for version in ("0.0", "0.2", "1.0"):
            with self.assertRaises(AssertionError) as refused:
                build_find_package(self.prefix, self.folder, f"-DWANTED_VERSION={version}")
            self.assertIn("version", str(refused.exception))

    def test_pkg_config(self):
        program = build_pkg_config(self.prefix, self.folder)
        self.check_helper_ran(run(program, env=environment(LD_LIBRARY_PATH=self.lib)))

    def test_library_in_a_folder_of_its_architecture(self):
        """As Debian installs it: lib/ARCHITECTURE beside libexec."""
        program = build_pkg_config(self.prefix, self.folder)
        root = os.path.join(self.folder, "usr")
        deeper = os.path.join(root, "lib", "some-architecture")
        os.makedirs(deeper)
        for name in os.listdir(self.lib):
            if name.startswith("libmic_diag.so"):
                shutil.copy2(os.path.join(self.lib, name), deeper, follow_symlinks=False)
        os.rename(os.path.join(self.prefix, "libexec"), os.path.join(root, "libexec"))
        self.check_helper_ran(run(program, env=environment(LD_LIBRARY_PATH=deeper)))

    def test_library_through_a_link(self):
        program = build_pkg_config(self.prefix, self.folder)
        linked = os.path.join(self.folder, "elsewhere")
        os.mkdir(linked)
        os.symlink(os.path.join(self.lib, "libmic_diag.so.0"), os.path.join(linked, "libmic_diag.so.0"))
        self.check_helper_ran(run(program, env=environment(LD_LIBRARY_PATH=linked)))


class Subproject(Case):
    """mic_diag as a part of another project: the library alone, static, and installed from there."""

    def test_subproject_and_its_static_library(self):
        out = os.path.join(self.folder, "out")
        run(
            CMAKE, "-S", os.path.join(CONSUMERS, "subproject"), "-B", out, "-G", os.environ["GENERATOR"],
            f"-DMIC_DIAG_SOURCE_DIR={SOURCE}", f"-DCMAKE_C_COMPILER={CC}", "-DMIC_DIAG_INSTALL=ON",
        )
        run(CMAKE, "--build", out, "--parallel", "2")
        self.check_helper_ran(run(os.path.join(out, "consumer")))

        prefix = install(os.path.join(out, "mic_diag"), self.folder)
        self.assertTrue(os.path.exists(os.path.join(prefix, "lib", "libmic_diag.a")))
        self.assertFalse(os.path.exists(os.path.join(prefix, "bin", "mic-diag")))
        for program in (build_find_package(prefix, self.folder), build_pkg_config(prefix, self.folder)):
            self.assertNotIn("libmic_diag", run("ldd", program))
            shutil.copy2(os.path.join(prefix, "libexec", "mic_diag", "mic-diag-helper"), os.path.dirname(program))
            self.check_helper_ran(run(program))


if __name__ == "__main__":
    unittest.main()
