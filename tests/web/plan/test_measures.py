"""How the figures of the two measures are written."""

from __future__ import annotations

import pytest

from planner.web import filters
from planner.web.plan.measures.dollars import cents_figure
from planner.web.plan.measures.measure import Measure


@pytest.mark.parametrize(
    ("usd", "said"), [(0.104, "$0.10"), (1.83, "$1.83"), (9.999, "$10.00"), (61.7, "$61.70"), (147.2, "$147")]
)
def test_dollars_have_two_decimals_or_none(usd: float, said: str) -> None:
    assert filters.money_brief(usd) == said


@pytest.mark.parametrize(
    ("cents", "said"),
    [(0.0764, "0.076"), (0.104, "0.10"), (1.256, "1.26"), (9.999, "10.0"), (12.34, "12.3"), (147.2, "147")],
)
def test_cents_have_the_digits_of_dollars(cents: float, said: str) -> None:
    assert cents_figure(cents) == said


def test_two_figures_of_one_sentence_say_their_unit_once() -> None:
    cents = Measure("", "", "per question", lambda _: None, str, str, str, str)
    assert cents.instead("0.13 cents", "0.10 cents") == "0.13 instead of 0.10 cents per question"
    assert cents.instead("$1.72", "$3.32") == "$1.72 instead of $3.32 per question"
    time = Measure("", "", "per task", lambda _: None, str, str, str, filters.two, says_per=False)
    assert time.instead("6.1 min", "9.5 min") == "6.1 instead of 9.5 min"
