"""The closed form of a run against the plain sum over its calls, exactly; and the float form of many against it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from planner.core.cost.caching import CachePlan, plan_cache
from planner.core.cost.loop import Stretch, walk
from planner.core.cost.pricing import tier_starts
from planner.core.cost.quote import token_lines
from planner.core.cost.run_shape import RunShape, first_step_above, first_step_from
from planner.core.models.catalogue import HostCache
from planner.core.models.rates import Rate, RateCard
from planner.core.ranking.price_table import PriceTable, compile_table
from planner.core.ranking.vector_shapes import Plans, Shapes, calls_from, first_above
from planner.core.ranking.vector_tokens import sums_of, tokens_usd
from planner.core.tokens.output_length import CallTime
from planner.core.workload import CacheSettings, Workload
from tests.core.budget.inputs import bounded
from tests.core.build import NOW, DatedCard, offer, rate

ZERO, ONE, MILLION = Decimal(0), Decimal(1), Decimal(1_000_000)
TIERS = (32_000, 128_000, 200_000, 272_000)


@dataclass(frozen=True, slots=True)
class Billed:
    """One call's tokens by what they are billed as."""

    sent: Decimal
    fresh: Decimal
    read: Decimal
    write: Decimal


def plain_calls(shape: RunShape, plan: CachePlan) -> list[Billed]:
    """Call by call: C_k = S + (k-1) g, hit_k = h C_{k-1} once C_{k-1} fills the minimum."""
    calls: list[Billed] = []
    sent = before = ZERO
    for k in range(1, shape.steps + 1):
        sent = shape.start if k == 1 else sent + shape.growth
        if k == 1:
            read = plan.prefix_hit * shape.shared
        else:
            read = plan.loop_hit * before if before >= plan.minimum_tokens else ZERO
        write = plain_write(shape, plan, sent, read)
        calls.append(Billed(sent, sent - read - write, read, write))
        before = sent
    return calls


def plain_write(shape: RunShape, plan: CachePlan, sent: Decimal, read: Decimal) -> Decimal:
    """Misses that a later call can read: the shared prefix of a single call, every cacheable miss of a loop."""
    if plan.writes is None:
        return ZERO
    if shape.steps > 1:
        return sent - read if sent >= plan.minimum_tokens else ZERO
    reusable = plan.prefix_given or (shape.shared > 0 and shape.shared >= plan.minimum_tokens)
    return shape.shared - read if reusable else ZERO


def plain_usd(shape: RunShape, plan: CachePlan, card: RateCard) -> Decimal:
    """Every call at the rates of its own total input."""
    usd = ZERO
    for call in plain_calls(shape, plan):
        prices = {
            "fresh": card.input,
            "read": card.cache_read,
            "write": getattr(card, plan.writes) if plan.writes else None,
        }
        usd += sum((getattr(call, k) * p.at(call.sent) for k, p in prices.items() if p), ZERO)
        assert card.output is not None
        usd += shape.reasoning * (card.reasoning or card.output).at(call.sent)
        usd += shape.visible * card.output.at(call.sent)
    return usd / MILLION


def walked_usd(shape: RunShape, plan: CachePlan, card: RateCard) -> Decimal:
    lines = token_lines(walk(shape, plan, tier_starts(card)), card, plan.writes)
    return sum((line.usd for line in lines), ZERO)


whole = st.integers(0, 60_000).map(Decimal)
tokens = whole | st.decimals(1, 60_000, places=1)
shares = st.sampled_from([Decimal(x) for x in ("0", "0.25", "0.6", "0.9", "0.7712", "1")])
rates_usd = st.integers(0, 4_000).map(lambda n: Decimal(n) / 100)


@st.composite
def shapes(draw: st.DrawFn) -> RunShape:
    """Runs of every keep rule: what is kept of the reasoning is part of the growth, none, some or all."""
    shared, own = draw(tokens), draw(tokens)
    reasoning, visible, result = draw(tokens), draw(tokens), draw(tokens)
    kept = draw(st.sampled_from((ZERO, reasoning)))
    growth = draw(st.sampled_from((ZERO, visible + result + kept, (visible + result + kept) / 100)))
    steps = draw(st.sampled_from((1, 2, 3, 300, 1000)) | st.integers(1, 1000))
    return RunShape(shared + own, shared, growth, reasoning, visible, steps)


