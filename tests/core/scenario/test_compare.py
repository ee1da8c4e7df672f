"""Plans side by side: inputs that differ, totals, and what each is more than the first."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from planner.core.estimate.comparison import compare
from planner.core.models.rates import DatedCard
from planner.core.request import EstimateRequest
from planner.core.scenario.compare import Side, SideBySide, inputs_of, side_by_side
from planner.core.scenario.snapshot import saved
from planner.core.workload import CacheSettings, Overrides, Workload, field_names
from tests.core.build import card, catalogue, offer
from tests.store.build import NOW

# One run: 1,000 x $1 + 500 x $10 per million = $0.006; 30,000 runs per month.
WORLD = catalogue(
    offer("a/m", cards=(DatedCard(card(input="1", output="10")),), cache=None),
    offer("b/m", cards=(DatedCard(card(input="3", output="10")),), cache=None),
)
ONE = EstimateRequest(Workload(input_tokens=1000, visible_tokens_per_call=500), ("a/m",), ("off",), month="30")


def side(question: EstimateRequest = ONE, label: str = "x") -> Side:
    return Side(label, question, saved(question, compare(question, WORLD, now=NOW)))


def table(*questions: EstimateRequest) -> SideBySide:
    return side_by_side([side(question, f"plan {number}") for number, question in enumerate(questions)])


def load(**changes: object) -> EstimateRequest:
    return replace(ONE, workload=replace(ONE.workload, **changes))  # type: ignore[arg-type]


def differing(*questions: EstimateRequest) -> dict[str, tuple[object, ...]]:
    return {row.name: row.values for row in table(*questions).inputs if row.differs}


@pytest.mark.parametrize(("many", "works"), [(1, False), (2, True), (4, True), (5, False)])
def test_two_to_four(many: int, works: bool) -> None:
    if works:
        assert len(table(*[ONE] * many).labels) == many
    else:
        with pytest.raises(ValueError, match="Choose 2 to 4 plans"):
            table(*[ONE] * many)


def test_only_inputs_that_differ_are_marked() -> None:
    assert differing(ONE, ONE) == {}
    assert differing(ONE, load(steps=3), load(steps=3)) == {"workload.steps": (1, 3, 3)}
    assert differing(load(tool_seconds=3), load(tool_seconds=3.0)) == {}
    cached = load(cache=CacheSettings("off", prefix_hit_rate=0.5))
    assert differing(ONE, cached) == {
        "workload.cache.mode": ("auto", "off"),
        "workload.cache.prefix_hit_rate": (None, 0.5),
    }
    assert differing(ONE, replace(ONE, month="working", seed=2)) == {"month": ("30", "working"), "seed": (1, 2)}


def test_every_input_is_there() -> None:
    names = {row.name for row in table(ONE, ONE).inputs}
    fields = {f"workload.{name}" for name in field_names() if name != "cache"}
    assert fields | {"offers", "thinking", "month", "seed", "price_moment"} <= names


def test_prices_of_another_moment_differ() -> None:
    later = replace(ONE, price_date=NOW + timedelta(days=1))
    assert differing(ONE, later) == {"price_moment": (NOW, NOW + timedelta(days=1))}
    assert differing(ONE, replace(ONE, price_date=NOW)) == {}


def test_overrides_count_only_where_they_were_given() -> None:
    own = Overrides(ttft_seconds=0.0, usd_per_mtok=(("input", Decimal(0)),))
    given = replace(ONE, overrides={"a/m": own})
    assert differing(ONE, replace(ONE, overrides={"a/m": Overrides()})) == {}
    assert differing(ONE, given) == {
        "overrides.a/m.ttft_seconds": (None, 0.0),
        "overrides.a/m.usd_per_mtok.input": (None, Decimal(0)),
    }
    assert "overrides.a/m.discount" in inputs_of(replace(ONE, overrides={"a/m": Overrides(discount=Decimal("0.1"))}))


def test_totals_and_differences_from_the_first() -> None:
    (row,) = table(ONE, load(runs_per_day=1500), load(runs_per_day=500)).totals
    first, more, less = row.cells
    assert first is not None
    assert more is not None
    assert less is not None
    assert (first.total.usd_per_month, first.usd_difference, first.percent) == (Decimal(180), None, None)
    assert (more.total.usd_per_month, more.usd_difference, more.percent) == (Decimal(270), Decimal(90), Decimal(50))
    assert (less.usd_difference, less.percent) == (Decimal(-90), Decimal(-50))
    assert more.seconds_difference == 0.0


def test_seconds_differ_with_the_steps_and_are_unknown_for_batch() -> None:
    (row,) = table(ONE, load(tool_seconds=0, steps=2)).totals
    assert row.cells[0] is not None
    assert row.cells[1] is not None
    assert row.cells[0].total.run_seconds is not None
    assert row.cells[1].seconds_difference == pytest.approx(
        (row.cells[1].total.run_seconds or 0) - row.cells[0].total.run_seconds
    )
    assert (row.cells[1].seconds_difference or 0) > 0
    unknown = side()
    total = replace(unknown.saved.totals[0], run_seconds=None)
    batch = replace(unknown, saved=replace(unknown.saved, totals=(total,)))
    (without,) = side_by_side([side(), batch]).totals
    assert without.cells[1] is not None
    assert without.cells[1].seconds_difference is None
    assert without.cells[1].percent == 0


def test_an_offer_of_one_side_alone_has_no_differences() -> None:
    found = table(ONE, replace(ONE, offers=("b/m",)))
    assert [(row.offer_id, [cell is not None for cell in row.cells]) for row in found.totals] == [
        ("a/m", [True, False]),
        ("b/m", [False, True]),
    ]
    only = found.totals[1].cells[1]
    assert only is not None
    assert (only.usd_difference, only.percent, only.seconds_difference) == (None, None, None)


def test_the_cheapest_of_each_side_is_compared_whatever_its_model() -> None:
    # a/m $180, b/m 1,000 x $3 + 500 x $10 = $0.008, $240 per month.
    first, second = table(replace(ONE, offers=("b/m", "a/m")), replace(ONE, offers=("b/m",))).cheapest
    assert first is not None
    assert second is not None
    assert (first.total.offer_id, second.total.offer_id) == ("a/m", "b/m")
    assert second.usd_difference == Decimal(60)


def test_a_side_without_any_estimate_has_no_cheapest() -> None:
    batch_agent = load(service_tier="batch")  # no batch price is published, so it is refused
    assert table(ONE, batch_agent).cheapest[1] is None
    assert table(batch_agent, ONE).cheapest[1] is not None
