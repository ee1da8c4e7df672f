"""Runs that summarise before the context is full: the closed form against the plain walk over every call."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.core.cost.caching import CachePlan
from planner.core.cost.drawn_calls import Course, Draws, lengths_of
from planner.core.cost.loop import walk
from planner.core.cost.pricing import tier_starts
from planner.core.cost.quote import token_lines
from planner.core.cost.run_shape import RunShape, first_step_above, first_step_from, largest_call
from planner.core.cost.vector_cost import mean_run_usd, reread_tokens, run_usd
from planner.core.models.rates import RateCard
from planner.core.ranking.vector_shapes import first_overflow, longest_call, plans_of, shapes_of
from planner.core.ranking.vector_tokens import reread, sums_of, tokens_usd
from tests.core.budget.inputs import bounded
from tests.core.build import rate
from tests.core.cost.test_loop_properties import TIERS, cards, either, plans, shapes, table_of, tokens

ZERO, MILLION = Decimal(0), Decimal(1_000_000)


@dataclass(frozen=True, slots=True)
class Call:
    """One call of a run: the step it belongs to, whether it is a summary, and what it is billed."""

    step: int
    is_summary: bool
    sent: Decimal
    read: Decimal
    write: Decimal


def plain_calls(shape: RunShape, plan: CachePlan) -> list[Call]:
    """docs/methodology.md, Compaction, call by call: no closed form, no legs."""
    calls: list[Call] = []
    context, before = shape.start, None

    def bill(step: int, *, is_summary: bool) -> None:
        if before is None:
            read = plan.prefix_hit * shape.shared
        else:
            read = plan.loop_hit * before if before >= plan.minimum_tokens else ZERO
        write = ZERO
        if plan.writes is not None:
            if shape.steps > 1:
                write = context - read if context >= plan.minimum_tokens else ZERO
            elif plan.prefix_given or (shape.shared > 0 and shape.shared >= plan.minimum_tokens):
                write = shape.shared - read
        calls.append(Call(step, is_summary, context, read, write))

    for step in range(1, shape.steps + 1):
        if step > 1:
            context += shape.growth
            if shape.limit is not None and context > shape.limit:
                bill(step, is_summary=True)
                before, context = shape.start, shape.start + shape.summary
        bill(step, is_summary=False)
        before = context
    return calls


def plain_usd(shape: RunShape, plan: CachePlan, card: RateCard) -> Decimal:
    """Every call at the rates of its own input."""
    usd = ZERO
    assert card.input is not None and card.output is not None
    for call in plain_calls(shape, plan):
        usd += (call.sent - call.read - call.write) * card.input.at(call.sent)
        usd += call.read * card.cache_read.at(call.sent) if card.cache_read else ZERO
        write = getattr(card, plan.writes) if plan.writes else None
        usd += call.write * write.at(call.sent) if write else ZERO
        if call.is_summary:
            usd += shape.summary * card.output.at(call.sent)
        else:
            usd += shape.reasoning * (card.reasoning or card.output).at(call.sent)
            usd += shape.visible * card.output.at(call.sent)
    return usd / MILLION


def walked_usd(shape: RunShape, plan: CachePlan, card: RateCard) -> Decimal:
    lines = token_lines(walk(shape, plan, tier_starts(card)), card, plan.writes)
    return sum((line.usd for line in lines), ZERO)


@st.composite
def compacting(draw: st.DrawFn) -> RunShape:
    """Shapes whose limit is reached often, seldom, at once or never, with summaries short and long."""
    shape = draw(shapes())
    longest = shape.start + (shape.steps - 1) * shape.growth
    limit = draw(tokens | st.sampled_from((shape.start, longest, longest / 3, longest / 7, longest * 2)))
    return replace(shape, limit=limit, summary=draw(tokens | st.just(shape.growth)))


@bounded(300)
@given(compacting(), plans(), cards())
def test_a_compacting_run_costs_what_its_calls_cost(shape: RunShape, plan: CachePlan, card: RateCard) -> None:
    assert walked_usd(shape, plan, card) == plain_usd(shape, plan, card)


@bounded(200)
@given(compacting(), plans())
def test_its_summaries_context_and_crossings_are_those_of_the_plain_walk(shape: RunShape, plan: CachePlan) -> None:
    calls = plain_calls(shape, plan)
    steps = [call for call in calls if not call.is_summary]
    stretches = walk(shape, plan, TIERS)
    assert shape.compactions == len(calls) - len(steps) == sum(s.summaries for s in stretches)
    assert sum(s.summary for s in stretches) == shape.summary * shape.compactions
    assert sum(s.visible for s in stretches) == shape.visible * shape.steps
    assert [shape.context(call.step) for call in steps] == [call.sent for call in steps]
    assert largest_call(shape) == max(call.sent for call in calls)
    for limit in (*TIERS, steps[0].sent, steps[-1].sent):
        above = next((call.step for call in steps if call.sent > limit), None)
        reached = next((call.step for call in steps if call.sent >= limit), None)
        assert first_step_above(shape, Decimal(limit)) == above
        assert first_step_from(shape, Decimal(limit)) == reached


@bounded(200)
@given(compacting(), plans().map(lambda plan: replace(plan, prefix_given=True)), cards())
def test_drawn_runs_cost_what_the_exact_one_costs(shape: RunShape, plan: CachePlan, card: RateCard) -> None:
    drawn = Draws(*(np.full(3, float(n)) for n in (shape.reasoning, shape.visible, shape.growth)))
    np.testing.assert_allclose(run_usd(shape, drawn, plan, card), float(walked_usd(shape, plan, card)), rtol=1e-9)
    assert np.all(Course(shape, drawn).summaries == shape.compactions)
    fresh, read = reread_tokens(shape, drawn, plan)
    stretches = walk(shape, plan, ())
    assert read[0] == pytest.approx(float(sum(s.read for s in stretches)), rel=1e-9)
    assert fresh[0] == pytest.approx(float(sum(s.fresh + s.write for s in stretches)), rel=1e-9)


@bounded(200)
@given(compacting(), plans(), cards(), st.lists(st.floats(1, 1000), min_size=3, max_size=3))
def test_a_mean_over_lengths_is_that_of_runs_of_each_length(
    shape: RunShape, plan: CachePlan, card: RateCard, steps: list[float]
) -> None:
    """Runs of a mean length need not have whole steps; one that is shorter than a call reads nothing from cache."""
    several = replace(shape, steps=max(shape.steps, 2))
    factors = np.array([0.5, 1.0, 7.0])
    drawn = Draws(*(float(n) * factors for n in (shape.reasoning, shape.visible, shape.growth)))
    nodes = [(weight, np.full(3, many)) for weight, many in zip((0.25, 0.5, 0.25), steps, strict=True)]
    each = [weight * run_usd(several, replace(drawn, steps=many), plan, card) for weight, many in nodes]
    mean = mean_run_usd(several, drawn, plan, card, lengths_of(several.steps, nodes))
    np.testing.assert_allclose(mean, sum(each), rtol=1e-9, atol=1e-15)


@bounded(80)
@given(
    st.lists(st.tuples(compacting(), either, cards()), min_size=1, max_size=5),
    st.sampled_from((1, 2, 3, 300, 1000)) | st.integers(1, 1000),
    tokens,
    tokens.map(lambda t: t * 5),
)
def test_many_compacting_runs_at_once_are_the_runs_one_by_one(
    rows: list[tuple[RunShape, CachePlan, RateCard]], steps: int, summary: Decimal, window: Decimal
) -> None:
    name = next((plan.writes for _, plan, _ in rows if plan.writes), "cache_write")
    runs = [replace(s, steps=steps, summary=summary) for s, *_ in rows]
    how = [replace(p, writes=p.writes and name) for _, p, _ in rows]
    priced = [card for *_, card in rows]
    many, caches, table = shapes_of(runs, steps), plans_of(how), table_of(priced)
    usd = tokens_usd(table, many, sums_of(many, caches, table.starts), float(name == "cache_write_1h"))
    expected = [float(walked_usd(s, p, c)) for s, p, c in zip(runs, how, priced, strict=True)]
    np.testing.assert_allclose(usd, expected, rtol=1e-9, atol=1e-18)
    assert longest_call(many) == pytest.approx([float(largest_call(s)) for s in runs])
    fresh, read = reread(many, caches)
    for i, (shape, plan) in enumerate(zip(runs, how, strict=True)):
        calls = plain_calls(shape, plan)
        assert read[i] == pytest.approx(float(sum(c.read for c in calls)), rel=1e-9)
        assert fresh[i] + read[i] == pytest.approx(float(sum(c.sent for c in calls)), rel=1e-9)
    full = first_overflow(many, np.full(len(runs), float(window)))
    assert full.tolist() == [plain_overflow(s, p, window) for s, p in zip(runs, how, strict=True)]


def plain_overflow(shape: RunShape, plan: CachePlan, window: Decimal) -> int:
    """The first step whose call or summary does not fit, N + 1 where all do."""
    for call in plain_calls(shape, plan):
        output = shape.summary if call.is_summary else shape.reasoning + shape.visible
        if call.sent + output > window:
            return call.step
    return shape.steps + 1


@pytest.mark.parametrize(("limit", "summaries"), [(8_001, 0), (8_000, 0), (7_999, 1), (6_000, 1), (5_999, 2)])
def test_a_summary_is_made_above_the_limit_not_at_it(limit: int, summaries: int) -> None:
    """Contexts of 4,000, 6,000 and 8,000; after a summary of 500 the context is 4,500, then 6,500."""
    shape = RunShape(Decimal(4000), ZERO, Decimal(2000), ZERO, Decimal(500), 3, Decimal(limit), Decimal(500))
    assert shape.compactions == summaries


def test_the_worked_compaction() -> None:
    """Opus 4.5, S = 4,000, g = 2,000, four steps, limit 7,000, a summary of 1,000, all that was sent read from cache.

    Contexts 4,000, 6,000, a summary at 8,000, then 5,000 and 7,000. Read 0 + 4,000 + 6,000 + 4,000 + 5,000 = 19,000
    at 0.5; written 4,000 + 2,000 + 2,000 + 1,000 + 2,000 = 11,000 at 6.25; four answers of 500 and the summary at 25.
    """
    card = RateCard(rate("5"), rate("25"), rate("0.5"), rate("6.25"))
    plan = CachePlan(ZERO, Decimal(1), ZERO, "cache_write", 300.0, 0.0, derived=False)
    shape = RunShape(Decimal(4000), ZERO, Decimal(2000), ZERO, Decimal(500), 4, Decimal(7000), Decimal(1000))
    assert walked_usd(shape, plan, card) == Decimal("0.0095") + Decimal("0.06875") + Decimal("0.075")
