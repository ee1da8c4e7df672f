"""The float64 closed form and the exact one say the same, whatever the run looks like."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.core.cost.caching import CachePlan
from planner.core.cost.drawn_calls import Draws
from planner.core.cost.loop import walk
from planner.core.cost.pricing import tier_starts
from planner.core.cost.quote import token_lines
from planner.core.cost.run_shape import RunShape
from planner.core.cost.vector_cost import reread_tokens, run_usd
from planner.core.models.rates import RateCard
from tests.core.build import rate

TIERED = RateCard(
    input=rate("2", (20_000, "4"), (60_000, "5")),
    output=rate("10", (20_000, "15")),
    cache_read=rate("0.2", (20_000, "0.4")),
    cache_write=rate("2.5"),
)
tokens = st.integers(0, 30_000)
shares = st.sampled_from([Decimal(0), Decimal("0.25"), Decimal("0.9"), Decimal(1)])


@settings(max_examples=150, deadline=None)
@given(
    tokens,
    tokens,
    st.integers(0, 3000),
    st.integers(0, 3000),
    st.integers(0, 2000),
    st.integers(1, 400),
    shares,
    shares,
    st.sampled_from([0, 1024, 4096, 50_000]),
    st.booleans(),
    st.booleans(),
)
def test_arrays_agree_with_the_exact_walk(
    own: int,
    shared: int,
    tools: int,
    reasoning: int,
    visible: int,
    steps: int,
    prefix: Decimal,
    loop: Decimal,
    minimum: int,
    writes: bool,
    given_prefix: bool,
) -> None:
    prefix = prefix if given_prefix or shared >= minimum else Decimal(0)
    growth = tools + reasoning + visible
    shape = RunShape(*(Decimal(n) for n in (own + shared, shared, growth, reasoning, visible)), steps)
    plan = CachePlan(
        prefix,
        loop,
        Decimal(minimum),
        "cache_write" if writes else None,
        300.0,
        0.0,
        derived=False,
        prefix_given=given_prefix,
    )
    stretches = walk(shape, plan, tier_starts(TIERED))
    exact = sum((line.usd for line in token_lines(stretches, TIERED, plan.writes)), Decimal(0))
    drawn = Draws(*(np.full(3, float(n)) for n in (reasoning, visible, growth)))
    assert run_usd(shape, drawn, plan, TIERED) == pytest.approx(float(exact), rel=1e-9, abs=1e-12)
    fresh, read = reread_tokens(shape, drawn, plan)
    assert read[0] == pytest.approx(float(sum(s.read for s in stretches)))
    assert fresh[0] == pytest.approx(float(sum(s.fresh + s.write for s in stretches)))
