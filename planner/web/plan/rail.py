"""The rail of the plan page: the form, what its preset assumes, the models to choose from and the user's own
figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from flask import has_request_context

from planner.core.models.catalogue import Catalogue, Offer
from planner.core.models.presets import ModelSet, Preset
from planner.core.results import Pair
from planner.store import model_sets
from planner.store.model_sets import KeptSet
from planner.web import filters
from planner.web.forms import (
    FIGURES,
    OF_A_DOOR,
    OF_BATCHES,
    SPECS,
    PlanForm,
    Spec,
    StepsHint,
    day_of,
    field_names,
    in_one_line,
    label_of,
    more_in_words,
    steps_hint,
    thing_of,
    things_of,
    ways_to_count,
    with_label,
)
from planner.web.forms.numbers import read_with_comma
from planner.web.forms.stages import stage_fields
from planner.web.own_runs.choice import OwnRunsChoice, own_runs_choice
from planner.web.own_runs.of_request import own_runs_of_request
from planner.web.plan.parts import PartsView, parts_view
from planner.web.plan.rows import own_id
from planner.web.present.names import known_models, name_of
from planner.web.workspace import read_kept

MOST_OWN_SETS = 8
"""How many of the reader's own sets are listed beside the others."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A model that can be ticked."""

    value: str
    name: str
    host: str
    ticked: bool


@dataclass(frozen=True, slots=True)
class SetLink:
    """A named set of models and the address of this plan with it."""

    id: str
    name: str
    summary: str
    address: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class Why:
    """What a preset assumes and where the figure comes from."""

    name: str
    value: str
    text: str


@dataclass(frozen=True, slots=True)
class OwnFigures:
    """The fields for one offer's own figures."""

    offer: str
    id: str
    name: str
    fields: tuple[tuple[str, str, str, str], ...]


@dataclass(frozen=True, slots=True)
class FormView:
    """The rail."""

    form: PlanForm
    presets: tuple[Preset, ...]
    whys: tuple[Why, ...]
    tasks: tuple[tuple[str, str], ...]
    task_hint: str
    choices: tuple[Choice, ...]
    sets: tuple[SetLink, ...]
    known: tuple[tuple[str, str], ...]
    own: tuple[OwnFigures, ...]
    errors: Mapping[str, str]
    read_as: Mapping[str, str]
    error_sentences: tuple[str, ...]
    error_names: tuple[str, ...]
    ways_to_count: tuple[tuple[str, str], ...]
    summary: str
    steps: StepsHint
    more: str
    more_open: bool
    models: str
    other_set: tuple[str, str] | None
    specs: Mapping[str, Spec]
    labels: Mapping[str, str]
    thing: str
    things: str
    own_runs: OwnRunsChoice | None
    parts: PartsView | None

    @property
    def day(self) -> str:
        """What runs are counted by: day, working day."""
        return day_of(self.form)

    @property
    def left_out(self) -> frozenset[str]:
        """Fields that More has for batches alone, behind another door."""
        return frozenset() if self.form.door.id == "batch" else OF_BATCHES

    @property
    def values(self) -> Mapping[str, str]:
        return self.form.values


def form_view(form: PlanForm, catalogue: Catalogue, errors: Mapping[str, str], pairs: Sequence[Pair]) -> FormView:
    own_offers = tuple(dict.fromkeys([*form.own, *([form.mine] if form.mine in catalogue.offers else [])]))
    in_more = set(SPECS) - set(form.door.fields)
    # Fields of other doors have no place for an error here.
    is_batch = form.door.id == "batch"
    elsewhere = (OF_A_DOOR | OF_BATCHES) - {*form.door.fields, *(OF_BATCHES if is_batch else ())}
    elsewhere |= {"people"} if is_batch else set()
    parts = parts_view(form, errors, catalogue.opening_set.models[-1])
    return FormView(
        form=form,
        presets=tuple(catalogue.presets[name] for name in form.door.presets if name in catalogue.presets),
        whys=whys(form),
        tasks=tuple((t.id, t.name) for t in catalogue.task_classes.values()),
        task_hint=task_hint(form, catalogue),
        choices=choices(form, catalogue, pairs),
        sets=set_links(form, catalogue, _own_sets()),
        known=known_models(catalogue),
        own=tuple(_own(form, catalogue, offer) for offer in own_offers),
        errors=errors,
        read_as=read_with_comma(form.numbers()),
        error_sentences=tuple(with_label(form, name, sentence, catalogue) for name, sentence in errors.items()),
        error_names=(
            *(name for name in field_names(own_offers) if name not in elsewhere),
            *stage_fields(len(parts.parts) if parts else 0),
        ),
        ways_to_count=ways_to_count(form),
        summary=in_one_line(form),
        steps=steps_hint(form),
        more=more_in_words(form, {kind.id: kind.name for kind in catalogue.task_classes.values()}),
        more_open=bool(form.mine or in_more & set(errors) or any(":" in name for name in errors)),
        models=models_line(form),
        other_set=other_set(form, catalogue),
        specs=SPECS,
        labels={name: label_of(form, name) for name in SPECS},
        thing=thing_of(form),
        things=things_of(form),
        own_runs=own_runs_choice(form.learnt, own_runs_of_request()),
        parts=parts,
    )


