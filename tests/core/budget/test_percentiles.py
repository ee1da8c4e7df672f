"""The odds: bands in order, draws that repeat, errors that are shared, luck that averages out, what actuals settle."""

from __future__ import annotations

from decimal import Decimal
from math import log

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.core.budget.actuals import scale_of, weight_of
from planner.core.budget.forecast import forecast
from planner.core.budget.inputs import BudgetLine
from planner.core.budget.odds.sampling import model_key, shared_error
from planner.core.budget.results import Fan
from planner.core.estimate.comparison import compare
from planner.core.request import EstimateRequest
from planner.core.uncertainty.spread import Doubt
from tests.core.budget.build import WORLD, answered, budget, compound, dollar_runs, line, made, monthly, thinking_runs
from tests.core.budget.inputs import bounded
from tests.core.build import NOW


def thinker(name: str = "t", offer_id: str = "host/thinker", runs: float = 1000, **changes: object) -> BudgetLine:
    return line(name, offer_id, **({"workload": thinking_runs(runs), "thinking": "high"} | changes))


def spread(fan: Fan) -> float:
    return log(fan.p90 / fan.p10)


@bounded(25)
@given(runs=st.integers(1, 100_000), seed=st.integers(0, 1000), share=st.decimals("0.01", "1", places=2))
def test_bands_are_in_order(runs: int, seed: int, share: Decimal) -> None:
    answer = answered(thinker(runs=runs, share=share), seed=seed)
    for fan in (answer.finding.fan, *(month.fan for month in answer.months)):
        assert 0 < fan.p10 <= fan.p25 <= fan.p50 <= fan.p75 <= fan.p90


def test_one_seed_repeats_and_another_differs() -> None:
    first, again, other = (answered(thinker(), seed=seed) for seed in (1, 1, 2))
    assert first == again
    assert first.finding.fan != other.finding.fan
    assert first.finding.usd == other.finding.usd


def test_stated_tokens_have_no_spread() -> None:
    fan = answered().finding.fan
    assert {fan.p10, fan.p50, fan.p90, fan.mean} == {90.0}


def test_the_mean_of_the_draws_is_the_exact_forecast() -> None:
    for one in (thinker(thinking="off", runs=1_000_000), thinker()):
        month = answered(one).months[0]
        assert month.fan.mean == pytest.approx(float(month.usd), rel=0.005)
        assert month.fan.p50 < month.fan.mean


def test_a_month_of_one_line_is_as_wide_as_its_estimate() -> None:
    load = thinking_runs(1000)
    (estimate,) = compare(EstimateRequest(load, ("host/thinker",), ("high",)), WORLD, now=NOW).estimates
    band, fan = estimate.cost.month_band, answered(thinker()).months[0].fan
    assert band is not None
    assert spread(fan) == pytest.approx(log(band.p90 / band.p10), rel=0.03)


def test_lines_on_one_model_miss_together() -> None:
    same = answered(thinker("a"), thinker("b", "other/thinker"))
    apart = answered(thinker("a"), thinker("b", "host/stranger"))
    alone = answered(thinker("a"))
    assert spread(same.finding.fan) == pytest.approx(spread(alone.finding.fan), rel=0.01)
    assert spread(apart.finding.fan) < 0.93 * spread(alone.finding.fan)


def test_the_workloads_shift_is_shared_whole_within_a_class_and_half_between_classes() -> None:
    other = thinker("c", "host/stranger", workload=thinking_runs(task_class="research_agent"))
    priced_lines = made(thinker("a"), thinker("b", "host/stranger"), other).priced_lines
    every_inputs = [w.pieces[0].price.rated[0].inputs for w in priced_lines]
    lines = [(model_key(inputs.offer), inputs.task_class.id) for inputs in every_inputs]
    shift = [shared_error(*line, "reasoning", Doubt(workload=1.0), seed=1) for line in lines]
    assert np.array_equal(shift[0], shift[1])
    assert np.corrcoef(shift[0], shift[2])[0, 1] == pytest.approx(0.5, abs=0.03)
    error = [shared_error(*line, "reasoning", Doubt(parameter=1.0), seed=1) for line in lines]
    assert np.corrcoef(error[0], error[1])[0, 1] == pytest.approx(0.0, abs=0.03)
    assert np.array_equal(error[1], error[2])


def test_luck_averages_out_over_many_runs() -> None:
    few, many = (answered(thinker(runs=runs)).months[0].fan for runs in (0.01, 1000))
    assert spread(few) > 1.1 * spread(many)


def test_luck_keeps_the_mean() -> None:
    few, many = (answered(thinker(runs=runs)).months[0].fan.mean / runs for runs in (0.01, 1e6))
    assert few == pytest.approx(many, rel=0.03)


