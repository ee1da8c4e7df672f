"""A log of an agent and of single calls, as a table and as the file of the same rows."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.sources.usage.samples import table

START = datetime(2026, 11, 2, 9, tzinfo=UTC)
COLUMNS = {
    "session_id": "string", "timestamp": "timestamp", "model": "string", "effort": "string", "task": "string",
    "input_tokens": "int64", "cached_tokens": "int64", "output_tokens": "int64", "reasoning_tokens": "int64",
    "duration_seconds": "float64", "cost": "float64", "prompt": "string", "provider": "string",
    "web_search_count": "int64",
}  # fmt: skip
APART = ("format", "difference")
MONEY = re.compile(r"-?\d+(\.\d+)?(E-?\d+)?")
CLOSE = {"p10", "p50", "p90"}
"""Figures of bins a hundredth wide."""


def rows(count: int = 400, *, kind: str = "expert_qa") -> list[dict[str, Any]]:
    """Runs of one to twelve calls whose input grows, some without reasoning, without a session or of no model."""
    rng, found, run = random.Random(5), [], 0  # noqa: S311 - the same rows every time
    moment = START
    while len(found) < count:
        run += 1
        model = rng.choice(("gpt-5.4", "claude-sonnet-4-5", "house-model"))
        task, sent = rng.choice(("billing", "triage")), rng.randint(900, 4000)
        moment += timedelta(seconds=rng.randint(100, 9000))
        for _ in range(rng.randint(1, 12)):
            output, seconds = int(rng.lognormvariate(6, 1)), rng.randint(1, 40)
            found.append({
                "session_id": f"s{run}" if run % 7 else "", "timestamp": moment.isoformat().removesuffix("+00:00"),
                "model": model if run % 31 else "", "effort": "high" if model == "gpt-5.4" else "", "task": task,
                "input_tokens": sent, "cached_tokens": sent // 2, "output_tokens": output,
                "reasoning_tokens": "" if model == "claude-sonnet-4-5" else output // 3,
                "duration_seconds": seconds, "cost": round(sent * 2.5e-6 + output * 1e-5, 6),
                "prompt": "a text, not read", "provider": "", "web_search_count": sent % 3,
            })  # fmt: skip
            moment += timedelta(seconds=seconds + rng.randint(0, 30))
            sent += output + rng.randint(0, 900)
    return [*found, *sessions_across(found[0], kind), *odd_rows(found[0])]


def sessions_across(row: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    """Sessions that go from one task, model or kind of work to another: each is one run."""
    found = []
    ways = [{"task": "billing"}, {"task": "triage"}, {"task": kind}, {"model": "claude-sonnet-4-5"}]
    for turn in range(30):
        for step in range(3):
            way = {"task": "billing", "model": "gpt-5.4", "reasoning_tokens": 90 + turn} | ways[(turn + step) % 4]
            if way["model"] != "gpt-5.4":
                way |= {"effort": "", "reasoning_tokens": ""}
            told = {
                "session_id": f"across {turn}",
                "effort": "high",
                "output_tokens": 300 + 7 * turn,
                "cached_tokens": 0,
            }
            moment = START + timedelta(hours=9 * turn, seconds=45 * step)
            found.append(row | told | {"timestamp": moment.isoformat().removesuffix("+00:00")} | way)
    return found


def odd_rows(row: dict[str, Any]) -> list[dict[str, Any]]:
    """What cannot be, and what vendors count otherwise: more cached than input, more reasoning than output, both; xAI's
    reasoning on top, by host and by name; Claude's cached tokens beside its input in more than half of its rows; a
    moment out of all reason."""
    other = row | {"session_id": "", "model": "gpt-5.4", "input_tokens": 1000, "cached_tokens": 0, "output_tokens": 100}
    other |= {"reasoning_tokens": 0}
    claude = other | {"model": "claude-opus-4-5", "reasoning_tokens": ""}
    return [
        other | {"cached_tokens": 1001},
        other | {"reasoning_tokens": 101},
        other | {"cached_tokens": 1001, "reasoning_tokens": 101},
        other | {"cached_tokens": 1000, "reasoning_tokens": 100},
        other | {"model": "grok-4.3", "reasoning_tokens": 300},
        other | {"model": "x-ai/grok-4.3", "reasoning_tokens": 300},
        other | {"model": "grok-4.3", "reasoning_tokens": 300, "provider": "xAI"},
        other | {"model": "grok-4.3", "reasoning_tokens": 300, "provider": "openrouter"},
        claude | {"cached_tokens": 4000},
        claude | {"cached_tokens": 2000},
        claude | {"cached_tokens": 300},
        other | {"timestamp": "1970-01-02T00:00:00"},
    ]


def as_file(found: Sequence[dict[str, Any]]) -> bytes:
    return table(list(found))


def create(name: str, types: dict[str, str]) -> str:
    """SQL that makes the table, with an engine's own names of types."""
    return f"CREATE TABLE {name} ({', '.join(f'{column} {types[kind]}' for column, kind in COLUMNS.items())})"


def values(found: Sequence[dict[str, Any]]) -> list[tuple[Any, ...]]:
    """The rows for a driver: null for missing figures."""
    return [tuple(None if row[name] == "" else row[name] for name in COLUMNS) for row in found]


def figures(data: Mapping[str, Any]) -> dict[str, Any]:
    """An answer, its money as numbers, without what only a file has: its format, and the bill call by call."""
    return json.loads(  # type: ignore[no-any-return]
        json.dumps({name: _numbers(value) for name, value in data.items() if name not in APART})
    )


def _numbers(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _numbers(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_numbers(one) for one in value]
    return float(value) if isinstance(value, str) and MONEY.fullmatch(value) else value


def same(one: Any, other: Any, name: str = "") -> None:
    """Equal but for the rounding of sums and for quantiles."""
    if isinstance(one, Mapping):
        assert one.keys() == other.keys(), name
        for key, value in one.items():
            same(value, other[key], f"{name}.{key}")
    elif isinstance(one, list):
        assert len(one) == len(other), name
        for turn, (left, right) in enumerate(zip(one, other, strict=True)):
            same(left, right, f"{name}.{turn}")
    elif isinstance(one, float | int) and not isinstance(one, bool):
        # A plan's shared prefix is a quantile too, and moves and other models are estimated from the plan.
        is_near = name.rpartition(".")[2] in CLOSE or name.startswith((".moves", ".elsewhere"))
        assert other == pytest.approx(one, rel=0.03 if is_near else 1e-6, abs=1e-9), name
    else:
        assert one == other, name
