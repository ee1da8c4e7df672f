"""Why a bill differs from our prices, one cause at a time, and that the causes add up."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.core.models.catalogue import Offer
from planner.core.models.rates import DatedCard, RateCard, VariantCard
from planner.core.usage.calls import Key
from planner.core.usage.difference import Difference, difference
from tests.core.build import NOW, card, offer, rate
from tests.core.usage.logs import DAY_START, calls

RATES = RateCard(
    input=rate("1", (1_000_000, "2")), output=rate("10"), cache_read=rate("0.1"), cache_write=rate("1.25"),
    cache_write_1h=rate("2"),
)  # fmt: skip
BATCH = VariantCard((("processing", "batch"),), card(input="0.5", output="5", cache_read="0.05"))
OFFER = offer(cards=(DatedCard(RATES),), variants=(BATCH,))
CALL = {"input": 1e6, "cache_read": 6e5, "cache_write": 1e5, "output": 1e5}
"""300,000 x 1 + 600,000 x 0.1 + 100,000 x 1.25 + 100,000 x 10 dollars a million: $1.485."""


def found(*rows: dict[str, Any], offers: dict[int, Offer | None] | None = None) -> Difference:
    answer = difference(calls(rows), offers or {0: OFFER}, now=NOW)
    assert answer is not None
    assert sum(cause.usd for cause in answer.causes) == pytest.approx(answer.billed_usd - answer.ours_usd, abs=1e-5)
    return answer


@pytest.mark.parametrize(
    ("changes", "usd", "code", "less"),
    [
        ({}, 1.49, "rounding", 0.005),
        ({}, 0.15 + 0.03 + 0.125 + 0.5, "tier", None),
        ({}, 2.0, "cache", 0.515),
        ({}, 0.3 + 0.06 + 0.2 + 1.0, "cache_1h", 0.075),
        ({"input": 2e6, "cache_read": 0.0, "cache_write": 0.0}, 3.0, "long_context", -2.0),
        ({}, 1.485 * 1.1, "markup", None),
        ({}, 1.485 * 0.8, "discount", None),
        ({"cache_read": float("nan"), "cache_write": 0.0}, 1.5, "cache", -0.5),
    ],
)
def test_each_cause(changes: dict[str, float], usd: float, code: str, less: float | None) -> None:
    answer = found({**CALL, **changes, "usd": usd})
    assert [cause.code for cause in answer.causes] == [code]
    if less is not None:
        assert answer.causes[0].usd == pytest.approx(less)


def test_a_bill_by_our_prices_has_no_cause() -> None:
    assert found({**CALL, "usd": 1.485}).causes == ()


def test_a_tier_of_the_log_that_was_not_granted() -> None:
    answer = found({**CALL, "key": Key("m", tier="batch"), "usd": 1.485})
    assert [cause.text for cause in answer.causes] == ["billed at standard rates, where the log says another tier"]


def test_models_that_are_not_known_and_calls_without_dollars() -> None:
    other = {**CALL, "key": Key("x"), "usd": 7.0}
    answer = found({**CALL, "usd": 1.485}, {**CALL, "input": 2e6}, other, offers={0: OFFER, 1: None})
    assert [(cause.code, cause.calls) for cause in answer.causes] == [("unpriced", 1), ("not_billed", 1)]


def test_a_cost_report_is_set_against_the_calls_of_its_days() -> None:
    """Two calls of one day for $3.267, 10 % above ours; a web search beside them; another day without its bill."""
    report = {"n": 0.0, "usd": 2 * 1.485 * 1.1}
    search = {"n": 0.0, "usd": 0.4, "key": Key("web search")}
    answer = found(CALL, CALL, report, search, {**CALL, "start": DAY_START + 86_400}, offers={0: OFFER, 1: None})
    assert {cause.code: round(cause.usd, 4) for cause in answer.causes} == {
        "not_billed": -1.485, "fees": 0.4, "markup": 0.297,
    }  # fmt: skip
    assert answer.billed_usd == pytest.approx(3.667) and answer.ours_usd == pytest.approx(3 * 1.485)


def test_without_dollars_or_prices_there_is_nothing_to_explain() -> None:
    assert difference(calls([CALL]), {0: OFFER}, now=NOW) is None
    assert difference(calls([{**CALL, "usd": 1.0}]), {0: None}, now=NOW) is None


ROWS = st.fixed_dictionaries({
    "key": st.sampled_from([Key("m"), Key("m", tier="batch"), Key("x")]), "n": st.sampled_from([0.0, 1.0, 3.0]),
    "start": st.sampled_from([DAY_START, DAY_START + 90_000, float("nan")]),
    "usd": st.sampled_from([float("nan"), 0.0, 0.5, 1.485, 2.0, 9.0]), "input": st.sampled_from([1e3, 1e6, 4e6]),
    "cache_read": st.sampled_from([float("nan"), 0.0, 1e3]), "output": st.sampled_from([float("nan"), 1e5]),
})  # fmt: skip


@given(st.lists(ROWS, min_size=1, max_size=12))
def test_causes_always_add_up(rows: list[dict[str, Any]]) -> None:
    table = calls(rows)
    offers = {place: OFFER if key.model == "m" else None for place, key in enumerate(table.keys)}
    answer = difference(table, offers, now=NOW)
    if answer is not None:
        billed = sum(cause.usd for cause in answer.causes)
        assert billed == pytest.approx(answer.billed_usd - answer.ours_usd, abs=1e-4)
