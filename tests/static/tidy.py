"""clang-tidy over every file of lib/ and examples/ that the build compiles.

    tidy.py CLANG_TIDY BUILD_FOLDER SOURCE_FOLDER PARALLEL
"""

import concurrent.futures
import json
import subprocess
import sys
from pathlib import Path

tidy, build, source, parallel = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]), int(sys.argv[4])
own = (str(source / "lib") + "/", str(source / "examples") + "/")
files = sorted({c["file"] for c in json.loads((build / "compile_commands.json").read_text()) if
                c["file"].startswith(own)})


def check(path):
    ran = subprocess.run([tidy, "--quiet", "-p", str(build), path], capture_output=True, text=True)
    return path, ran.returncode, ran.stdout


failed = 0
with concurrent.futures.ThreadPoolExecutor(parallel) as pool:
    for path, status, output in pool.map(check, files):
        if status:
            failed += 1
            print(f"{path}\n{output}")
print(f"{len(files)} files, {failed} with findings")
sys.exit(1 if failed or not files else 0)