@st.composite
def plans(draw: st.DrawFn) -> CachePlan:
    """Plans with their rates given or derived; derived ones without the rounding to whole tokens."""
    return CachePlan(
        prefix_hit=draw(shares),
        loop_hit=draw(shares),
        minimum_tokens=draw(st.sampled_from([Decimal(m) for m in (0, 1024, 4096, 40_000)]) | whole),
        writes=draw(st.sampled_from((None, "cache_write", "cache_write_1h"))),
        ttl_seconds=300.0,
        expiry_chance=0.0,
        derived=False,
        prefix_given=draw(st.booleans()),
    )


@st.composite
def cards(draw: st.DrawFn) -> RateCard:
    """Cards with up to two thresholds, not always the same for every rate."""
    starts = draw(st.lists(st.sampled_from(TIERS), max_size=2, unique=True).map(sorted))

    def priced() -> Rate:
        tiered = starts if draw(st.booleans()) else starts[:1]
        return Rate(draw(rates_usd), tuple((start, draw(rates_usd)) for start in tiered))

    return RateCard(
        input=priced(),
        output=priced(),
        cache_read=priced(),
        cache_write=priced(),
        cache_write_1h=priced(),
        reasoning=draw(st.none() | st.builds(priced)),
    )


@bounded(150)
@given(shapes(), plans(), cards())
def test_a_run_costs_what_its_calls_cost(shape: RunShape, plan: CachePlan, card: RateCard) -> None:
    assert walked_usd(shape, plan, card) == plain_usd(shape, plan, card)


@bounded(150)
@given(shapes(), plans())
def test_a_run_sends_what_its_calls_send(shape: RunShape, plan: CachePlan) -> None:
    stretches, calls = walk(shape, plan, TIERS), plain_calls(shape, plan)
    assert [s.first for s in stretches] == [1, *(s.last + 1 for s in stretches[:-1])]
    assert stretches[-1].last == shape.steps
    for stretch in stretches:
        own = calls[stretch.first - 1 : stretch.last]
        for kind in ("fresh", "read", "write"):
            assert getattr(stretch, kind) == sum((getattr(call, kind) for call in own), ZERO), kind
        above = {max((t for t in TIERS if call.sent > t), default=None) for call in own}
        assert above == {stretch.tier_start}


@bounded(150)
@given(shapes(), tokens.map(lambda t: t * 20))
def test_the_crossing_step_is_the_first_call_beyond(shape: RunShape, limit: Decimal) -> None:
    sent = [shape.context(k) for k in range(1, shape.steps + 1)]
    assert first_step_above(shape, limit) == next((k for k, c in enumerate(sent, 1) if c > limit), None)
    assert first_step_from(shape, limit) == next((k for k, c in enumerate(sent, 1) if c >= limit), None)


@pytest.mark.parametrize(("start", "first"), [(199_999, 3), (200_000, 2), (200_001, 1)])
def test_a_threshold_is_crossed_above_it_not_at_it(start: int, first: int) -> None:
    shape = RunShape(Decimal(start), ZERO, ONE, ZERO, ZERO, 5)
    assert first_step_above(shape, Decimal(200_000)) == first


def with_derived(plan: CachePlan) -> CachePlan:
    return replace(plan, derived=True)


@bounded(100)
@given(shapes(), plans().map(with_derived), cards())
def test_rounding_to_whole_tokens_moves_no_token_and_little_money(
    shape: RunShape, plan: CachePlan, card: RateCard
) -> None:
    rounded, plain = walk(shape, plan, TIERS), walk(shape, replace(plan, derived=False), TIERS)
    for a, b in zip(rounded, plain, strict=True):
        assert a.fresh + a.read + a.write == b.fresh + b.read + b.write
        assert min(a.fresh, a.read, a.write) >= 0
        assert a.read == a.read.to_integral_value()
        assert abs(a.read - b.read) <= Decimal("0.5")
        assert abs(a.write - b.write) <= 1


MODES = ("auto", "off", "5m", "1h")


@bounded(60)
@given(
    shapes(),
    cards(),
    st.sampled_from(MODES),
    st.none() | st.sampled_from((0.0, 0.5, 1.0)),
    st.none() | st.sampled_from((0.0, 0.9, 1.0)),
    st.sampled_from((60, 1024, 4096)),
    st.sampled_from((0, 290, 4000)),
)
def test_every_cache_mode_adds_up_call_by_call(
    shape: RunShape, card: RateCard, mode: str, prefix: float | None, loop: float | None, minimum: int, wait: int
) -> None:
    cache = HostCache("explicit", 300.0, minimum, 0.77, ("5m", "1h"))
    settings = CacheSettings(mode, prefix, loop)  # type: ignore[arg-type]
    load = Workload(
        steps=shape.steps, shared_prefix_tokens=float(shape.shared), tool_seconds=wait, cache=settings, runs_per_day=500
    )
    plan = replace(plan_cache(load, cache, card, CallTime(2.0, 8.0, 0.5)), derived=False)
    assert walked_usd(shape, plan, card) == plain_usd(shape, plan, card)


