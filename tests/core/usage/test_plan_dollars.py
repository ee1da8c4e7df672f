"""A plan made from a log costs what the log did: within 2 % at the same prices, for logs of many shapes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any

import pytest

from planner.core.estimate.comparison import compare
from planner.core.models.catalogue import Catalogue
from planner.core.results import Estimate
from planner.core.usage.calls import Key, Log
from planner.core.usage.elsewhere import effort_of, request_of
from planner.core.usage.report import Report, report_of
from planner.core.usage.run_facts import RunFacts, loop_of
from planner.core.workload import CacheSettings
from planner.sources.usage.reading import read_log
from planner.web.usage.samples import sample_log
from tests.core.usage.logs import DAY_START, calls

NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)
GPT, MINI, SONNET, HAIKU = (
    "openai/gpt-5.4",
    "openai/gpt-5.4-mini",
    "anthropic/claude-sonnet-4-6",
    "anthropic/claude-haiku-5-5",
)
Row = dict[str, Any]


def row(
    model: str, run: int, at: float, sent: int, said: tuple[int, int], cached: tuple[int, int], tier: str = ""
) -> Row:
    (reasoning, visible), (read, write) = said, cached
    figures = {"input": float(sent), "cache_read": float(read), "cache_write": float(write), "seconds": 6.0}
    output = {"output": float(reasoning + visible), "reasoning": float(reasoning)}
    return {"key": Key(model, tier=tier), "run": run, "start": DAY_START + at, **figures, **output}


def agents(
    model: str, hit: float, *, steps: tuple[float, float], grows: float = 1.0, first: int = 3000, writes: bool = False
) -> Iterator[Row]:
    """Runs of a lognormal number of steps: shared instructions, and a share `hit` of what was sent before is read."""
    random = Random(1)  # noqa: S311 - made-up figures, the same every time
    for run in range(1, 151):
        sent, before, at = int(first * random.lognormvariate(0, 0.3)) + 2000, 0, run * 9000.0
        for step in range(max(1, int(random.lognormvariate(*steps)))):
            said = int(random.lognormvariate(5.5, 0.6)), int(random.lognormvariate(5, 0.5))
            read = int(hit * before) if step else 2000 if hit else 0
            yield row(model, run, at, sent, said, (read, sent - read if writes and hit else 0))
            before, at = sent, at + 12
            sent += said[1] + int(random.lognormvariate(6.3, 0.7) * grows)


def chats(model: str, hit: float) -> Iterator[Row]:
    """Conversations of a few turns without thinking."""
    random = Random(2)  # noqa: S311
    for run in range(1, 201):
        sent, before, at = 1500, 0, run * 9000.0
        for turn in range(1 + int(random.expovariate(0.25))):
            sent, visible = sent + int(random.lognormvariate(4, 0.6)), int(random.lognormvariate(5.5, 0.5))
            yield row(model, run, at, sent, (0, visible), ((int(hit * before) if turn else 1024) if hit else 0, 0))
            before, at = sent, at + 60
            sent += visible


def singles(model: str, *, read: int = 0, tier: str = "") -> Iterator[Row]:
    """Calls without a run."""
    random = Random(3)  # noqa: S311
    for call in range(300):
        sent = int(2500 * random.lognormvariate(0, 0.5))
        said = int(random.lognormvariate(6, 0.8)), int(random.lognormvariate(5, 0.6))
        yield row(model, 0, call * 3000.0, sent, said, (min(read, sent), 0), tier)


def off_by(report: Report, catalogue: Catalogue) -> float:
    """Dollars a run of the plan over those of the log, less one."""
    (group,) = report.groups
    effort = effort_of(report, catalogue) if group.thinks else "off"
    (answer,) = compare(request_of(report.plan, [str(group.offer)], thinking=(effort,)), catalogue, now=NOW).estimates
    assert isinstance(answer, Estimate)
    return float(answer.cost.usd_per_run) * report.runs / float(report.total.usd) - 1


SHAPES = {
    "agents that read most from cache": agents(GPT, 0.9, steps=(2.5, 0.6)),
    "long agents of very different length": agents(GPT, 0.95, steps=(3.2, 0.7)),
    "agents that read half from cache": agents(GPT, 0.5, steps=(2.2, 0.5)),
    "agents without a cache": agents(GPT, 0.0, steps=(2.2, 0.5)),
    "agents of one or two steps": agents(GPT, 0.9, steps=(0.6, 0.5)),
    "agents of ten steps each": agents(GPT, 0.9, steps=(2.303, 0.0)),
    "agents that pay for writes": agents(SONNET, 0.97, steps=(2.4, 0.6), writes=True),
    "agents that could have cached": agents(SONNET, 0.0, steps=(2.4, 0.6)),
    "agents beyond a long-context tier": agents(HAIKU, 0.95, steps=(3.0, 0.6), grows=6.0, first=30_000, writes=True),
    "conversations read from cache": chats(MINI, 0.8),
    "conversations without a cache": chats(MINI, 0.0),
    "single calls": singles(GPT),
    "single calls with a shared prompt": singles(GPT, read=1024),
    "batches": singles(GPT, tier="batch"),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_a_plan_costs_what_its_log_did(catalogue: Catalogue, shape: str) -> None:
    rows = list(SHAPES[shape])
    report = report_of(Log("a log", calls(rows), len(rows)), catalogue, now=NOW)
    assert abs(off_by(report, catalogue)) < 0.02


def test_the_plan_of_the_sample_costs_what_the_sample_did(catalogue: Catalogue, tmp_path: Path) -> None:
    file = tmp_path / "log.jsonl"
    file.write_bytes(sample_log(NOW))
    assert abs(off_by(report_of(read_log(file), catalogue, now=NOW), catalogue)) < 0.02


def facts(**changes: Any) -> RunFacts:
    usual: dict[str, Any] = {
        "count": 10.0, "steps": 4.0, "steps_sd": None, "steps_square": 1.0, "first_input": 1000.0, "input": 10_000.0,
        "shared": 400.0, "first_read": 400.0, "read": None, "gaps": 0.0, "thinking_share": 1.0,
    }  # fmt: skip
    return RunFacts(**(usual | changes))


def test_what_a_call_adds_makes_up_the_input() -> None:
    """4 calls: 4 x 1,000 and 6 times what a call adds."""
    loop = loop_of(facts(), 100.0)
    assert (loop.steps, loop.first, loop.grown, loop.visible) == (4, 1000.0, 1000.0, 100.0)
    assert loop.cache == CacheSettings("auto", prefix_hit_rate=1.0)


@pytest.mark.parametrize(
    ("read", "cache"),
    [
        # Calls before the last sent 1,000 + 2,000 + 3,000.
        (3400.0, CacheSettings("auto", prefix_hit_rate=1.0, loop_hit_rate=0.5)),
        (400.0, CacheSettings("auto", prefix_hit_rate=1.0, loop_hit_rate=0.0)),
        (0.0, CacheSettings("off")),
    ],
)
def test_later_calls_read_as_much_as_the_log(read: float, cache: CacheSettings) -> None:
    assert loop_of(facts(read=read, first_read=min(read, 400.0), shared=min(read, 400.0)), 100.0).cache == cache


def test_more_read_than_sent_before_makes_the_first_call_longer() -> None:
    """6,600 were read at later calls, more than the 6,000 sent before them: 4 x 1,200 + 6 x 866.7 = 10,000."""
    loop = loop_of(facts(read=7000.0), 100.0)
    assert 4 * loop.first + 6 * loop.grown == pytest.approx(10_000)
    assert 3 * loop.first + 3 * loop.grown == pytest.approx(6600)
    assert loop.cache == CacheSettings("auto", prefix_hit_rate=1.0, loop_hit_rate=1.0)


def test_calls_between_whole_steps_keep_the_runs_tokens() -> None:
    """2.4 calls of 100 tokens are two of 120."""
    loop = loop_of(facts(steps=2.4, input=5000.0), 100.0)
    assert (loop.steps, loop.visible) == (2, pytest.approx(120))
    assert 2 * loop.first + loop.grown == pytest.approx(5000)


def test_answers_are_sent_again() -> None:
    """What a call adds is never less than its answer: the first call is shorter then."""
    loop = loop_of(facts(input=4000.0), 100.0)
    assert (loop.grown, 4 * loop.first + 6 * loop.grown) == (100.0, pytest.approx(4000))
