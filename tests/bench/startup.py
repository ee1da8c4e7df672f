"""From nothing to an application that answers: seconds and peak memory, in a process of its own."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from tests.bench.measure import Figure, readable

PROBE = """
import re, resource, sys, time
started = time.perf_counter()
{work}
seconds = time.perf_counter() - started
try:
    # Linux counts the parent's memory into ru_maxrss of a child.
    peak = int(re.search(r"VmHWM:\\s+(\\d+)", open("/proc/self/status").read()).group(1)) * 1024
except OSError:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(seconds, peak)
"""
PARTS = "import flask, numpy, genai_prices.data"
WHOLE = "from planner.web import create_app; create_app({{'DATABASE': {path!r}}})"
REPEATS = 5


def figures() -> Iterator[Figure]:
    """Against importing the packages it cannot do without."""
    with tempfile.TemporaryDirectory() as folder:
        parts = [probed(PARTS) for _ in range(REPEATS)]
        whole = [probed(WHOLE.format(path=str(Path(folder, "bench.sqlite3")))) for _ in range(REPEATS)]
    (base_seconds, base_bytes), (seconds, peak) = (
        (median(s for s, _ in runs), median(b for _, b in runs)) for runs in (parts, whole)
    )
    note = "`import planner.web; create_app()`. Baseline: importing flask, numpy and the prices alone."
    yield Figure("start-up", readable(base_seconds), readable(seconds), note=note)
    yield Figure("peak memory after it", f"{base_bytes / 1e6:.0f} MB", f"{peak / 1e6:.0f} MB")


def probed(work: str) -> tuple[float, float]:
    """Seconds and bytes of a fresh interpreter doing `work`."""
    code = PROBE.format(work=work)
    said = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout
    seconds, peak = said.split()[-2:]
    return float(seconds), float(peak)
