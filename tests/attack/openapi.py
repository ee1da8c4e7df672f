"""schemathesis on the OpenAPI document: python -m tests.attack.openapi [SECONDS]. Needs the extra `attack`.

What the document allows may still be refused (names that are none, sums of fields), so that accepting every valid
request is not checked; answers, status codes and refusals of invalid requests are.
"""

from __future__ import annotations

import importlib.util
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from urllib.request import urlopen

from tests.attack.slow_clients import SERVERS, serving

SECONDS = 40
LEFT_OUT = "positive_data_acceptance"


def run(port: int, seconds: int) -> tuple[int, int, str]:
    """Cases tried, kinds of failures, and the report."""
    command = [
        *(sys.executable, "-m", "schemathesis.cli", "run", f"http://127.0.0.1:{port}/api/v1/openapi.json"),
        *("--phases", "coverage,fuzzing", "--max-examples", "25", "--seed", "1", "--no-shrink"),
        *("--max-time", str(seconds), "--exclude-checks", LEFT_OUT, "--continue-on-failure"),
        *("--request-timeout", "60"),
    ]
    # The first list of offers also reads the catalogue.
    urlopen(f"http://127.0.0.1:{port}/api/v1/offers?limit=1", timeout=120).close()
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(command, capture_output=True, text=True, cwd=folder, timeout=seconds + 120, check=False)
    cases = re.search(r"([\d,]+) generated", done.stdout)
    failures = re.findall(r"(\d+) (?:unique failures?|errored)", done.stdout)
    if cases is None:
        return 0, 1, done.stdout[-2000:] + done.stderr[-2000:]
    return int(cases[1].replace(",", "")), sum(map(int, failures)), done.stdout


def main(arguments: list[str]) -> int:
    if importlib.util.find_spec("schemathesis") is None:
        print("not tried: schemathesis is not installed (`make attack` installs it; else pip install -e '.[attack]')")
        return 1
    seconds = int(arguments[0]) if arguments else SECONDS
    with tempfile.TemporaryDirectory() as folder, serving(SERVERS["planner serve"], Path(folder, "o.sqlite3")) as found:
        cases, failures, report = run(found[0], seconds)
    if failures:
        print(report)
    print(f"{cases} cases of the OpenAPI document, {failures} kinds of disagreement")
    return int(failures > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
