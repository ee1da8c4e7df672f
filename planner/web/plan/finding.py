"""The finding: one sentence that says what this costs and how long it takes, and where the difference comes from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from planner.core.results import Difference, Estimate, Pair
from planner.core.workload import Workload
from planner.web import filters
from planner.web.present.amounts import unit_of, usd_of
from planner.web.present.context_fit import fits, full_flag, outgrown, where_full

SMALL = Decimal("0.02")
"""Shares of the month below this are not worth naming in the sentence."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the sentence: plain, strong (a number that matters) or pick (the one thing to change in place)."""

    text: str
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """The sentence in pieces, and what follows it in smaller type."""

    pieces: tuple[Piece, ...]
    follow: tuple[str, ...] = ()

    @property
    def plain(self) -> str:
        return "".join(piece.text for piece in self.pieces)


def find(pairs: Sequence[Pair], focus: Pair, workload: Workload) -> Finding:
    """The finding on `focus`, beside the others."""
    on = focus.on
    if not any(isinstance(side, Estimate) for pair in pairs for side in (pair.on, pair.off)):
        return _none(pairs)
    if not isinstance(on, Estimate):
        return _only_off(pairs, focus, workload)
    if not fits(on):
        return _cannot(pairs, focus, on, workload)
    pieces = [Piece(focus.name, "pick"), Piece(" costs "), _price(on)]
    pieces += _against_off(focus, on, noun(workload))
    pieces += _time(focus, on, workload)
    return Finding(tuple(pieces), follow(pairs, focus, on))


def noun(workload: Workload) -> str:
    """What is being paid for, in a word or two."""
    if workload.step_kind == "user_turn":
        return "these conversations"
    return "this agent" if workload.steps > 1 else "this work"


def _price(estimate: Estimate) -> Piece:
    return Piece(f"{filters.money(usd_of(estimate))} a {unit_of(estimate)}", "strong")


def _none(pairs: Sequence[Pair]) -> Finding:
    """No model gives a figure: the reasons, the commonest first."""
    reasons = [filters.sentence(p.on.text) for p in pairs if not isinstance(p.on, Estimate)]
    by_number = sorted(dict.fromkeys(reasons), key=lambda reason: -reasons.count(reason))
    said = "This model gives no figure" if len(pairs) == 1 else "None of these models gives a figure"
    return Finding((Piece(f"{said} for this plan."),), tuple(by_number[:2]))


def _only_off(pairs: Sequence[Pair], focus: Pair, workload: Workload) -> Finding:
    """A model that gives no figure with thinking: what it does cost, or why it costs nothing we can name."""
    why = "" if isinstance(focus.on, Estimate) else filters.sentence(focus.on.text)
    if not isinstance(focus.off, Estimate):
        return Finding((Piece(focus.name, "pick"), Piece(" gives no figure here.")), (why,))
    if not fits(focus.off):
        found = _cannot(pairs, focus, focus.off, workload)
        return Finding(found.pieces, tuple(s for s in (why, *found.follow) if s))
    pieces = (Piece(focus.name, "pick"), Piece(" costs "), _price(focus.off), Piece(" without thinking."))
    return Finding(pieces, tuple(s for s in (why, outgrown(focus.off)) if s))


# ---------- what cannot be done


def _cannot(pairs: Sequence[Pair], focus: Pair, side: Estimate, workload: Workload) -> Finding:
    """A run that outgrows the window: that comes first, then what can be used instead, and last what it would cost."""
    flag = full_flag(side)
    doing = "do this work" if workload.steps == 1 else "finish such a run"
    where = where_full(flag.step if flag else None, workload.steps)
    pieces = (
        Piece(focus.name, "pick"), Piece(f" cannot {doing}: its context is "), Piece(where, "strong"), Piece("."),
    )  # fmt: skip
    price = f"Its figures below are as if it fitted: {_price(side).text}."
    return Finding(pieces, (*_instead(pairs, focus), price))


def _instead(pairs: Sequence[Pair], focus: Pair) -> Iterator[str]:
    """What can be used: the model without thinking, another model with it, or another without."""
    if isinstance(focus.on, Estimate) and isinstance(focus.off, Estimate) and fits(focus.off):
        yield f"Without thinking {focus.off.model_name} can, at {_price(focus.off).text}."
    thinking = [pair for pair in pairs if isinstance(pair.on, Estimate) and fits(pair.on)]
    silent = [pair.off for pair in pairs if isinstance(pair.off, Estimate) and fits(pair.off)]
    if thinking:
        yield _best(pairs, focus) or f"{thinking[0].name} can, with thinking."
    elif silent:
        best = min(silent, key=lambda side: side.cost.usd_per_run)
        yield f"None of these can with thinking; without it {best.model_name} is cheapest at {_price(best).text}."
    elif len(pairs) > 1:
        yield f"None of these {filters.in_words(len(pairs))} models can."


# ---------- against not thinking