def _own_sets() -> tuple[KeptSet, ...]:
    """The first few that the workspace keeps, by name; the page of sets has them all."""
    return read_kept(model_sets.every)[:MOST_OWN_SETS] if has_request_context() else ()


def task_hint(form: PlanForm, catalogue: Catalogue) -> str:
    """Why harder work of agents may cost less here: it took more calls, of fewer tokens each, while the steps are the
    form's. Empty for work that is measured per call."""
    kind = catalogue.task_classes.get(form.values["task"])
    calls = kind.calls_per_episode.value if kind else 1
    if calls == 1:
        return ""
    steps = label_of(form, "steps").lower()
    return (
        f"Such a case takes about {calls:.0f} calls. This does not change your {steps}, and each has the tokens of one "
        "such call: type more for harder work."
    )


def models_line(form: PlanForm) -> str:
    """Which models are shown: today’s eight, or how many were chosen."""
    if form.models == form.model_set.models:
        return in_a_sentence(form.model_set.name)
    return f"{filters.in_words(len(form.models))} chosen" if form.models else "none chosen"


def in_a_sentence(name: str) -> str:
    """The name of a set within a sentence: today’s eight, the model card’s nine."""
    return f"{name[:1].lower()}{name[1:]}".replace("'", "’")


def other_set(form: PlanForm, catalogue: Catalogue) -> tuple[str, str] | None:
    """The set one click away: the one that pages open with, else the model card's."""
    sets = catalogue.model_sets
    shown = form.models == form.model_set.models and form.model_set.id == form.opening_set
    one = sets.get("card") if shown and form.opening_set != "card" else sets.get(form.opening_set)
    if one is None or one.models == form.models:
        return None
    return in_a_sentence(one.name), with_set(form, one)


def with_set(form: PlanForm, one: ModelSet) -> str:
    """This plan for the models of a set."""
    return replace(form, model_set=one, models=one.models, own={}, focus="", open="", mine="").address("/plan")


def with_models(form: PlanForm, models: tuple[str, ...]) -> str:
    """This plan for other models."""
    return replace(form, models=models, own={}, focus="", open="", mine="").address("/plan")


def whys(form: PlanForm) -> tuple[Why, ...]:
    """The preset's assumptions by the names the form gives them."""
    preset = form.preset
    labels = {s.path.removeprefix("workload."): label_of(form, s.name) for s in SPECS.values() if s.path}
    by_people = form.values["per"] == "person"
    return tuple(
        Why(labels["runs_per_day"], _day_of_each(form), "A judgement, change it first.")
        if by_people and a.field == "runs_per_day"
        else Why(
            labels.get(a.field.removeprefix("workload."), a.field.replace("_", " ").capitalize()),
            _value_text(a.value),
            a.why,
        )
        for a in preset.assumptions
    )


def _day_of_each(form: PlanForm) -> str:
    """20 × 4 a working day: a door that counts people takes their runs, not those of its preset."""
    return f"{form.defaults['people']} × {form.defaults['runs']} a working day"


def _value_text(value: object) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{name.replace('_', ' ')} {_value_text(part)}" for name, part in value.items())
    if value is None:
        return "estimated"
    if isinstance(value, bool) or not isinstance(value, int | float):
        return str(value).replace("_", " ")
    return filters.count(value)


def set_links(form: PlanForm, catalogue: Catalogue, own: Sequence[KeptSet] = ()) -> tuple[SetLink, ...]:
    """The named sets, then the reader's own, each with this plan's address for it: the same work, other models."""
    given = tuple(
        SetLink(
            one.id,
            one.name.replace("'", "’"),
            one.summary,
            with_set(form, one),
            form.models == one.models,
        )
        for one in catalogue.model_sets.values()
    )
    return given + tuple(_own_set(form, one, catalogue) for one in own)


def _own_set(form: PlanForm, one: KeptSet, catalogue: Catalogue) -> SetLink:
    names = ", ".join(name_of(model, catalogue) for model in one.models)
    return SetLink(one.id, one.name, names, with_models(form, one.models), form.models == one.models)


def choices(form: PlanForm, catalogue: Catalogue, pairs: Sequence[Pair]) -> tuple[Choice, ...]:
    """The models of the set and others that are chosen; the rest can be searched by name."""
    hosts = {p.asked: p.offer.host_name for p in pairs if p.offer}
    names = dict.fromkeys([*(n for n in form.model_set.models if n in catalogue.profiles), *form.models])
    return tuple(Choice(n, name_of(n, catalogue), hosts.get(n, ""), n in form.models) for n in names)


def _own(form: PlanForm, catalogue: Catalogue, offer_id: str) -> OwnFigures:
    offer: Offer | None = catalogue.offers.get(offer_id)
    typed = form.own.get(offer_id, {})
    fields = tuple((f"{key}:{offer_id}", label, unit, typed.get(key, "")) for key, (_, label, unit) in FIGURES.items())
    return OwnFigures(offer_id, own_id(offer_id), name_of(offer_id, catalogue) if offer else offer_id, fields)
