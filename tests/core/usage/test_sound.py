"""Rows that contradict themselves, xAI's reasoning on top of the output, and dollars added up as decimals."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import pytest

from planner.core.usage.calls import Key, Log, exact_sum, joined
from planner.core.usage.sound import CACHED, REASONING, contradictions_text, is_xai, sound, with_reasoning_on_top
from tests.core.usage.logs import DAY_START, calls

NAN = float("nan")


@pytest.mark.parametrize(
    ("row", "kept", "what"),
    [
        ({"input": 100, "cache_read": 100, "output": 5}, 1, ()),
        ({"input": 100, "cache_read": 101, "output": 5}, 0, (CACHED,)),
        ({"input": 100, "cache_read": 60, "cache_write": 41, "output": 5}, 0, (CACHED,)),
        ({"cache_read": 1, "output": 5}, 0, (CACHED,)),
        ({"input": 1, "output": 30, "reasoning": 30}, 1, ()),
        ({"input": 1, "output": 30, "reasoning": 31}, 0, (REASONING,)),
        ({"input": 1, "cache_read": 2, "output": 30, "reasoning": 31}, 0, (CACHED, REASONING)),
        ({"input": 0.3, "cache_read": 0.1 + 0.2, "output": 1}, 1, ()),
        ({"input": 10}, 1, ()),
    ],
)
def test_a_part_larger_than_its_whole_is_not_counted(row: dict[str, float], kept: int, what: tuple[str, ...]) -> None:
    good = {"key": Key("other"), "input": 10, "output": 5}
    log = sound(Log("x", calls([{"key": Key("bad"), **row}, good]), read=3, unknown=1))
    assert (len(log.calls.key), log.unknown) == (1 + kept, 2 - kept)
    assert tuple(name for name, _ in log.contradictions) == what
    assert Key("bad") in log.calls.keys or not kept
    assert log.calls.keys[log.calls.key[-1]] == Key("other")


def test_contradictions_of_several_logs_are_added_up() -> None:
    one = sound(Log("x", calls([{"input": 1, "cache_read": 2, "output": 5}, {"input": 1, "output": 1}]), read=2))
    assert contradictions_text(joined([one, one])) == f"2 rows say {CACHED}"
    assert contradictions_text(one) == f"1 row says {CACHED}"


def test_moments_out_of_all_reason_are_not_told() -> None:
    moments = [DAY_START, 0.0, 1e21, float("inf"), -6e10, NAN]
    log = sound(Log("x", calls([{"start": moment, "input": 1} for moment in moments]), read=6))
    assert list(np.flatnonzero(~np.isnan(log.calls.start))) == [0]


@pytest.mark.parametrize(
    ("host", "model", "told"),
    [
        ("", "grok-4.3", True), ("", "x-ai/grok-4", True), ("xAI", "grok-4.3", True), ("x-ai", "any", True),
        ("openrouter", "x-ai/grok-4", False), ("", "gpt-5.4", False), ("", "", False),
    ],
)  # fmt: skip
def test_who_reports_reasoning_on_top(host: str, model: str, told: bool) -> None:
    assert is_xai(host, model) is told


def test_reasoning_on_top_is_put_inside() -> None:
    """domain's case: completion 1,499 and reasoning 2,809 are an output of 4,308; others stay as they are."""
    rows = [{"output": 1499, "reasoning": 2809}, {"output": 1499}, {"output": 3000, "reasoning": 2000}]
    keys = [Key("grok-4.3"), Key("grok-4.3"), Key("gpt-5.4")]
    log = Log("x", calls([{"key": key, **row} for key, row in zip(keys, rows, strict=True)]), read=3)
    assert list(with_reasoning_on_top(log).calls.output) == [4308, 1499, 3000]


@pytest.mark.parametrize(
    ("usd", "total"),
    [
        ([0.01] * 20, "0.2"),
        ([0.1, 0.2, NAN], "0.3"),
        ([1234.56, 0.000000000001], "1234.560000000001"),
        ([5_000_000.25, 900_000_000_000.125, 0], "900005000000.375"),
        ([100.0], "100"),
        ([0.0], "0"),
    ],
)
def test_dollars_add_up_as_decimals(usd: list[float], total: str) -> None:
    assert exact_sum(np.array(usd)) == Decimal(total)


def test_many_dollars_do_not_overflow() -> None:
    assert exact_sum(np.full(100_000, 999.999999999999)) == Decimal("99999999.9999999")
    assert exact_sum(np.array([NAN])) is None
