"""Everything that attacks: python -m tests.attack runs each part and prints a line of summary; `make attack` calls it.

Exit code 1 where one found something; what it found stands above its line.
"""

from __future__ import annotations

import subprocess
import sys
import time

PARTS = (
    ("dear requests", ["tests.attack.dear"]),
    ("fuzz of every route", ["tests.attack.fuzz", "40"]),
    ("crafted imports", ["tests.attack.crafted", "3"]),
    ("damaged databases", ["tests.attack.damaged"]),
    ("access matrix", ["tests.attack.matrix"]),
    ("kill -9", ["tests.attack.kills"]),
    ("slow clients", ["tests.attack.slow_clients"]),
    ("OpenAPI document", ["tests.attack.openapi", "30"]),
    ("kinds and fairness", ["pytest", "-q", "tests/attack/test_kinds.py", "tests/attack/test_fairness.py"]),
)


def main() -> int:
    failed, begun = 0, time.monotonic()
    for name, command in PARTS:
        started = time.monotonic()
        done = subprocess.run([sys.executable, "-m", *command], capture_output=True, text=True, check=False)
        *details, summary = (done.stdout.strip() or done.stderr.strip() or "no output").splitlines()
        if done.returncode:
            failed += 1
            print(*details, sep="\n")
            print(done.stderr[-2000:], file=sys.stderr)
        mark = "FAIL" if done.returncode else "ok  "
        print(f"{mark} {name}: {summary} ({time.monotonic() - started:.0f} s)", flush=True)
    print(f"{failed} of {len(PARTS)} parts found something, in {time.monotonic() - begun:.0f} s")
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main())
