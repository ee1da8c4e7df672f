"""A log of a million rows, read, counted and made into a plan: seconds and the memory of a process of its own."""

from __future__ import annotations

import json
import random
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.bench.measure import Figure, readable
from tests.bench.startup import probed

ROWS = 1_000_000
MODELS = ("claude-sonnet-4-5", "gpt-5.4", "deepseek-v4-pro")
START = datetime(2026, 10, 1, tzinfo=UTC)
SECONDS = {"csv": 3.0, "jsonl": 4.0}
MOST_BYTES = 400_000_000
IMPORTS = "from planner.sources.usage import reading; from planner.core.usage import plan, summary; import duckdb"
NOTE = "Processor seconds of a process of its own less its imports, and its peak; `python -m tests.bench.usage` alone."
WORK = """
from pathlib import Path
from planner.core.usage.plan import plan_of
from planner.core.usage.summary import groups_of
from planner.sources.usage.reading import read_log
log = read_log(Path({path!r}))
assert log.read == {rows} and not log.unknown
groups_of(log.calls)
plan_of(log.calls, log_format=log.format, classes={{}})
"""


def figures() -> Iterator[Figure]:
    """CSV and JSON lines; the baseline imports what they need."""
    with tempfile.TemporaryDirectory() as folder:
        base, _ = probed(IMPORTS)
        for kind, write in (("csv", write_csv), ("jsonl", write_jsonl)):
            path = Path(folder, f"log.{kind}")
            write(path)
            seconds, peak = probed(WORK.format(path=str(path), rows=ROWS))
            met = seconds - base <= SECONDS[kind] and peak <= MOST_BYTES
            ours = f"{readable(seconds - base)}, {peak / 1e6:.0f} MB"
            wanted = f"{SECONDS[kind]:g} s, {MOST_BYTES / 1e6:.0f} MB"
            yield Figure(f"1,000,000 rows of {kind}", readable(base), ours, wanted=wanted, met=met, note=NOTE)


def rows() -> Iterator[tuple[str, str, str, int, int, int]]:
    """Run, start, model, input, output and reasoning tokens."""
    rng = random.Random(1)  # noqa: S311 - the same rows every time
    for place in range(ROWS):
        start = (START + timedelta(seconds=2.6 * place)).isoformat()
        output = int(rng.lognormvariate(5, 1))
        yield f"s{place // 20}", start, rng.choice(MODELS), int(rng.lognormvariate(8, 1)), output, output // 2


def write_csv(path: Path) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.write("session_id,timestamp,model,input_tokens,output_tokens,reasoning_tokens,cost,prompt\n")
        for run, start, model, sent, output, thought in rows():
            file.write(f'{run},{start},{model},{sent},{output},{thought},{sent * 3e-6:.6f},"a text, not read"\n')


def write_jsonl(path: Path) -> None:
    """As LiteLLM logs its calls."""
    with path.open("w", encoding="utf-8") as file:
        for run, start, model, sent, output, thought in rows():
            usage = {"completion_tokens_details": {"reasoning_tokens": thought}}
            row = {"session_id": run, "startTime": start, "endTime": start, "model": model, "prompt_tokens": sent}
            row |= {"completion_tokens": output, "metadata": {"usage_object": usage}, "messages": "a text, not read"}
            file.write(json.dumps(row) + "\n")


if __name__ == "__main__":
    for figure in figures():
        print(figure.what, figure.ours, "met" if figure.met else "missed", sep=" | ")
