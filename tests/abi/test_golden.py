"""Constants, structure sizes and functions are those of the committed golden list.

abidiff cannot see a changed constant, so this list can. With --write it is made anew: after an intended addition only.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
import header as header_file  # noqa: E402

GOLDEN = Path(__file__).resolve().parent / "golden.txt"


def sizes(header, flag):
    """Size of each structure and offset of each field, as a compiler lays them out; None: it cannot here."""
    rows = [f'    printf("struct {s} %d\\n", (int)sizeof({s}));\n' + "".join(
        f'    printf("field {s}.{f} %d\\n", (int)offsetof({s}, {f}));\n' for f, _ in fields)
        for s, fields in sorted(header.structs.items())]
    source = ("#include <stddef.h>\n#include <stdio.h>\n#include \"mic_diag.h\"\nint main(void)\n{\n" + "".join(rows) +
              "    return 0;\n}\n")
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "sizes.c").write_text(source)
        built = subprocess.run(["cc", flag, f"-I{header_file.HEADER.parent}", "-o", f"{folder}/sizes",
                                f"{folder}/sizes.c"], capture_output=True, text=True)
        if built.returncode:
            return None
        ran = subprocess.run([f"{folder}/sizes"], capture_output=True, text=True)
        return None if ran.returncode else [f"{flag[2:]} {line}" for line in ran.stdout.splitlines()]


def main():
    header = header_file.Header()
    lines = [f"constant {n} {v}" for n, v in sorted(header.constants.items())]
    lines += [f"function {n}({', '.join(str(t) for _, t in p)}) -> {r}" for n, (r, p) in sorted(header.functions.items())]
    skipped = []
    for flag in ("-m64", "-m32"):
        found = sizes(header, flag)
        if found is None:
            skipped.append(flag[2:])
        else:
            lines += found
    if "--write" in sys.argv:
        if skipped:
            sys.exit(f"this compiler cannot build for {skipped}: the list would be incomplete")
        GOLDEN.write_text("\n".join(lines) + "\n")
        return 0
    golden = [g for g in GOLDEN.read_text().splitlines() if not g.startswith(tuple(f"{s} " for s in skipped))]
    gone = sorted(set(golden) - set(lines))
    new = sorted(set(lines) - set(golden))
    for line in gone:
        print(f"changed or gone: {line}")
    for line in new:
        print(f"not in golden.txt: {line}")
    for bits in skipped:
        print(f"{bits}-bit sizes were not compared: the compiler cannot build for it here")
    print(f"{len(golden)} entries compared")
    return 1 if gone or new or "64" in skipped else 0


if __name__ == "__main__":
    sys.exit(main())