def test_luck_differs_from_month_to_month() -> None:
    drawn = made(thinker(runs=0.1)).draws[0]
    assert np.corrcoef(np.log(drawn[0]), np.log(drawn[2]))[0, 1] < 0.95
    steady = made(thinker(runs=1e8)).draws[0]
    assert np.corrcoef(np.log(steady[0]), np.log(steady[2]))[0, 1] > 0.999


def test_another_line_leaves_the_draws_of_the_first_alone() -> None:
    alone, both = made(thinker("a")), made(thinker("a"), thinker("b", "host/stranger"))
    assert np.array_equal(alone.draws[0], both.draws[0])


def test_chances_are_those_of_the_draws() -> None:
    own = made(thinker(), cap_usd_per_month=Decimal(1000), cap_usd_period=Decimal(3000))
    total = own.total
    assert [m.chance_over_cap for m in own.answer.months] == [float((row > 1000).mean()) for row in total]
    finding = own.answer.finding
    assert finding.chance_any_month == float((total > 1000).any(axis=0).mean())
    assert finding.chance_period == float((total.sum(axis=0) > 3000).mean())
    assert 0 < max(m.chance_over_cap or 0 for m in own.answer.months) <= finding.chance_any_month < 1


@pytest.mark.parametrize(("cap", "chance"), [(Decimal("0.01"), 1.0), (Decimal(10) ** 9, 0.0)])
def test_a_cap_far_off_is_certain(cap: Decimal, chance: float) -> None:
    finding = answered(thinker(), cap_usd_per_month=cap, cap_usd_period=cap).finding
    assert (finding.chance_any_month, finding.chance_period) == (chance, chance)


def test_without_a_cap_there_is_no_chance() -> None:
    answer = answered(thinker())
    assert answer.finding.chance_any_month is answer.finding.chance_period is None
    assert [m.chance_over_cap for m in answer.months] == [None] * 3


def test_the_months_of_the_finding() -> None:
    own = answered(line(growth=compound("0.5")), months=4, cap_usd_per_month=Decimal(60))  # 31, 42, 69.75, 101.25
    found = own.finding
    assert (found.first_month_over, found.first_month_risky, found.likeliest_month) == (2, 2, 2)
    assert [m.over_cap for m in own.months] == [False, False, True, True]
    assert (found.biggest_line, found.biggest_share) == (0, 1.0)


def test_a_risky_month_comes_before_the_one_whose_middle_passes() -> None:
    middle = answered(thinker(growth=compound("0.1")), months=12)
    cap = Decimal(middle.months[8].fan.p50)
    found = answered(thinker(growth=compound("0.1")), months=12, cap_usd_per_month=cap).finding
    assert found.first_month_risky is not None
    assert found.first_month_over is not None
    assert found.first_month_risky < found.first_month_over


@pytest.mark.parametrize(
    ("actuals", "scale"),
    [
        ((), 1),
        ((62,), Decimal("1.5")),
        ((62, 56), 1 + Decimal(2) / 3),
        ((31,), 1),
        ((0,), Decimal("0.5")),
        ((None, 14), Decimal("0.75")),
    ],
)
def test_what_was_paid_rescales_the_rest(actuals: tuple[int | None, ...], scale: Decimal) -> None:
    own = line(actuals=tuple(None if usd is None else Decimal(usd) for usd in actuals))
    answer = answered(own, rescale=True)
    assert answer.lines[0].scale == pytest.approx(scale)
    assert answer.months[2].usd == pytest.approx(31 * scale)
    assert [m.planned.usd for m in answer.months] == [31, 28, 31]
    assert monthly(answered(own))[2] == 31


def test_a_month_that_is_paid_is_certain_and_counts_as_paid() -> None:
    answer = answered(thinker(actuals=(Decimal(500),)), cap_usd_per_month=Decimal(400))
    first = answer.months[0]
    assert (first.usd, first.actual_usd, first.fan.p10, first.fan.p90, first.chance_over_cap) == (500, 500, 500, 500, 1)
    assert answer.months[1].actual_usd is None


def test_actuals_narrow_what_is_left() -> None:
    planned = answered(thinker())
    known = thinker(actuals=(planned.months[0].usd,))
    kept, narrowed = (answered(known, rescale=toggle).months[2].fan for toggle in (False, True))
    assert spread(kept) == pytest.approx(spread(planned.months[2].fan))
    assert spread(narrowed) == pytest.approx(spread(kept) * 0.5**0.5, rel=0.05)


def test_scale_without_anything_to_compare_is_one() -> None:
    assert scale_of([Decimal(0), Decimal(5)], [Decimal(7), None]) == 1
    assert [weight_of(n) for n in (0, 1, 3)] == [0, Decimal("0.5"), Decimal("0.75")]


def test_a_budget_without_runs_costs_nothing() -> None:
    answer = forecast(budget(line(workload=dollar_runs(0)), cap_usd_per_month=Decimal(1)), WORLD).answer
    assert (answer.finding.usd, answer.finding.fan.p90, answer.finding.biggest_line) == (0, 0, None)
