"""One offer in one thinking mode for one workload: tokens, dollars, seconds, caveats and evidence, or a refusal."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import numpy as np

from planner.core.caveats.rules import caveats_of
from planner.core.caveats.situation import Situation
from planner.core.cost.drawn_calls import Floats
from planner.core.cost.summaries import summaries_of
from planner.core.cost.units import sent_units
from planner.core.estimate.bill import ONE, ZERO, fixed_usd, line_total, month_of, price, without_rereading
from planner.core.estimate.context_points import context_points
from planner.core.estimate.inputs import EstimateInputs
from planner.core.estimate.kept_answers import Worked, kept_answers, kept_runs, keys_of
from planner.core.estimate.offer_card import card_to_use
from planner.core.estimate.runs import Run, compute_run
from planner.core.estimate.solved import Solved, solved_of, solved_seconds, success_of
from planner.core.estimate.sources import fit_evidence, price_evidence, reasoning_evidence
from planner.core.estimate.terms import Parts, Prepared, Terms
from planner.core.latency.mean_seconds import band_of_mean_seconds
from planner.core.latency.seconds import Pace, in_a_loop, pace_of
from planner.core.latency.timing import is_batch, time_parts
from planner.core.lazy import Lazy, LazyFloats, Passing
from planner.core.models.catalogue import Offer, Profile
from planner.core.models.modes import settle
from planner.core.models.names.host_choice import makers_offer, served_by_maker
from planner.core.models.offers.limits import output_limit, window_of
from planner.core.models.offers.second_prices import disagreements
from planner.core.models.rates import RateCard
from planner.core.people import person_cost
from planner.core.results import NO_RATES, Cost, Estimate, Latency, Refusal, Rereading, Tokens
from planner.core.tokens.calibration import NOTHING_LEARNT
from planner.core.tokens.own_runs import with_own_steps
from planner.core.uncertainty.band import Band, TokenBands
from planner.core.uncertainty.draw_columns import draw_columns
from planner.core.uncertainty.quantiles import band_of, percentiles, tail_of
from planner.core.uncertainty.simulation import Outcome, band, centred, latency
from planner.core.uncertainty.steps import steps_range
from planner.core.workload import NO_OVERRIDES, Overrides, exact

ALIKE = 1e-9
"""Drawn dollars of runs that differ by less than this, relative, count as the same."""


def estimate(
    terms: Terms, offer: Offer, asked: str, *, overrides: Overrides = NO_OVERRIDES, partner: str | None = None
) -> Estimate | Refusal:
    """Estimate `offer` in the mode asked for, with its bands and tails, or say why it cannot be done.

    Answers are kept with the catalogue and given again for the same request at the same prices. Where only the number
    of runs changes, only the month is computed again.
    """

    def compute() -> Worked | Refusal:
        prepared = prepare(terms, offer, asked, overrides=overrides, partner=partner)
        if isinstance(prepared, Refusal):
            return prepared
        return Worked(prepared, answer(terms, prepared, Passing(lambda: outcome_of(terms, prepared))))

    def with_kept_runs() -> Estimate | Refusal:
        worked = kept_runs(terms.catalogue).get(keys.one_run, compute)
        if isinstance(worked, Refusal):
            return worked
        is_this = worked.prepared.inputs.workload is terms.workload
        return worked.estimate if is_this else _made_as_often(terms, worked)

    if terms.learnt is not NOTHING_LEARNT or terms.catalogue.offers.get(offer.id) is not offer:
        worked = compute()
        return worked if isinstance(worked, Refusal) else worked.estimate
    keys = keys_of(terms, offer, asked, overrides, partner)
    return kept_answers(terms.catalogue).get(keys.whole, with_kept_runs)


def _made_as_often(terms: Terms, worked: Worked) -> Estimate:
    """The estimate of the same runs with the number of runs in `terms`: only figures of a month or of a day's mean
    change."""
    old, found = worked.prepared, worked.estimate
    inputs = replace(old.inputs, workload=terms.workload)
    prepared = replace(old, inputs=inputs, cost=month_of(terms, inputs, old.parts, old.cost.lines))
    drawn = Passing(lambda: outcome_of(terms, prepared))
    month = prepared.cost
    cost = replace(found.cost, runs_per_month=month.runs_per_month, usd_per_month=month.usd_per_month)
    return replace(
        found,
        tokens=replace(found.tokens, bands=Lazy(lambda: _token_bands(drawn.get()))),
        cost=_with_month(terms, cost, drawn.get().month_usd),
        mean_seconds=_mean_seconds(terms, prepared),
    )


def outcome_of(terms: Terms, prepared: Prepared) -> Outcome:
    """Drawn runs of a month with the number of runs of the workload."""
    inputs, parts = prepared.inputs, prepared.parts
    return Outcome(
        inputs,
        [(float(part), run) for part, run in parts],
        fees_usd=float(fixed_usd(inputs, parts)),
        runs_per_month=float(prepared.cost.runs_per_month),
        seed=terms.seed,
    )


def prepare(
    terms: Terms, offer: Offer, asked: str, *, overrides: Overrides = NO_OVERRIDES, partner: str | None = None
) -> Prepared | Refusal:
    """Tokens and dollars alone, exactly: what ranking hosts needs."""
    profile = terms.catalogue.profile_of(offer)
    mode = settle(offer, profile, asked, partner)
    if isinstance(mode, Refusal):
        return mode
    card = card_to_use(terms, offer, profile, asked, overrides)
    if isinstance(card, Refusal):
        return card
    inputs = _inputs(terms, offer, profile, card, mode.mode, overrides)
    parts = parts_of(inputs, mode.mode)
    return Prepared(inputs, mode, parts, price(terms, inputs, parts))


def _inputs(
    terms: Terms, offer: Offer, profile: Profile | None, card: RateCard, mode: str, overrides: Overrides
) -> EstimateInputs:
    load = terms.workload
    own = overrides.reasoning_tokens_per_call
    factor = profile.tokenizer_factor.value if profile and profile.tokenizer_factor else 1.0
    inputs = EstimateInputs(
        workload=load,
        offer=offer,
        profile=profile,
        task_class=terms.catalogue.task_classes[load.task_class],
        estimator=terms.catalogue.estimator,
        card=card,
        pace=_pace(terms, offer, profile, mode, overrides),
        given_reasoning=own if own is not None else load.reasoning_tokens_per_call,
        cap=output_limit(load, offer, profile),
        token_scale=exact(factor) if load.token_basis == "o200k" else ONE,
        window=window_of(offer, profile),
        overrides=overrides,
        pace_off=_pace(terms, offer, profile, "off", overrides) if mode != "off" and load.thinking_share < 1 else None,
        learnt=terms.learnt,
        sent=sent_units(offer, card, load),
    )
    return with_own_steps(inputs, mode)


def inputs_of(terms: Terms, offer: Offer, mode: str) -> EstimateInputs:
    """An offer and a workload without a price: what its tokens depend on, without own runs."""
    plain = replace(terms, learnt=NOTHING_LEARNT)
    return _inputs(plain, offer, terms.catalogue.profile_of(offer), NO_RATES, mode, NO_OVERRIDES)


def _pace(terms: Terms, offer: Offer, profile: Profile | None, mode: str, overrides: Overrides) -> Pace:
    return pace_of(offer, profile, mode, loops=in_a_loop(terms.workload), overrides=overrides, on=terms.day)


def parts_of(inputs: EstimateInputs, mode: str) -> list[tuple[Decimal, Run]]:
    """The kinds of run an average run is made of: those that think, and where not all do, those that do not."""
    share = exact(inputs.workload.thinking_share)
    if mode == "off" or share == ONE:
        return [(ONE, compute_run(inputs, mode))]
    parts = [(share, compute_run(inputs, mode)), (ONE - share, compute_run(inputs, "off"))]
    return [part for part in parts if part[0] > 0]


def answer(terms: Terms, prepared: Prepared, drawn: Passing[Outcome]) -> Estimate:
    """The figures of a prepared estimate and its draws. Ranges that few readers ask for are computed when one does, and
    drawn again if the draws are gone by then."""
    inputs, parts, cost = prepared.inputs, prepared.parts, prepared.cost
    shares = [(float(share), run) for share, run in parts]
    thinker = parts[0][1]
    solved = solved_of(
        success_of(terms.workload, inputs.profile, prepared.mode.mode), terms.workload.max_tries, cost.usd_per_run
    )
    outcome = drawn.get()
    seconds, spread = latency(outcome.seconds)
    seconds = with_solved(seconds, outcome.seconds["run"] if outcome.seconds else None, solved, terms)
    run_usd = LazyFloats(lambda: _run_percents(drawn.get(), float(cost.usd_per_run)))
    disputes = disagreements(inputs.offer, terms.when, own=inputs.own_rates)
    situation = Situation(inputs, prepared.mode, thinker, terms.day, terms.catalogue, seconds, disputes)
    return Estimate(
        offer=inputs.offer,
        card=inputs.card,
        profile=inputs.profile,
        thinking=prepared.mode.mode,
        asked=prepared.mode.asked,
        tokens=_tokens(inputs, parts, Lazy(lambda: _token_bands(drawn.get()))),
        cost=_with_month(
            terms, replace(cost, drawn_run=Lazy(lambda: band_of(run_usd)), solved=solved), outcome.month_usd
        ),
        latency=seconds,
        time_parts=time_parts(inputs, shares),
        growth=Lazy(lambda: context_points(inputs, thinker)),
        context_window=window_of(inputs.offer, inputs.profile),
        caveats=caveats_of(situation),
        price_evidence=price_evidence(inputs, terms.catalogue),
        reasoning_evidence=reasoning_evidence(inputs, thinker.reasoning_fit),
        visible_evidence=fit_evidence(inputs, thinker.visible_fit),
        speed_evidence=None if is_batch(inputs) else thinker.pace.evidence,
        rereading=Lazy(lambda: rereading_of(terms, prepared)),
        run_spread=replace(spread, usd=run_usd),
        disputes=disputes,
        summaries=summaries_of(thinker.shape, thinker.cache, inputs.card),
        is_makers=served_by_maker(terms.catalogue, inputs.offer),
        makers_offer=makers_offer(terms.catalogue, inputs.offer),
        mean_seconds=_mean_seconds(terms, prepared),
    )


def _with_month(terms: Terms, cost: Cost, drawn_usd: Floats) -> Cost:
    """The cost with the range of the month around drawn dollars of it, and what a person's share of it is."""
    person = person_cost(terms.workload, cost.usd_per_run, cost.usd_per_month, terms.catalogue.published_costs)
    return replace(cost, month_band=band(centred(drawn_usd, float(cost.usd_per_month))), per_person=person)


