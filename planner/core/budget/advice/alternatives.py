"""Other offers that a line could use: those the user named, or every model with a profile.

Without names it is every model with a profile at its cheapest live host (of a closed model no host far below its
maker's price), and the line's own model there too. Models without a profile are left out: neither their thinking nor
their speed is known, so a cheap one would be suggested on a guess. Models that take other input, have too short a
context or would be overflowed by the line's runs are not tried. All are priced for one run. The forecast over every
month is made from the cheapest up, until `ENOUGH` of them meet every limit.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from planner.core.budget.advice.advice_types import Candidate
from planner.core.budget.advice.variant import LineOffer, Variant, first_day_offer, variant
from planner.core.budget.forecast import Forecast
from planner.core.budget.inputs import BudgetLine, Wish
from planner.core.cost.pricing import card_for
from planner.core.estimate.one_offer import prepare
from planner.core.estimate.terms import Prepared, Terms
from planner.core.models.catalogue import Catalogue, Offer, Profile
from planner.core.models.lifecycle.served import is_live
from planner.core.models.modes import mode_of
from planner.core.models.names.host_choice import answers_to_bare_names
from planner.core.models.offers.limits import overflow_step, window_of
from planner.core.models.offers.makers_price import against_maker
from planner.core.models.offers.purpose import inputs_of, unread
from planner.core.models.profile.scores import NEAREST, score_of
from planner.core.models.resolve import candidates, resolve_all
from planner.core.results import Refusal
from planner.core.workload import NO_OVERRIDES

ENOUGH = 16
"""Offers that meet every limit after which the search stops, since advice names only a few."""
Hosts = tuple[tuple[Offer, ...], ...]
HOSTS_TRIED = 2
"""Hosts of a model whose runs are priced exactly: those with the lowest list rates."""
INPUT_PER_OUTPUT = 4
"""Input tokens to one output token in that first sorting by list rates; the exact price decides among `HOSTS_TRIED`."""


@dataclass(frozen=True, slots=True)
class Option:
    """The line priced on another offer, with its seconds."""

    line: BudgetLine
    changed: Variant
    offer: LineOffer
    candidate: Candidate


def options_for(
    forecast: Forecast, index: int, catalogue: Catalogue, *, most: int = ENOUGH, hosts: Hosts | None = None
) -> tuple[Option, ...]:
    """The offers to consider for one line, those that meet every limit first, then by dollars over the period. At most
    `most` that meet every limit, and no more than ENOUGH where no offers were wished for. Raises BadInput for an offer
    that is not known. Offers that cannot do the work (no such tier, no price) are left out. `hosts`: the result of
    `hosts_of`, for callers with several lines."""
    offers = _as_good_first(forecast, index, considered(forecast, index, catalogue, hosts), catalogue)
    found = (_option(forecast, index, offer, catalogue) for offer in offers)
    kept = (option for option in found if option is not None and _holds_the_runs(forecast, index, option))
    chosen = kept if forecast.budget.wish.offers is not None else _enough(kept, min(most, ENOUGH))
    return tuple(sorted(chosen, key=lambda option: (bool(option.candidate.unmet), option.candidate.usd)))


def _as_good_first(forecast: Forecast, index: int, offers: list[Offer], catalogue: Catalogue) -> list[Offer]:
    """The cheapest offer that scores at least as well as the line's own now, then the others: so it is among those that
    are forecast, however many cheaper ones there are."""
    line, own = forecast.budget.lines[index], forecast.answer.lines[index]
    bench = forecast.budget.wish.bench or NEAREST.get(line.workload.task_class)
    now = score_percent(catalogue, own.offers[0], own.modes[0], bench)
    if not now:
        return offers
    for place, offer in enumerate(offers):
        mode = mode_of(offer, catalogue.profile_of(offer), own.modes[0])
        if (score_percent(catalogue, offer.id, mode, bench) or 0.0) >= now:
            return [offer, *offers[:place], *offers[place + 1 :]]
    return offers


def score_percent(
    catalogue: Catalogue, offer: str, mode: str, bench: str | None, *, exact: bool = False
) -> float | None:
    """The score of an offer's model on `bench`. None where nobody measured it, and, with `exact`, where it was measured
    only at another effort."""
    found = catalogue.offers.get(offer)
    score = score_of(catalogue.profile_of(found), mode, bench) if found and bench else None
    return score.percent if score and (score.exact or not exact) else None


def _enough(options: Iterable[Option], most: int) -> Iterator[Option]:
    """From the cheapest up, until `most` meet every limit."""
    met = 0
    for option in options:
        yield option
        met += not option.candidate.unmet
        if met == most:
            return


def considered(forecast: Forecast, index: int, catalogue: Catalogue, hosts: Hosts | None = None) -> list[Offer]:
    """The wished offers, or those to try where nothing was wished for."""
    wish = forecast.budget.wish
    if wish.offers is None:
        return _usual(forecast, index, catalogue, hosts or hosts_of(forecast, catalogue))
    named = resolve_all(catalogue, wish.offers, forecast.budget.start, field="wish.offers")
    return [one.offer for one in named]


def hosts_of(forecast: Forecast, catalogue: Catalogue) -> Hosts:
    """For each model with a profile, the HOSTS_TRIED live offers with the lowest list rates that meet the wish: the
    same for every line of the budget."""
    groups = (
        [catalogue.offers[i] for i in profile.offers if i in catalogue.offers]
        for profile in catalogue.profiles.values()
    )
    return tuple(_tried(forecast, group, catalogue) for group in groups)


def _tried(forecast: Forecast, group: Iterable[Offer], catalogue: Catalogue) -> tuple[Offer, ...]:
    day, wish = forecast.budget.start, forecast.budget.wish
    named = (offer for offer in group if answers_to_bare_names(catalogue, offer))
    sound = (offer for offer in named if not _is_resold(catalogue, offer, day))
    fitting = (offer for offer in sound if _fits(offer, wish, catalogue, day))
    return tuple(sorted(fitting, key=lambda offer: (_list_rate(offer, day), offer.id))[:HOSTS_TRIED])


def _usual(forecast: Forecast, index: int, catalogue: Catalogue, hosts: Hosts) -> list[Offer]:
    """The cheapest live host of each model that fits, unless it is where the line is already; cheapest run first."""
    task = forecast.priced_lines[index].task
    terms = _terms(forecast, index, catalogue)
    if catalogue.profile_of(task.offer) is None:
        alike = candidates(catalogue, task.offer.model_id.rsplit("/", 1)[-1])
        hosts = (*hosts, _tried(forecast, alike, catalogue))
    found = [_cheapest(terms, tried, task.mode) for tried in hosts if tried]
    others = [pair for pair in found if pair[1].id != task.offer.id]
    return [offer for _, offer in sorted(others, key=lambda pair: (pair[0], pair[1].id))]


def _is_resold(catalogue: Catalogue, offer: Offer, day: date) -> bool:
    """Whether the host sells a closed model far below its maker's price: not what a budget should be built on."""
    profile = catalogue.profile_of(offer)
    if profile and profile.open_weights.value:
        return False
    against = against_maker(catalogue, offer, day)
    return against is not None and against.share is not None


