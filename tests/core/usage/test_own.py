"""What a log teaches: as many runs are kept as it shows."""

from __future__ import annotations

import numpy as np
import pytest

from planner.core.usage.calls import Key, Log, shared_out, with_number_of_calls
from planner.core.usage.plan import MEASURED, plan_of
from planner.core.usage.summary import groups_of, run_count
from planner.core.workload import CacheSettings
from tests.core.usage.logs import calls

ROWS = [{"run": 1 + turn // 3, "input": 10.0, "output": 5.0 + turn, "reasoning": 1.0} for turn in range(9)]


@pytest.mark.parametrize(("kind", "visible"), [("qa", 8.0), ("agent", 24.0)])
def test_what_is_kept_are_the_runs_that_are_shown(kind: str, visible: float) -> None:
    """Three runs of three calls: the means are of a call where the kind of work is of calls, else of a run."""
    found = calls(ROWS)
    (own,) = plan_of(found, log_format="", classes={"qa": True, "agent": False}, task_class=kind).calibration
    (group,) = groups_of(found)
    assert own.runs == group.runs == run_count(found) == 3
    assert own.visible_tokens == pytest.approx(visible)


def test_calls_are_shared_out_by_tokens() -> None:
    """A call a row, six more at 4 to 1 tokens."""
    unknown = calls([{"n": float("nan"), "input": 400.0}, {"n": float("nan"), "input": 100.0}, {"n": 7.0}])
    found = with_number_of_calls(Log("", unknown, 3), 8).calls
    assert found.n.tolist() == [6, 2, 7] and not found.is_uncounted
    with pytest.raises(ValueError, match="at least 2"):
        with_number_of_calls(Log("", unknown, 3), 1)
    with pytest.raises(ValueError, match="not needed"):
        with_number_of_calls(Log("", found, 3), 8)


@pytest.mark.parametrize("total", [0, 1, 7, 100])
def test_shares_are_whole_and_add_up(total: int) -> None:
    for weights in ([0.0, 0.0, 0.0], [1.0, 1.0, 1.0], [5.0, 0.1, 2.0]):
        found = shared_out(np.array(weights), total)
        assert found.sum() == total and (found == np.floor(found)).all()


def test_a_group_with_a_row_that_does_not_say_how_many_calls_says_no_number() -> None:
    rows = [{"n": float("nan"), "input": 1e6, "cache_read": 5e5}, {"n": 3.0, "input": 30.0, "cache_read": 0.0}]
    found = calls([*rows, {"key": Key("other"), "n": 2.0, "input": 20.0}])
    other, group = groups_of(found)
    assert (other.calls, other.input and other.input.mean) == (2, 10)
    assert (group.calls, group.runs, group.steps, group.input) == (None, None, None, None)
    assert group.cache_read_share == pytest.approx(5e5 / 1000030)
    assert plan_of(found, log_format="", classes={"everyday_qa": True}).calibration == ()


@pytest.mark.parametrize(
    ("form", "kind", "steps"), [(MEASURED, "agent", None), ("a log", "agent", 1.0), (MEASURED, "qa", 1.0)]
)
def test_a_row_that_is_a_whole_run_says_nothing_of_its_steps(form: str, kind: str, steps: float | None) -> None:
    """Tokens of an agent's run of 40 calls are no tokens of one call."""
    found = calls([{"output": 9000.0 + place, "reasoning": 5000.0} for place in range(3)])
    (own,) = plan_of(found, log_format=form, classes={"qa": True, "agent": False}, task_class=kind).calibration
    assert own.steps == steps
    assert own.reasoning_tokens == 5000


def test_a_plan_of_runs_without_a_common_prompt_reads_as_much_as_the_log_did() -> None:
    """Half of every prompt was cached, 500, 600 and 1,800 tokens: 967 on average, more than the 600 that half of them
    read. Where all read the same prompt it stays what runs share."""
    classes = {"everyday_qa": True}
    own_turns = [{"input": 2 * read, "cache_read": read, "output": 10.0, "reasoning": 0.0} for read in (600, 1800, 500)]
    load = plan_of(calls(own_turns), log_format="", classes=classes).workload
    assert (load["shared_prefix_tokens"], load["input_tokens"]) == (967, 967)
    assert load["cache"] == CacheSettings("auto", prefix_hit_rate=1.0)
    same = [{"input": 3000.0 + more, "cache_read": 2048.0, "output": 9.0, "reasoning": 0.0} for more in (0.0, 50.0)]
    load = plan_of(calls(same), log_format="", classes=classes).workload
    assert load["shared_prefix_tokens"] == 2048 and load["cache"] == CacheSettings("auto", prefix_hit_rate=1.0)
