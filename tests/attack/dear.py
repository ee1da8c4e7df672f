"""Dear requests: python -m tests.attack.dear prints what each costs; exit code 1 for one beyond a limit or with 500.

A request that passes it is asked once more: the first of a kind may load what the others share.
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from flask.testing import FlaskClient

from planner.sources.catalogue import load_catalogue
from planner.web import create_app
from planner.web.budgets.form.state import pack
from tests.web.budgets.parts import fields, one_line

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
TASKS = ("everyday_qa", "expert_qa", "coding_agent", "research_agent")
KNOWN = ("openai/gpt-5.4", "anthropic/claude-opus-4-6", "google/gemini-3.1-flash-lite", "deepseek/deepseek-chat")
MOST_SECONDS, MOST_MEGABYTES = 2.0, 200.0
RUN = {"task_class": "everyday_qa", "runs_per_day": 1000, "input_tokens": 2000}


@dataclass(frozen=True, slots=True)
class Dear:
    """A request that asks for much: `sent` are the arguments of the test client."""

    name: str
    path: str
    method: str = "GET"
    sent: dict[str, Any] = field(default_factory=dict)


def requests(offers: list[str]) -> Iterator[Dear]:
    """Every kind that was found to cost too much, each varied."""
    yield from _estimates(offers)
    yield from _budgets(offers)
    for count in (60, 200, 800, len(offers)):
        models = urlencode([("models", offer) for offer in offers[:count]])
        yield Dear(f"plan of {count} models", f"/plan?{models}")
        yield Dear(f"results of {count} models", f"/plan/results?{models}", sent={"headers": {"HX-Request": "true"}})
        yield Dear(f"CSV of {count} models, 1,000 steps", f"/plan.csv?{models}&steps=1000")
    for name in ("x" * 100_000, "x" * 19_000, "openai/" * 2_000, "\u0301" * 3_000, "cluade opuss gemni " * 1_000):
        yield Dear(f"ranking searched by {name[:3]!r}", f"/offers?{urlencode({'q': name})}")
        yield Dear(f"plan of the model {name[:3]!r}", f"/plan?{urlencode({'models': name})}")
        yield estimate_of([name], f"estimate of the offer {name[:3]!r}")
    for name in ("shared", "own", "answer", "steps", "runs", "tools"):
        yield Dear(f"plan with {name} of 19,000 digits", f"/plan/results?{name}={'9' * 19_000}")
    deep = "[" * 100_000
    for path in ("/api/v1/estimate", "/api/v1/budget", "/api/v1/count"):
        yield Dear(f"100,000 brackets to {path}", path, "POST", {"data": deep, "content_type": "application/json"})
    for kind, word in (("words", "word "), ("one word", "x"), ("digits", "9 "), ("lines", "\n "), ("signs", "\u4e00")):
        for letters in (200_000, 900_000):
            text = (word * letters)[:letters]
            yield Dear(f"count of {letters:,} letters of {kind}", "/api/v1/count", "POST", {"json": {"text": text}})
    yield Dear("import of 100,000 brackets", "/saved/import", "POST", {"data": {"text": deep}})
    for count in (100, 100_000):
        words = "+".join(f"w{i % 97}" for i in range(count))
        yield Dear(f"search of {count:,} words", f"/api/v1/offers?q={words}")
        yield Dear(f"type-ahead of {count:,} words", f"/search?q={words}")
        yield Dear(f"ranking searched by {count:,} words", f"/offers?q={words}")


def estimate_of(offers: list[str], name: str, **changes: Any) -> Dear:
    asked = {"workload": RUN, "offers": offers, "thinking": ["off", "high"], **changes}
    return Dear(name, "/api/v1/estimate", "POST", {"json": asked})


def _estimates(offers: list[str]) -> Iterator[Dear]:
    def estimate(name: str, **changes: Any) -> Dear:
        return estimate_of(changes.pop("offers", offers[:1]), name, **changes)

    yield estimate("100,000 offers that are none", offers=[f"host/none-{i}" for i in range(60_000)])
    yield estimate("every offer, 1,000 steps", offers=offers, workload={**RUN, "steps": 1000})
    yield estimate(
        "every offer in every mode", offers=offers, thinking=["off", "low", "medium", "high", "xhigh", "max"]
    )
    yield estimate("20,000 overrides", overrides={f"host/none-{i}": {"ttft_seconds": 1} for i in range(12_000)})
    yield estimate("one offer 50,000 times", offers=offers[:1] * 50_000)
    yield estimate("a thousand modes", thinking=["off", "high"] * 50_000)


def _varied(offers: list[str], count: int, stages: int = 0) -> dict[str, Any]:
    """A budget of lines that have nothing in common, so that nothing is worked out once for several."""
    made = []
    for number in range(count):
        own = {"task_class": TASKS[number % len(TASKS)], "runs_per_day": 1000 + number, "input_tokens": 2000 + number}
        own |= {"steps": 30 + number % 7, "tool_result_tokens": 300 + number}
        if stages:
            own |= {
                "stages": [
                    {"name": f"s{stage}", "offer": offers[stage % len(offers)], "steps": 5} for stage in range(stages)
                ]
            }
        line = {"name": f"l{number}", "offer": offers[number % len(offers)], "thinking": "default", "workload": own}
        made.append(line | {"growth": {"kind": "compound", "share": "0.05"}})
    return {"start": "2027-01", "months": 36, "lines": made, "cap_usd_per_month": "10000"}


def _budgets(offers: list[str]) -> Iterator[Dear]:
    known = [offer for offer in KNOWN if offer in offers]
    for count, stages in ((8, 0), (12, 0), (20, 0), (100, 0), (20, 2), (60, 2), (100, 2), (6, 20)):
        sent = {"json": _varied(known, count, stages)}
        yield Dear(f"{count} lines that differ, {stages} stages each", "/api/v1/budget", "POST", sent)
    for count in (2, 40, 41):
        wished = _varied(known, 8) | {"wish": {"offers": offers[:count]}}
        yield Dear(f"8 lines that differ, {count} offers wished", "/api/v1/budget", "POST", {"json": wished})

    def lines(count: int, months: int, **changes: Any) -> dict[str, Any]:
        line = {"workload": RUN, "offer": "openai/gpt-5.4", "thinking": "high"}
        growth = {"growth": {"kind": "compound", "share": "0.05"}}
        own = [{**line, "name": f"l{i}", **growth} for i in range(count)]
        return {"start": "2027-01", "months": months, "lines": own, "cap_usd_per_month": "10000", **changes}

    for count, months in ((20, 36), (100, 36)):
        yield Dear(
            f"budget of {count} lines x {months} months", "/api/v1/budget", "POST", {"json": lines(count, months)}
        )
        wished = lines(count, 12, wish={"offers": offers})
        yield Dear(f"{count} lines, every offer wished", "/api/v1/budget", "POST", {"json": wished})
    many = fields() | {f"l{i}-{name}": text for i in range(1000) for name, text in (("preset", "rag"), ("runs", "5"))}
    yield Dear(
        "budget form of 1,000 lines", "/budgets/results", "POST", {"data": many, "headers": {"HX-Request": "true"}}
    )
    packed = pack([(f"l{i % 100}-x{i}", "1") for i in range(20_000)])
    yield Dear("packed form of 20,000 fields", f"/budgets/new?b={packed}")
    packed = pack([("name", "a" * 900_000)])
    yield Dear("packed form of 900 kB", f"/budgets/new?b={packed}")
    for source in ("x@999999999", "x@x"):
        yield Dear(
            f"line of the plan {source}", f"/budgets/new?{urlencode({**one_line(), 'open': '0', 'l0-source': source})}"
        )
    hundred = fields() | {f"l{i}-{name}": text for i in range(100) for name, text in one_line_of(i)}
    yield Dear(
        "budget form of 100 lines", "/budgets/results", "POST", {"data": hundred, "headers": {"HX-Request": "true"}}
    )


def one_line_of(index: int) -> list[tuple[str, str]]:
    """The fields of one plain line, without prefix."""
    own = {name.removeprefix("l0-"): text for name, text in one_line().items() if name.startswith("l0-")}
    return [*(own | {"name": f"line {index}"}).items()]


def measured(client: FlaskClient, dear: Dear) -> tuple[int, float, float, int]:
    """Status, seconds of processor, megabytes by which the process grew, bytes of the answer."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start = time.process_time()
    answer = client.open(dear.path, method=dear.method, **dear.sent)
    seconds = time.process_time() - start
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    return answer.status_code, seconds, grown, len(answer.data)