def _cheapest(terms: Terms, tried: Sequence[Offer], mode: str) -> tuple[Decimal, Offer]:
    """The offer of one model with the cheapest run in the mode closest to `mode`, and USD of that run."""
    return min(((_usd_per_run(terms, offer, mode), offer) for offer in tried), key=lambda pair: (pair[0], pair[1].id))


def _list_rate(offer: Offer, day: date) -> Decimal:
    card = card_for(offer, day)
    if card is None or card.input is None or card.output is None:
        return Decimal("Infinity")
    return card.input.base * INPUT_PER_OUTPUT + card.output.base


def _usd_per_run(terms: Terms, offer: Offer, mode: str) -> Decimal:
    answer = prepare(terms, offer, mode_of(offer, terms.catalogue.profile_of(offer), mode))
    return Decimal("Infinity") if isinstance(answer, Refusal) else answer.cost.usd_per_run


def _fits(offer: Offer, wish: Wish, catalogue: Catalogue, day: date) -> bool:
    """Whether it is live, takes the input and has the context, as far as that is known without working it out."""
    profile = catalogue.profile_of(offer)
    kinds = profile.inputs.value if profile else ("text",)
    is_long = wish.context_tokens is None or (window_of(offer, profile) or 0) >= wish.context_tokens
    return is_long and set(wish.inputs) <= set(kinds) and is_live(offer, profile, day)


