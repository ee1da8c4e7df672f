"""The page of one model: one object that holds all its template prints."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from urllib.parse import urlencode

from planner.core.estimate.comparison import terms_of
from planner.core.estimate.pairing import estimate_pairs
from planner.core.models.catalogue import Catalogue, Lifecycle, Profile, Speed
from planner.core.request import EstimateRequest
from planner.core.results import Pair
from planner.core.workload import BadInput, Workload
from planner.schema.requests import parse_request
from planner.web.forms import DEFAULT_PRESET, PlanForm, form_problems, in_one_line, to_request, with_label
from planner.web.models import disputes as model_disputes
from planner.web.models import facts
from planner.web.models import hosts as model_hosts
from planner.web.models import relatives as model_relatives
from planner.web.models import scores as model_scores
from planner.web.models.card import Card, card_of
from planner.web.plan.rows import TimeUnit, main_side, own_address, time_unit
from planner.web.present.names import with_names
from planner.web.present.price_line import price_line
from planner.web.present.scores import Bench

OWN_LAB = 3
"""How many models of its own lab are compared with a model that the model card does not name."""


@dataclass(frozen=True, slots=True)
class PresetLink:
    """A preset: the plan it opens with this model, and this page worked for it."""

    id: str
    name: str
    plan: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class ModelPage:
    """The whole page. `troubles`: why the plan in the address could not be used; the preset's own is shown then."""

    id: str
    title: str
    lab: str
    released: str
    asof: str
    kicker: str
    kicker_rest: str
    pair: Pair
    workload: Workload
    day: date
    lifecycle: Lifecycle
    troubles: tuple[str, ...]
    plan: str
    own_rates: str
    rail: tuple[facts.Line, ...]
    presets: tuple[PresetLink, ...]
    hosts: list[model_hosts.Host]
    hosts_note: str
    money_head: str
    unit: TimeUnit
    mode: str
    disputes: tuple[model_disputes.Dispute, ...]
    relatives: tuple[model_relatives.Relative, ...]
    benchmark: Bench | None
    card: Card
    speeds: tuple[tuple[Speed, str], ...]
    scores: model_scores.Scores | None
    sourced: tuple[facts.Sourced, ...]

    @property
    def live_hosts(self) -> list[model_hosts.Host]:
        """Those that have a price for the work, the cheapest first."""
        return [host for host in self.hosts if host.cost]

    @property
    def bills(self) -> model_hosts.Bills:
        return model_hosts.bills(self.live_hosts)

    @property
    def first_departure(self) -> tuple[str, date] | None:
        """The host that stopped serving it first, by name, and when; None where none has yet."""
        gone = min((d for d in self.lifecycle.departures if d.on <= self.day), key=lambda d: d.on, default=None)
        names = {host.offer.host: host.offer.host_name for host in self.hosts}
        return (names.get(gone.host, gone.host), gone.on) if gone else None


def model_page(profile: Profile, form: PlanForm, catalogue: Catalogue, *, now: datetime) -> ModelPage:
    """The page of `profile`, worked for the plan in `form`."""
    form, question, troubles = _question(profile, form, catalogue)
    effort = form.effort
    mode = model_hosts.thinking_mode(profile, effort)
    pairs = estimate_pairs(question, catalogue, effort=effort, now=now)
    me = next(pair for pair in pairs if pair.asked == profile.id)
    terms = terms_of(question, catalogue, now=now)
    hosts = model_hosts.hosts_of(terms, profile, mode)
    load = question.workload
    per_month = bool(load.runs_per_day)
    beside = model_relatives.relatives(pairs, terms.when)
    return ModelPage(
        id=profile.id,
        title=profile.name,
        lab=profile.lab,
        released=facts.released(profile.lifecycle),
        asof=price_line(catalogue, now, question.price_date),
        kicker=form.preset.name,
        kicker_rest=in_one_line(form),
        pair=me,
        workload=load,
        day=terms.day,
        lifecycle=profile.lifecycle,
        troubles=troubles,
        plan=replace(form, models=(profile.id,)).address("/plan"),
        own_rates=_own_rates(form, me),
        rail=facts.rail(profile, catalogue, terms.day, main_side(me)),
        presets=_presets(profile, form, catalogue),
        hosts=hosts,
        hosts_note=model_disputes.agreement(hosts),
        money_head="$ per month" if per_month else "$ per run",
        unit=time_unit(pairs),
        mode=mode,
        disputes=model_disputes.disputes(profile, hosts),
        relatives=beside,
        benchmark=model_relatives.shared_benchmark(profile, beside),
        card=card_of(profile, catalogue, terms.day),
        speeds=facts.speeds(profile, catalogue),
        scores=model_scores.scores_of(profile.benchmarks),
        sourced=facts.sourced(profile),
    )


def _question(
    profile: Profile, form: PlanForm, catalogue: Catalogue
) -> tuple[PlanForm, EstimateRequest, tuple[str, ...]]:
    """The plan's request for this model and its relatives; the preset's own where the plan cannot be used."""
    models = related(catalogue, profile)
    form = replace(form, models=models, own={}, stages=())
    try:
        return form, _checked(form), ()
    except BadInput as bad:
        plain = replace(form, values=form.defaults)
        found = form_problems(with_names(bad.problems, catalogue), form)
        return plain, _checked(plain), tuple(with_label(form, name, text, catalogue) for name, text in found.items())


def related(catalogue: Catalogue, profile: Profile) -> tuple[str, ...]:
    """The models to compare with this one: those of its set, or of the set that pages open with; and the newest of its
    own lab."""
    sets = [one for one in catalogue.model_sets.values() if profile.id in one.models] or [catalogue.opening_set]
    own = [p for p in catalogue.profiles.values() if p.lab == profile.lab and p.id != profile.id]
    newest = sorted(own, key=_released, reverse=True)[:OWN_LAB]
    beside = sets[0].models if profile.card else (*sets[0].models, *(p.id for p in newest))
    return tuple(dict.fromkeys((*beside, profile.id)))


def _released(profile: Profile) -> date:
    return profile.lifecycle.released.value if profile.lifecycle.released else date.min


def _checked(form: PlanForm) -> EstimateRequest:
    return replace(parse_request(to_request(form)), overrides={})


def _own_rates(form: PlanForm, me: Pair) -> str:
    alone = replace(form, models=(me.asked,))
    return own_address(alone, me.offer.id) if me.offer else alone.address("/plan")


def _presets(profile: Profile, form: PlanForm, catalogue: Catalogue) -> tuple[PresetLink, ...]:
    def plan(preset: str) -> str:
        pairs = [("preset", preset)] if preset != DEFAULT_PRESET else []
        return f"/plan?{urlencode([*pairs, ('models', profile.id)])}"

    return tuple(PresetLink(p.id, p.name, plan(p.id), p.id == form.preset.id) for p in catalogue.presets.values())