def _mean_seconds(terms: Terms, prepared: Prepared) -> Lazy[Band | None]:
    runs = max(float(terms.workload.runs_per_day), 1.0)
    return Lazy(lambda: band_of_mean_seconds(prepared, runs=runs, seed=terms.seed))


def _run_percents(outcome: Outcome, expected: float) -> tuple[float, ...]:
    """Dollars of single runs at 1 %, 2 % ... 99 %."""
    return tuple(percentiles(_settled(outcome.run_usd, expected)).tolist())


def _token_bands(outcome: Outcome) -> TokenBands:
    return TokenBands(band(outcome.reasoning), band(outcome.visible), band(outcome.reasoning_mean))


def _settled(drawn: Floats, expected: float) -> Floats:
    """Dollars of drawn runs; for runs without any doubt the printed ones, which are of whole tokens."""
    return centred(drawn, expected) if float(np.ptp(drawn)) <= ALIKE * expected else drawn


def rereading_of(terms: Terms, prepared: Prepared) -> Rereading:
    """Dollars of the average run for reasoning: sent again, and as it was first written."""
    forgetful = without_rereading(terms, prepared.inputs, prepared.parts)
    again = prepared.cost.usd_per_run - forgetful.usd_per_run
    return Rereading(again, line_total(forgetful.lines, "reasoning"))


