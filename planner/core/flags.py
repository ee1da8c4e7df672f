"""Caveats: each a code, a sentence with the figure in it, and a paragraph of the method page of the same name."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from planner.core.cost.caching import break_even_hit_rate
from planner.core.cost.loop import first_step_above
from planner.core.cost.pricing import borrowed, card_for, tier_starts
from planner.core.cost.units import not_planned
from planner.core.estimate.inputs import Setting
from planner.core.estimate.runs import Run
from planner.core.models.catalogue import OWN_HOST, Catalogue, Profile, model_name
from planner.core.models.families import family_of
from planner.core.models.lifecycle.served import retired_on
from planner.core.models.lifecycle.status import Status, status_of
from planner.core.models.modes import Mode, does_not_think, not_confirmed
from planner.core.models.offers.limits import cut_off_share, overflow_share, overflow_step, window_of
from planner.core.models.offers.makers_price import against_maker
from planner.core.models.offers.second_prices import Disagreement
from planner.core.results import Flag, Latency
from planner.core.tokens.thinking_budget import takes_budget
from planner.core.workload import EFFORTS

CENT = Decimal("0.01")
CUT_OFF_WORTH_SAYING = 0.01
OVER_WINDOW_WORTH_SAYING = 0.10
EXPIRY_WORTH_SAYING = 0.05
PRICE_STALE_DAYS = 90
TIMEOUT_SECONDS = 300.0
SEARCH_MAKER, SEARCH_MODELS = "perplexity", "perplexity/sonar"
REGIONAL_ROWS = ("regional.", "eu.", "us.")
"""Beginnings of ids whose price is that of one region already."""
TIER_WORDS = {"input": "input", "output": "output", "cache_read": "cached input"}


@dataclass(frozen=True, slots=True)
class Situation:
    """What a flag may look at: the setting, the mode, the run that thinks (or the only one), and the day."""

    setting: Setting
    mode: Mode
    run: Run
    day: date
    catalogue: Catalogue
    latency: Latency | None
    disputes: tuple[Disagreement, ...] = ()


def flags_of(situation: Situation) -> tuple[Flag, ...]:
    """Every caveat that applies, the gravest kinds first."""
    return tuple(flag for rule in RULES for flag in rule(situation))


def dollars(rate: Decimal) -> str:
    """A rate as people write it: at least cents, no digit lost."""
    short = rate.quantize(CENT)
    return f"${short if short == rate else rate.normalize():f}"


def _date(day: date) -> str:
    return f"{day.day} {day:%b %Y}"


def _thinking(s: Situation) -> Iterator[Flag]:
    name = model_name(s.setting.offer, s.setting.profile)
    if s.mode.substituted:
        yield Flag("effort_not_offered", f"{name} has no effort levels: {s.mode.asked} is answered as thinking on.")
    profile = s.setting.profile
    if does_not_think(s.setting.offer, s.mode.mode):
        yield Flag(
            "does_not_think", f"{name} does not think: with thinking it stands for a model of its kind that does."
        )
    elif profile is None and s.mode.mode in EFFORTS:
        yield from _inert_effort(s)
    if not_confirmed(s.setting.offer, profile, s.mode.mode):
        yield Flag("mode_not_confirmed", _not_confirmed(name, s.mode.mode))
    if profile and profile.always_thinks:
        yield Flag("thinking_always_on", f"{name} always thinks; thinking cannot be switched off.")


def _thinking_budget(s: Situation) -> Iterator[Flag]:
    load = s.setting.workload
    if load.thinking_budget_tokens is not None and s.mode.mode != "off" and not takes_budget(s.setting):
        text = "We know of no thinking budget in tokens at its maker: it is kept to as a ceiling all the same."
        yield Flag("budget_not_taken", text)


def _not_confirmed(name: str, mode: str) -> str:
    if mode == "off":
        return f"No source says whether {name} can be used without thinking."
    if mode == "on":
        return f"No source says how hard {name} thinks when no effort is named."
    return f"No source says whether {name} has the mode {mode}."


def _inert_effort(s: Situation) -> Iterator[Flag]:
    family = family_of(s.setting.estimator.families, s.setting.offer.model_id)
    if family and family.effort(s.mode.mode) != s.mode.mode:
        whose = family.name or family.lab
        yield Flag("effort_not_offered", f"Effort labels were not seen to change anything in the family {whose}.")


def _lifecycle(s: Situation) -> Iterator[Flag]:
    """An offer that has ended or is to end, with its successor and what that costs; priced at its own rates."""
    status = status_of(s.setting.offer, s.setting.profile, s.day)
    if status.state == "ended":
        yield _ended(s, status)
    elif status.state == "ending":
        yield _ending(s, status)
    elif s.setting.profile:
        yield from _of_model(s, s.setting.profile, _successor(s, status))


def _ended(s: Situation, status: Status) -> Flag:
    host, after = s.setting.offer.host_name, _successor(s, status)
    gone = retired_on(s.setting.profile, s.day)
    if gone:
        return Flag("model_retired", f"Retired on {_date(gone)}{after}; priced at its last price.")
    if status.ends:
        text = f"{host} stopped serving it on {_date(status.ends)}{after}; priced at its last price."
        return Flag("model_retired", text)
    return Flag("model_deprecated", f"{host} no longer lists it{after}; this is its last price.")


def _ending(s: Situation, status: Status) -> Flag:
    host, after = s.setting.offer.host_name, _successor(s, status)
    if status.ends is None:
        return Flag("model_legacy", f"{host} calls it deprecated{after}: no date is announced.")
    if status.not_before:
        return Flag("model_legacy", f"May retire from {_date(status.ends)}{after}.")
    then = {"rerouted": " Requests are then answered and billed as its successor.", "refused": " Requests then fail."}
    return Flag("model_ending", f"{host} ends it on {_date(status.ends)}{after}.{then.get(status.then or '', '')}")


def _of_model(s: Situation, profile: Profile, after: str) -> Iterator[Flag]:
    """What is known of the model where its host goes on serving it."""
    life = profile.lifecycle
    if life.departures and (first := min(life.departures, key=lambda d: d.on)).on <= s.day:
        text = f"Left {_host_name(s, first.host)}'s own API on {_date(first.on)}{after}."
        yield Flag("model_left_host", text)
    elif life.retires_not_before:
        first_day = life.retires_not_before.value
        said = f"May retire from {_date(first_day)}{after}."
        if first_day <= s.day:
            said = f"May have retired since {_date(first_day)}{after}: no date is announced."
        yield Flag("model_legacy", said)


def _host_name(s: Situation, host: str) -> str:
    return next((o.host_name for o in s.catalogue.offers.values() if o.host == host), host)


def _successor(s: Situation, status: Status) -> str:
    """The successor and its price, when both are known."""
    life = s.setting.profile.lifecycle if s.setting.profile else None
    offer = s.catalogue.offers.get(status.successor or (life.successor if life else None) or "")
    name = (life.successor_name if life else None) or (offer.name if offer else None)
    if not name:
        return ""
    card = card_for(offer, s.day) if offer else None
    if card is None or card.input is None or card.output is None:
        return f" (successor {name})"
    rates = f"{dollars(card.input.base)} in and {dollars(card.output.base)} out per million"
    return f" (successor {name}, {rates})"


def _context(s: Situation) -> Iterator[Flag]:
    window = window_of(s.setting.offer, s.setting.profile)
    step = overflow_step(s.setting, s.run, window)
    if step and window:
        why = " Summaries do not help: that step alone is larger." if s.run.shape.limit is not None else ""
        text = f"Context is full at step {step} of {s.run.shape.steps}: the window holds {window:,} tokens.{why}"
        yield Flag("context_overflow", text, step)
    elif window and (share := overflow_share(s.setting, s.run, window)) >= OVER_WINDOW_WORTH_SAYING:
        text = f"About {share:.0%} of runs exceed the window of {window:,} tokens: they think longer than most."
        yield Flag("context_tail", text)


def _compaction(s: Situation) -> Iterator[Flag]:
    """From which step on the context is summarised, or that summaries gain nothing."""
    shape = s.run.shape
    if not shape.compactions:
        return
    first, many = shape.opening_steps + 1, shape.compactions
    if many > 1 and shape.leg_steps == 1:
        text = "Prompt and summary alone pass the share of the window set: every step is summarised again."
        yield Flag("compacts_every_step", text, first)
        return
    often = "once" if many == 1 else f"{many} times"
    text = f"Context is summarised {often}, first before step {first}; how much success that costs is not known."
    yield Flag("context_compacted", text, first)


def _cut_off(s: Situation) -> Iterator[Flag]:
    chance = cut_off_share(s.setting, s.run)
    if chance >= CUT_OFF_WORTH_SAYING and s.setting.cap:
        many = "Every answer is" if chance >= 0.995 else f"About {chance:.0%} of answers are"
        yield Flag("answer_cut_off", f"{many} cut off at the output limit of {s.setting.cap:,} tokens.")


def _price_cliff(s: Situation) -> Iterator[Flag]:
    for start in tier_starts(s.setting.card):
        step = first_step_above(s.run.shape, Decimal(start))
        if step:
            text = f"From step {step} on calls cost the long-context rate, above {start:,} tokens of input."
            yield Flag("price_cliff", text, step)


def _cache_minimum(s: Situation) -> Iterator[Flag]:
    load, cache = s.setting.workload, s.setting.offer.cache
    if load.cache.mode == "off" or cache is None or s.setting.card.cache_read is None:
        return
    shared = load.shared_prefix_tokens
    if load.cache.prefix_hit_rate is None and 0 < shared < cache.minimum_tokens:
        text = f"The shared prompt of {shared:,} tokens is below the cache minimum of {cache.minimum_tokens:,}."
        yield Flag("below_cache_minimum", text)


def _cache_expiry(s: Situation) -> Iterator[Flag]:
    plan = s.run.cache
    if s.run.shape.steps < 2 or plan.ttl_seconds <= 0 or s.setting.workload.cache.loop_hit_rate is not None:
        return
    if plan.expiry_chance >= EXPIRY_WORTH_SAYING:
        minutes = plan.ttl_seconds / 60
        text = f"{plan.expiry_chance:.0%} of steps are likely to outlast the cache's {minutes:g} minutes."
        yield Flag("cache_may_expire", text)


def _caching_costs(s: Situation) -> Iterator[Flag]:
    """Below the break-even hit rate the write premium costs more than the reads save."""
    plan = s.run.cache
    if plan.writes is None:
        return
    needed = break_even_hit_rate(s.setting.card, plan.writes, s.run.shape.start)
    reused = s.run.cached + sum((x.write for x in s.run.stretches), Decimal(0))
    if needed is None or not reused:
        return
    hit = s.run.cached / reused
    if hit < needed:
        pays = (
            f"it pays from {needed:.0%}" if needed.is_finite() else "reading costs as much as input, so it never pays"
        )
        text = f"Caching costs money here: {hit:.0%} of what is cached is read again, {pays}."
        yield Flag("caching_costs_money", text)


def _missing_prices(s: Situation) -> Iterator[Flag]:
    card, load = s.setting.card, s.setting.workload
    wants_cache = load.cache.mode != "off" and (load.shared_prefix_tokens > 0 or load.steps > 1)
    if card.cache_read is None and wants_cache:
        offer = s.setting.offer
        none = (
            f"{offer.name} has no cache price"
            if offer.host == OWN_HOST
            else f"Our price list has no cache price of {offer.host_name}"
        )
        yield Flag("price_missing", f"{none}: all input at full rate.")
    yield from _borrowed_prices(s, wants_cache)
    if load.web_searches_per_run and card.web_search_kcount is None:
        yield Flag("price_missing", "Our price list has no fee for web searches here; they are not in this figure.")


def _request_fee(s: Situation) -> Iterator[Flag]:
    """A maker's fee for every request, of which a reseller's row says nothing."""
    offer, card = s.setting.offer, s.setting.card
    if card.requests_kcount is None and offer.host != SEARCH_MAKER and SEARCH_MODELS in offer.model_id:
        text = f"The maker charges a fee per request; our price list has none of {offer.host_name}: it is not counted."
        yield Flag("price_missing", text)


def _units(s: Situation) -> Iterator[Flag]:
    """What is priced beside text and not planned, what is free, and what writes nothing."""
    offer, card, load = s.setting.offer, s.setting.card, s.setting.workload
    if offer.is_free:
        yield Flag("is_free", "Free: it costs nothing, within the host's limits on requests.")
    if offer.input_only:
        yield Flag("input_only", "It is paid by input alone: its output is taken as 0.")
    found = [f"{unit.name} at {dollars(usd)} per {unit.per}" for unit, usd in not_planned(card, load)]
    if found:
        yield Flag("unit_not_planned", f"Priced and not in this plan: {', '.join(found)}.")


def _borrowed_prices(s: Situation, wants_cache: bool) -> Iterator[Flag]:
    """Rates that a service tier does not publish: the standard ones are what the bill is likely to hold."""
    tier, card = s.setting.workload.service_tier, s.setting.card
    used = ("input", "output", *(("cache_read",) if wants_cache else ()))
    missing = borrowed(s.setting.offer, s.day, tier) - s.setting.own_rates
    names = [TIER_WORDS[name] for name in used if name in missing and getattr(card, name)]
    if names:
        host, what = s.setting.offer.host_name, ", ".join(names)
        yield Flag(
            "price_missing", f"Our price list has no {tier} price of {host} for {what}: the standard one is used."
        )


def _other_host(s: Situation) -> Iterator[Flag]:
    """What a host's row leaves out that the maker charges for, and a price far below the maker's."""
    found, host = against_maker(s.catalogue, s.setting.offer, s.day), s.setting.offer.host_name
    if found is None:
        return
    maker = found.maker.host_name
    step = first_step_above(s.run.shape, Decimal(found.tier_start)) if found.tier_start else None
    if found.tier_start and step:
        text = f"{host}'s row names no long-context rate; {maker} charges more above {found.tier_start:,} tokens."
        yield Flag("tier_not_listed", text, step)
    if found.fee_usd_per_thousand:
        fee = dollars(found.fee_usd_per_thousand)
        text = f"{host}'s row names no fee of requests; {maker} charges {fee} per thousand."
        yield Flag("fee_not_listed", text)
    if found.share is not None and not {"input", "output"} & s.setting.own_rates:
        text = f"{host}'s list price is {found.share:.0%} of {maker}'s: check it on the host's own page."
        yield Flag("below_list_price", text)


def _stale_price(s: Situation) -> Iterator[Flag]:
    own = s.setting.offer.checked
    checked = own or s.catalogue.prices_checked
    if checked and (s.day - checked).days > PRICE_STALE_DAYS:
        text = "The newest check of this price is of" if own else "This price is not dated; its list is of"
        yield Flag("price_stale", f"{text} {_date(checked)}.")


def _one_region(s: Situation) -> Iterator[Flag]:
    """Whether keeping requests in one region costs more, as far as the vendor says so."""
    if not s.setting.workload.one_region:
        return
    uplift = s.setting.offer.regional_uplift
    if uplift:
        more = float((uplift.factor - 1) * 100)
        yield Flag("one_region", f"In one region every rate is {more:g}% higher: {uplift.note}")
    elif not s.setting.offer.model_id.startswith(REGIONAL_ROWS):
        text = f"We know of no uplift of {s.setting.offer.host_name} for one region: none is counted."
        yield Flag("one_region", text)


def _disputed_price(s: Situation) -> Iterator[Flag]:
    opinion, tier = s.setting.offer.second_opinion, s.setting.workload.service_tier
    if opinion and s.disputes:
        rivals = ", ".join(
            f"{one.name.replace('_', ' ')} {dollars(one.theirs)} (here {dollars(one.ours)})" for one in s.disputes
        )
        price = "price" if tier == "standard" else "standard price"
        yield Flag("price_disputed", f"{opinion.source} has another {price} per million: {rivals}.")


def _inputs(s: Situation) -> Iterator[Flag]:
    profile, offer = s.setting.profile, s.setting.offer
    inputs = profile.inputs.value if profile else offer.inputs
    if inputs is not None and s.setting.task_class.id == "image_qa" and "image" not in inputs:
        name = model_name(offer, profile)
        reads = ", ".join(sorted(inputs, key=lambda word: (word != "text", word)))
        yield Flag("input_not_supported", f"{name} reads {reads} only, no images.")


def _tokeniser(s: Situation) -> Iterator[Flag]:
    profile = s.setting.profile
    if s.setting.workload.token_basis == "o200k" and (profile is None or profile.tokenizer_factor is None):
        yield Flag("tokenizer_unknown", "How this model's tokens compare with o200k is not published; taken as equal.")


def _slow_tail(s: Situation) -> Iterator[Flag]:
    """HTTP clients and proxies commonly give up after five minutes: it is single calls that time out."""
    call = s.latency.e2e if s.latency else None
    if call and call.p95 is not None and call.p95 > TIMEOUT_SECONDS:
        minutes = call.p95 / 60
        yield Flag("slow_tail", f"One call in twenty takes over {minutes:.0f} min; many clients give up after 5.")


def _prior_only(s: Situation) -> Iterator[Flag]:
    if s.mode.mode != "off" and s.run.reasoning_fit.level == "class":
        yield Flag("prior_only", "Thinking rests on the kind of work alone: this model was not measured.")
    if s.mode.mode == "off" and s.run.visible_fit.level == "class":
        yield Flag(
            "prior_only", "Without thinking the answer's length rests on the kind of work alone: it was not measured."
        )


RULES: tuple[Callable[[Situation], Iterator[Flag]], ...] = (
    _lifecycle,
    _context,
    _compaction,
    _cut_off,
    _price_cliff,
    _slow_tail,
    _inputs,
    _missing_prices,
    _other_host,
    _stale_price,
    _disputed_price,
    _one_region,
    _request_fee,
    _caching_costs,
    _cache_expiry,
    _cache_minimum,
    _thinking,
    _thinking_budget,
    _tokeniser,
    _prior_only,
    _units,
)
