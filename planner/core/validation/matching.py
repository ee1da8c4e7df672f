"""From the name and effort of a measured row to an offer and a thinking mode of the catalogue, or why not."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from planner.core.models.catalogue import MODES, Catalogue, Offer, Profile
from planner.core.models.families import family_of
from planner.core.models.modes import Mode, closest_mode, default_mode, settle
from planner.core.models.names.naming import MODE_OF_WORD, Words, index, look_up, spelling
from planner.core.models.presets import TaskClass
from planner.core.models.rates import DatedCard, Rate, RateCard
from planner.core.models.resolve import Named, resolve
from planner.core.results import Refusal
from planner.core.validation.measured import Measured

# Who made a model comes first, then routers, then everybody else by name.
VENDORS = ("anthropic", "openai", "google", "x-ai", "moonshotai", "deepseek", "zai", "mistral", "alibaba", "openrouter")


@dataclass(frozen=True, slots=True)
class Match:
    """The offer that a measured row was run on, the mode, and the kind of work."""

    offer: Offer
    profile: Profile | None
    mode: str
    task_class: TaskClass

    @property
    def priced(self) -> bool:
        """Whether it is an offer; a model known by its family alone has tokens but no price."""
        return bool(self.offer.host)


FREE = RateCard(input=Rate(Decimal(0)), output=Rate(Decimal(0)))


def unpriced(model: str) -> Offer:
    """Stands for a model that nobody offers: its family's tokens can still be compared."""
    return Offer(id=model, host="", host_name="", model_id=model, name=model, cards=(DatedCard(FREE),))


@dataclass(frozen=True, slots=True)
class Known:
    """The catalogue's models by the words of their names."""

    profiles: dict[Words, Profile]
    offers: dict[Words, tuple[Offer, ...]]
    classes: dict[str, TaskClass]


def known_names(catalogue: Catalogue) -> Known:
    """The look-up of every name; made once for a file."""
    named = [(name, p) for p in catalogue.profiles.values() for name in (p.id, p.name, p.study_name, *p.aliases)]
    by_name: dict[str, list[Offer]] = defaultdict(list)
    for offer in catalogue.offers.values():
        by_name[offer.model_id.rsplit("/", 1)[-1]].append(offer)
    kinds = list(catalogue.task_classes.values())
    classes = {part.study_class: part for part in reversed(kinds)}
    classes |= {name: part for part in kinds for name in part.siblings}
    return Known(
        index(named),
        index((name, tuple(sorted(offers, key=_preference))) for name, offers in by_name.items()),
        classes | dict(catalogue.task_classes),
    )


def _preference(offer: Offer) -> tuple[int, bool, str]:
    rank = VENDORS.index(offer.host) if offer.host in VENDORS else len(VENDORS)
    return rank, offer.deprecated, offer.id


def match(catalogue: Catalogue, known: Known, row: Measured, *, on: date | None = None) -> Match | str:
    """The match of `row`, or a sentence with the reason why there is none. Hosts are those of its date, else of
    `on`."""
    kind = known.classes.get(row.task_class)
    if kind is None:
        return f"task class {row.task_class!r} is not known"
    found = _offer(catalogue, known, row, row.date or on or catalogue.prices_checked or date.min)
    if found is None:
        return f"no offer is known for {row.model}"
    offer, named_mode = found
    profile = catalogue.profile_of(offer)
    named = look_up(known.profiles, row.model)
    if row.offer and profile and named and named[0].id != profile.id:
        return f"offer {row.offer} is {profile.name}, not {named[0].name}"
    mode = _mode(offer, profile, row, named_mode)
    if mode not in MODES:
        return f"effort {row.effort!r} is not known"
    settled = settle(offer, profile, mode, None)
    if isinstance(settled, Refusal):
        return settled.text
    return Match(offer, profile, _asked(settled), kind)


def _asked(settled: Mode) -> str:
    return settled.asked


def _offer(catalogue: Catalogue, known: Known, row: Measured, day: date) -> tuple[Offer, str | None] | None:
    """The offer of the row, and the mode that its model's name implies: as the resolver reads the offer, else the
    model; else by the words of benchmarks' spellings, else a model known by its family alone."""
    for name in (row.offer, row.model):
        read = resolve(catalogue, name, day) if name else None
        if isinstance(read, Named):
            return read.offer, read.thinking or _mode_in(catalogue, known, row.model, day)
    profile = look_up(known.profiles, row.model)
    if profile:
        offers = [catalogue.offers[i] for i in profile[0].offers if i in catalogue.offers]
        if offers:
            return min(offers, key=_preference), profile[1]
    found = look_up(known.offers, row.model)
    if found:
        return found[0][0], found[1]
    modes = [mode for _, mode in spelling(row.model).readings if mode]
    family = family_of(catalogue.estimator.families, row.model)
    return (unpriced(row.model), modes[-1] if modes else None) if family else None


def _mode_in(catalogue: Catalogue, known: Known, model: str, day: date) -> str | None:
    """The mode in a model's name, as the resolver reads it, else by its words."""
    read = resolve(catalogue, model, day)
    if isinstance(read, Named) and read.thinking:
        return read.thinking
    profile = look_up(known.profiles, model)
    if profile:
        return profile[1]
    offers = look_up(known.offers, model)
    return offers[1] if offers else None


def _mode(offer: Offer, profile: Profile | None, row: Measured, named: str | None) -> str:
    """The mode of the row: its effort, else the one in its model's name, else the default."""
    effort = MODE_OF_WORD.get(row.effort.casefold(), row.effort.casefold()) or "default"
    if effort == "default":
        effort = named or "default"
    if effort == "default" and profile is None:
        return "on" if row.reasoning else "off"
    if effort == "default":
        return default_mode(offer, profile)
    if effort == "on" and profile and "on" not in profile.modes.value:
        return closest_mode(offer, profile, "high")
    return effort