def with_solved(seconds: Latency | None, run: Floats | None, solved: Solved | None, terms: Terms) -> Latency | None:
    """The latency with how long a solved task takes, for drawn seconds of a `run`."""
    if seconds is None or solved is None or run is None:
        return seconds
    drawn = solved_seconds(solved, terms.workload.max_tries, run, draw_columns(terms.seed).tries)
    return replace(seconds, solved=tail_of(percentiles(drawn)))


def _tokens(inputs: EstimateInputs, parts: Parts, bands: Lazy[TokenBands]) -> Tokens:
    repeats = ONE + exact(inputs.workload.retry_rate)

    def mean(kind: str) -> Decimal:
        return repeats * sum((share * getattr(s, kind) for share, run in parts for s in run.stretches), ZERO)

    fresh, read, write = mean("fresh"), mean("read"), mean("write")
    return Tokens(
        input=fresh + read + write,
        input_fresh=fresh,
        cache_read=read,
        cache_write=write,
        reasoning=mean("reasoning"),
        visible=mean("visible") + mean("summary"),
        compactions=mean("summaries"),
        steps=steps_range(inputs.workload.steps, float(inputs.workload.steps_spread)),
        reasoning_per_call=sum((share * run.shape.reasoning for share, run in parts), ZERO),
        visible_per_call=sum((share * run.shape.visible for share, run in parts), ZERO),
        bands=bands,
    )