def _against_off(pair: Pair, on: Estimate, thing: str) -> list[Piece]:
    off, parts = pair.off, pair.difference
    if not isinstance(off, Estimate) or parts is None:
        return [Piece(f" for {thing}")]
    if off.offer.id == on.offer.id:
        return [Piece(f" for {thing}{_times(on, off)}")]
    if not on.cost.runs_per_month:
        # The parts of the difference are those of a month: without runs only the two prices can be told.
        return [Piece(f" for {thing}, {off.model_name} without thinking {filters.money(off.cost.usd_per_run)}")]
    return [Piece(_apart(parts, off.model_name, on.cost.usd_per_month))]


def _times(on: Estimate, off: Estimate) -> str:
    if not off.cost.usd_per_run:
        return ""
    ratio = on.cost.usd_per_run / off.cost.usd_per_run
    if Decimal("0.97") <= ratio <= Decimal("1.05"):
        return ", hardly more than without thinking"
    if ratio < 1:
        return f", {filters.percent(1 - ratio)} less than without thinking"
    if ratio < Decimal("1.95"):
        return f", {filters.percent(ratio - 1)} more than without thinking"
    return f", {filters.ratio(ratio)} times what it costs without thinking"


def _apart(parts: Difference, partner: str, month_usd: Decimal) -> str:
    """What thinking adds, told apart from the other prices of the partner's offer."""
    thinking = parts.thinking_usd + parts.rereading_usd + parts.answer_usd
    prices = parts.price_usd + parts.cache_usd
    said = f": thinking {'adds' if thinking >= 0 else 'saves'} {filters.money(abs(thinking))}"
    if abs(prices) <= SMALL * month_usd:
        return f"{said} over {partner}"
    name = price_name(parts)
    verb = "saves" if name == "caching" else "save"
    if prices < 0:
        return f"{said}, cheaper {name} than {partner}’s {verb} {filters.money(-prices)}"
    return f"{said}, dearer {name} than {partner}’s {filters.money(prices)} more"


def price_name(parts: Difference) -> str:
    """Which of the partner's prices differ enough to be named."""
    token, cache = abs(parts.price_usd), abs(parts.cache_usd)
    if cache >= 4 * token:
        return "caching"
    return "tokens" if token >= 4 * cache else "tokens and caching"


def _time(pair: Pair, on: Estimate, workload: Workload) -> list[Piece]:
    """The second number: how long a run takes; without seconds (batch) what a run costs."""
    if on.latency is None:
        return [
            Piece(", or "),
            Piece(f"{filters.money(on.cost.usd_per_run)} a run", "strong"),
            Piece(", done within a day."),
        ]
    seconds = on.latency.run.p50
    thing = "a run" if workload.steps > 1 else "an answer"
    pieces = [Piece(f", and {thing} takes "), Piece(filters.duration(seconds), "strong")]
    off = pair.off
    if isinstance(off, Estimate) and off.latency:
        here, there = filters.duration(seconds), filters.duration(off.latency.run.p50)
        pieces.append(Piece(", as without." if here == there else f", not {_short(here, there)}."))
    else:
        pieces.append(Piece("."))
    return pieces


def _short(here: str, there: str) -> str:
    """The second of two durations without its unit, where that is the first one's: 33 min, not 73."""
    (*_, unit), (number, *rest) = here.split(), there.split()
    return number if rest == [unit] and len(here.split()) == 2 else there


# ---------- what follows


def follow(pairs: Sequence[Pair], focus: Pair, on: Estimate) -> tuple[str, ...]:
    """The share of runs that outgrow the window, the band where there is one, then the cheapest and the quickest."""
    said = [outgrown(on)]
    if on.cost.month_band:
        low, high = filters.brief(on.cost.month_band.p10), filters.brief(on.cost.month_band.p90)
        if low != high:
            said.append(f"This is the expected bill; its 80% range is ${low} to ${high}.")
    said.append(_best(pairs, focus))
    return tuple(s for s in said if s)


def _best(pairs: Sequence[Pair], focus: Pair) -> str:
    """Among those that can finish the run: what cannot is neither cheap nor quick."""
    known = [(p, p.on) for p in pairs if isinstance(p.on, Estimate)]
    thinking = [(p, on) for p, on in known if fits(on)]
    if len(thinking) == 1 < len(known):
        return f"With thinking, only {thinking[0][0].name} can finish it."
    timed = [(p, e, e.latency.run.p50) for p, e in thinking if e.latency]
    if len(thinking) < 2:
        return ""
    cheap, its = min(thinking, key=lambda pair: pair[1].cost.usd_per_run)
    price = _price(its).text
    if not timed:
        return (
            f"With thinking, {cheap.name} is cheapest at {price}."
            if cheap is not focus
            else "It is the cheapest of these."
        )
    quick, _, seconds = min(timed, key=lambda found: found[2])
    if cheap is focus and quick is focus:
        return "With thinking, none of these is cheaper or quicker."
    if cheap is quick:
        quickest = f"quickest, at {filters.duration(seconds)} a run"
        return f"With thinking, {cheap.name} is both cheapest, at {price}, and {quickest}."
    first = "it is the cheapest" if cheap is focus else f"{cheap.name} is cheapest at {price}"
    second = "it is the quickest" if quick is focus else f"{quick.name} quickest at {filters.duration(seconds)} a run"
    return f"With thinking, {first}, and {second}."
