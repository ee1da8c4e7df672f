"""How the figures of the two measures are written."""

from __future__ import annotations

import pytest

from planner.web.plan.measures.dollars import three_digit_dollars


@pytest.mark.parametrize(
    ("usd", "said"), [(0.104, "$0.104"), (1.83, "$1.83"), (9.999, "$10.00"), (61.7, "$61.70"), (147.2, "$147")]
)
def test_dollars_have_two_decimals_or_none(usd: float, said: str) -> None:
    assert three_digit_dollars(usd) == said
