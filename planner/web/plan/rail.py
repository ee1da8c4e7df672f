"""The rail of the plan page: the form, what its preset assumes, the models to choose from and one's own figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from planner.core.models.catalogue import Catalogue, Offer, Preset
from planner.core.results import Pair
from planner.web import filters
from planner.web.forms import (
    FIGURES,
    SPECS,
    PlanForm,
    Spec,
    field_names,
    in_one_line,
    more_in_words,
    steps_in_words,
)
from planner.web.plan.rows import own_id
from planner.web.present.names import known_models, name_of

MORE_FIELDS = (
    "task", "kind", "gap", "parallel", "hours", "cache", "prefix_hit", "loop_hit", "tier", "retries", "share", "keep",
    "reasoning", "max_output", "searches", "compact_at", "compact_to", "pauses", "region", "write_hour",
    "steps_sd", "success", "success_off", "success_bench", "tries", "basis", "month", "date", "search_size", "images",
    "pdf_pages", "audio", "image_out", "audio_out", "citations",
)  # fmt: skip


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
    choices: tuple[Choice, ...]
    sets: tuple[SetLink, ...]
    known: tuple[tuple[str, str], ...]
    own: tuple[OwnFigures, ...]
    errors: Mapping[str, str]
    told: tuple[str, ...]
    error_names: tuple[str, ...]
    summary: str
    steps: str
    more: str
    more_open: bool
    shown: str
    specs: Mapping[str, Spec]


def form_view(form: PlanForm, catalogue: Catalogue, errors: Mapping[str, str], pairs: Sequence[Pair]) -> FormView:
    task = catalogue.task_classes.get(form.values["task"])
    own_offers = tuple(dict.fromkeys([*form.own, *([form.mine] if form.mine in catalogue.offers else [])]))
    in_more = set(MORE_FIELDS) & set(errors)
    return FormView(
        form=form,
        presets=tuple(catalogue.presets.values()),
        whys=whys(form.preset),
        tasks=tuple((t.id, t.name) for t in catalogue.task_classes.values()),
        choices=choices(form, catalogue, pairs),
        sets=set_links(form, catalogue),
        known=known_models(catalogue),
        own=tuple(_own(form, catalogue, offer) for offer in own_offers),
        errors=errors,
        told=tuple(_told(name, sentence, catalogue) for name, sentence in errors.items()),
        error_names=tuple(field_names(own_offers)),
        summary=in_one_line(form.values),
        steps=steps_in_words(form.values),
        more=more_in_words(form, task.name if task else form.values["task"]),
        more_open=bool(form.mine or in_more or any(":" in name for name in errors)),
        shown=f"{filters.in_words(len(form.models)).capitalize() if form.models else 'None'} shown.",
        specs=SPECS,
    )


def _told(name: str, sentence: str, catalogue: Catalogue) -> str:
    """What is wrong, away from its field: with the field's name, unless the sentence says it already."""
    key, _, offer = name.partition(":")
    if offer and key in FIGURES:
        label = f"{FIGURES[key][1]} of {name_of(offer, catalogue)}"
    else:
        label = SPECS[name].label if name in SPECS else ""
    return f"{label}: {sentence}" if label and not sentence.startswith(label) else sentence


def whys(preset: Preset) -> tuple[Why, ...]:
    """The preset's assumptions by the names the form gives them."""
    labels = {s.path.removeprefix("workload."): s.label for s in SPECS.values() if s.path}
    return tuple(
        Why(
            labels.get(a.field.removeprefix("workload."), a.field.replace("_", " ").capitalize()), _said(a.value), a.why
        )
        for a in preset.assumptions
    )


def _said(value: object) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{name.replace('_', ' ')} {_said(part)}" for name, part in value.items())
    if value is None:
        return "estimated"
    if isinstance(value, bool) or not isinstance(value, int | float):
        return str(value).replace("_", " ")
    return filters.count(value)


def set_links(form: PlanForm, catalogue: Catalogue) -> tuple[SetLink, ...]:
    """The named sets, each with this plan's address for it: the same work, other models."""
    return tuple(
        SetLink(
            one.id,
            one.name,
            one.summary,
            replace(form, model_set=one, models=one.models, own={}, focus="", open="", mine="").address("/plan"),
            form.models == one.models,
        )
        for one in catalogue.model_sets.values()
    )


def choices(form: PlanForm, catalogue: Catalogue, pairs: Sequence[Pair]) -> tuple[Choice, ...]:
    """The models of the set and what else is chosen; the rest are found by name."""
    hosts = {p.asked: p.offer.host_name for p in pairs if p.offer}
    names = dict.fromkeys([*(n for n in form.model_set.models if n in catalogue.profiles), *form.models])
    return tuple(Choice(n, name_of(n, catalogue), hosts.get(n, ""), n in form.models) for n in names)


def _own(form: PlanForm, catalogue: Catalogue, offer_id: str) -> OwnFigures:
    offer: Offer | None = catalogue.offers.get(offer_id)
    said = form.own.get(offer_id, {})
    fields = tuple((f"{key}:{offer_id}", label, unit, said.get(key, "")) for key, (_, label, unit) in FIGURES.items())
    return OwnFigures(offer_id, own_id(offer_id), name_of(offer_id, catalogue) if offer else offer_id, fields)