def fleet(runs: list[tuple[RunShape, CachePlan]]) -> tuple[Shapes, Plans]:
    """The runs as arrays; all of one number of steps."""

    def column(values: list[Decimal]) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
        return np.array([float(v) for v in values])

    s, p = [shape for shape, _ in runs], [plan for _, plan in runs]
    return Shapes(
        *(column([getattr(x, name) for x in s]) for name in ("start", "shared", "growth", "reasoning", "visible")),
        steps=s[0].steps,
    ), Plans(
        *(column([getattr(x, name) for x in p]) for name in ("prefix_hit", "loop_hit", "minimum_tokens")),
        writes=np.array([x.writes is not None for x in p]),
        derived=np.array([x.derived for x in p]),
        prefix_given=np.array([x.prefix_given for x in p]),
    )


def table_of(row: list[RateCard]) -> PriceTable:
    return compile_table([offer(f"h/{i}", cards=(DatedCard(c),)) for i, c in enumerate(row)], NOW)


either = plans() | plans().map(with_derived)
run_rows = st.lists(st.tuples(shapes(), either, cards()), min_size=1, max_size=6)


@bounded(150)
@given(run_rows, st.sampled_from((1, 2, 3, 300, 1000)) | st.integers(1, 1000))
def test_many_runs_at_once_cost_what_they_cost_one_by_one(
    rows: list[tuple[RunShape, CachePlan, RateCard]], steps: int
) -> None:
    """To 1e-9, rounding and thresholds included; writes at one rate name for all, as a workload has."""
    name = next((plan.writes for _, plan, _ in rows if plan.writes), "cache_write")
    rows = [(replace(s, steps=steps), replace(p, writes=p.writes and name), c) for s, p, c in rows]
    many, how = fleet([(s, p) for s, p, _ in rows])
    table = table_of([c for *_, c in rows])
    usd = tokens_usd(table, many, sums_of(many, how, table.starts), float(name == "cache_write_1h"))
    expected = [float(walked_usd(s, p, c)) for s, p, c in rows]
    np.testing.assert_allclose(usd, expected, rtol=1e-9, atol=1e-18)


@bounded(150)
@given(shapes(), tokens.map(lambda t: t * 20))
@example(RunShape(Decimal("0.1"), ZERO, Decimal("0.1"), ZERO, ZERO, 1000), Decimal("0.7"))
def test_the_float_crossing_step_is_the_exact_one(shape: RunShape, limit: Decimal) -> None:
    many, _ = fleet([(shape, CachePlan(ZERO, ZERO, ZERO, None, 0.0, 0.0, False))])
    asked = np.array([[float(limit)]])
    assert first_above(many, asked)[0, 0] == (first_step_above(shape, limit) or shape.steps + 1)
    steps = np.full(1, float(shape.steps))
    assert calls_from(many.start, many.growth, steps, asked)[0, 0] == (first_step_from(shape, limit) or shape.steps + 1)


def test_the_worked_agent_run_of_the_method() -> None:
    """Opus 4.5, ten steps, everything already sent read from cache: $0.3165, uncached $0.775."""
    card = RateCard(rate("5"), rate("25"), rate("0.5"), rate("6.25"))
    shape = RunShape(Decimal(4000), ZERO, Decimal(2000), ZERO, Decimal(500), 10)
    cached = CachePlan(ZERO, ONE, ZERO, "cache_write", 300.0, 0.0, derived=False)
    many, how = fleet([(shape, cached), (shape, replace(cached, loop_hit=ZERO, writes=None))])
    table = table_of([card, card])
    usd = tokens_usd(table, many, sums_of(many, how, table.starts), 0.0)
    assert usd == pytest.approx([0.3165, 0.775], rel=1e-12)


def test_the_plain_sum_sees_a_wrong_stretch() -> None:
    """A guard: what the properties above compare with does change with every part of a run."""
    shape = RunShape(Decimal(4000), Decimal(1000), Decimal(2000), Decimal(10), Decimal(500), 10)
    plan = CachePlan(Decimal("0.5"), Decimal("0.9"), Decimal(4096), "cache_write", 300.0, 0.0, derived=False)
    calls = plain_calls(shape, plan)
    assert [c.read for c in calls[:3]] == [500, 0, Decimal("0.9") * 6000]
    assert [c.write for c in calls[:3]] == [0, 6000, 8000 - Decimal("0.9") * 6000]
    assert isinstance(walk(shape, plan, ())[0], Stretch)