def _terms(forecast: Forecast, index: int, catalogue: Catalogue) -> Terms:
    return forecast.priced_lines[index].task.terms(catalogue, forecast.budget.start)


def _option(forecast: Forecast, index: int, offer: Offer, catalogue: Catalogue) -> Option | None:
    """The line on another offer, in the mode closest to its own; None where that cannot do the work."""
    line = forecast.budget.lines[index]
    mode = mode_of(offer, catalogue.profile_of(offer), forecast.priced_lines[index].task.mode)
    moved = replace(line, offer=offer.id, thinking=mode, overrides=NO_OVERRIDES)
    changed = variant(forecast, index, moved, catalogue)
    served = first_day_offer(changed.priced_line, forecast.budget.seed)
    if served is None:
        return None
    return Option(moved, changed, served, _candidate(line, forecast.budget.wish, changed, served))


def _candidate(line: BudgetLine, wish: Wish, changed: Variant, offer: LineOffer) -> Candidate:
    return Candidate(
        line=line.name,
        offer=offer.offer.id,
        model=offer.model,
        mode=offer.mode,
        usd=changed.answer.usd,
        p50_seconds=offer.run.p50 if offer.run else None,
        p95_seconds=offer.run.p95 if offer.run else None,
        context_window=offer.context_window,
        unmet=tuple(unmet(wish, offer)),
    )


def _holds_the_runs(forecast: Forecast, index: int, option: Option) -> bool:
    """Whether an offer nobody wished for has the context that the runs need, where the line's own one has."""
    is_wished = forecast.budget.wish.offers is not None
    return (
        is_wished or not _overflows(option.changed.priced_line.first) or _overflows(forecast.priced_lines[index].first)
    )


def _overflows(prepared: Prepared | None) -> bool:
    """Whether its runs do not fit its context, or send what it does not read."""
    if prepared is None:
        return False
    window = window_of(prepared.inputs.offer, prepared.inputs.profile)
    inputs, reads = prepared.inputs, inputs_of(prepared.inputs.offer, prepared.inputs.profile)
    is_full = any(overflow_step(inputs, run, window) is not None for _, run in prepared.parts)
    return is_full or bool(unread(reads, inputs.card, inputs.workload))


def below_score(wish: Wish, profile: Profile | None, mode: str) -> str | None:
    """A sentence on a model whose score in `mode` is below `wish`, or not known; None otherwise."""
    if wish.score_at_least is None or wish.bench is None:
        return None
    score = score_of(profile, mode, wish.bench)
    if score is None:
        return f"it has no score on {wish.bench}"
    return None if score.percent >= wish.score_at_least else f"it scores {score.percent:g}% on {wish.bench}"


def unmet(wish: Wish, offer: LineOffer) -> Iterator[str]:
    """The limits of `wish` that an offer does not meet, in words; what is not known is not met."""
    p95 = offer.run.p95 if offer.run else None
    if wish.p95_seconds is not None and p95 is None:
        yield "batch promises no seconds"
    elif wish.p95_seconds is not None and p95 is not None and p95 > wish.p95_seconds:
        yield f"95% of runs take up to {p95:.3g} s"
    if wish.context_tokens is not None and (offer.context_window or 0) < wish.context_tokens:
        window = offer.context_window
        yield f"its context is {window:,} tokens" if window else "its context is not published"
    if low := below_score(wish, offer.profile, offer.mode):
        yield low
    known = offer.profile.inputs.value if offer.profile else ("text",)
    for kind in wish.inputs:
        if kind not in known:
            yield f"it takes no {kind}" if offer.profile else f"it is not known to take {kind}"