def main() -> int:
    catalogue = load_catalogue()
    with tempfile.TemporaryDirectory() as folder:
        limits = {"VISITOR_AT_ONCE": 0, "VISITOR_SECONDS": 0, "VISITOR_WRITES": 0}
        base = {"CATALOGUE": catalogue, "DATABASE": str(Path(folder, "a.sqlite3")), "CLOCK": lambda: NOW}
        client = create_app({**base, **limits}).test_client()
        client.get("/plan"), client.get("/offers")
        bad = count = 0
        worst = 0.0
        for dear in requests(list(catalogue.offers)):
            status, seconds, grown, size = measured(client, dear)
            if seconds > MOST_SECONDS:
                status, seconds, grown, size = measured(client, dear)
            count, worst = count + 1, max(worst, seconds)
            wrong = status >= 500 or seconds > MOST_SECONDS or grown > MOST_MEGABYTES
            bad += wrong
            figures = f"{status} {seconds:6.2f} s {grown:6.0f} MB {size / 1000:9,.0f} kB"
            print("FAIL" if wrong else "ok  ", figures, dear.name, flush=True)
    limits = f"{MOST_SECONDS:g} s of processor, {MOST_MEGABYTES:g} MB"
    print(f"{count} dear requests, {bad} beyond {limits} or answered with 500; the dearest took {worst:.2f} s")
    return int(bad > 0)


if __name__ == "__main__":
    sys.exit(main())
