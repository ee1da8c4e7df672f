"""Measured runs: a row is a whole run, and its steps become those of the plan."""

from __future__ import annotations

from datetime import UTC, datetime
from math import log
from pathlib import Path
from statistics import stdev

import pytest

from planner.core.models.catalogue import Catalogue
from planner.core.usage.calls import Log
from planner.core.usage.report import report_of
from planner.sources.usage.reading import read_log

NOW = datetime(2026, 11, 28, tzinfo=UTC)
WHOLE = "model,effort,task_class,n,input,cached,{output},reasoning,turns,seconds"


def read(folder: Path, *lines: str) -> Log:
    (folder / "a.csv").write_text("\n".join(lines))
    return read_log(folder / "a.csv")


@pytest.mark.parametrize(("output", "visible"), [("visible", 8000), ("output_tokens", 7000)])
def test_a_plan_from_measured_runs_has_their_steps(
    tmp_path: Path, catalogue: Catalogue, output: str, visible: int
) -> None:
    """Three runs of 20, 40 and 60 calls: a prompt of 6,000 tokens 40 times, and what is left of 1,020,000 grows in
    780 steps of 1,000, a fortieth of the answer among them."""
    rows = [f"gpt-5.4,high,coding_agent,1,1020000,900000,8000,1000,{steps},300" for steps in (20, 40, 60)]
    found = read(tmp_path, WHOLE.format(output=output), *rows)
    plan = report_of(found, catalogue, now=NOW).plan
    load, (own,) = plan.workload, plan.calibration
    assert (load["steps"], load["input_tokens"], load["visible_tokens_per_call"]) == (40, 6000, visible / 40)
    assert load["tool_result_tokens"] == 1000 - visible / 40 and load["keep_reasoning"] == "none"
    spread = stdev(log(steps) for steps in (20, 40, 60))
    assert load["steps_spread"] == pytest.approx(spread, abs=1e-6)
    assert (own.steps, own.sd_ln["steps"], own.visible_tokens) == (40, load["steps_spread"], visible)


@pytest.mark.parametrize("head", [WHOLE, "model,effort,work,runs,input,cached,{output},reasoning,steps,seconds"])
def test_a_run_is_priced_by_its_calls_and_not_as_one_long_call(tmp_path: Path, catalogue: Catalogue, head: str) -> None:
    """Two rows of 2 and 1 runs of 30 calls, 600,000 tokens each: no call is above 272,000, where other rates begin.
    40,000 fresh at 2.5, 560,000 cached at 0.25 and 9,000 of output at 15 $/M are 0.375 a run."""
    rows = [f"gpt-5.4,high,coding_agent,{runs},600000,560000,8000,1000,30,300" for runs in (2, 1)]
    found = report_of(read(tmp_path, head.format(output="visible"), *rows), catalogue, now=NOW)
    group = found.groups[0].group
    assert float(found.total.usd) == pytest.approx(3 * 0.375)
    assert (group.calls, group.runs, group.input and group.input.mean) == (90, 3, 20_000)
    assert group.steps and group.steps.mean == 30 == found.plan.workload["steps"]
    assert found.plan.calibration[0].steps == 30


def test_a_number_that_is_no_count_of_calls_is_no_steps(tmp_path: Path, catalogue: Catalogue) -> None:
    rows = [f"gpt-5.4,high,coding_agent,1,1000,0,80,10,{steps},300" for steps in (0, 1001, "many", 4)]
    found = read(tmp_path, WHOLE.format(output="visible"), *rows)
    assert [number for number in found.calls.steps if number == number] == [4]


def test_measured_runs_without_steps_are_an_episode_of_their_work(tmp_path: Path, catalogue: Catalogue) -> None:
    rows = ["gpt-5.4,high,coding_agent,2,1020000,0,8000,1000,,300"]
    found = read(tmp_path, WHOLE.format(output="visible"), *rows)
    plan = report_of(found, catalogue, now=NOW).plan
    usual = round(catalogue.task_classes["coding_agent"].calls_per_episode.value)
    assert plan.workload["steps"] == usual > 20 and "steps_spread" not in plan.workload
    assert plan.calibration[0].steps is None


def test_calls_of_work_that_is_planned_by_the_call_are_means_of_a_runs_calls(
    tmp_path: Path, catalogue: Catalogue
) -> None:
    rows = ["gpt-5.4,none,expert_qa,5,4000,0,900,0,3,30"]
    found = read(tmp_path, WHOLE.format(output="visible"), *rows)
    plan = report_of(found, catalogue, now=NOW).plan
    assert (plan.workload["steps"], plan.workload["visible_tokens_per_call"]) == (3, 300)
    assert (plan.calibration[0].visible_tokens, plan.calibration[0].seconds) == (300, 10)
