"""The facts of a profile: a short list for the rail, and every figure with where it was read."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from planner.core.models.catalogue import Catalogue, Lifecycle, Profile, Speed
from planner.core.models.facts import Fact
from planner.core.results import Estimate
from planner.web import filters
from planner.web.models.status import NOT_PUBLISHED, modes_in_words, status_of
from planner.web.present.evidence import SPEEDS, Mark, mark_of_evidence


@dataclass(frozen=True, slots=True)
class Line:
    """A fact: its name, its value, a second line, an address for part of it, and how well it is known."""

    name: str
    text: str
    note: str = ""
    link: tuple[str, str] | None = None
    warns: bool = False
    mark: Mark | None = None


@dataclass(frozen=True, slots=True)
class Sourced:
    """A fact with its name; its value is None where a search found nothing. `used`: the planner calculates with it, not
    with another source's."""

    name: str
    fact: Fact[Any]
    used: bool = True

    @property
    def value(self) -> str:
        return NOT_PUBLISHED if self.fact.value is None else in_words(self.fact.value)


def rail(profile: Profile, catalogue: Catalogue, day: date, mine: Estimate | None = None) -> tuple[Line, ...]:
    """The facts beside the figures; `mine` is the model's estimate in the plan."""
    return (
        _thinking(profile, catalogue),
        Line("Default", _default(profile)),
        Line("Kept reasoning", _kept(profile)),
        Line("Context", f"{profile.context_window.value:,} tokens", *_said_otherwise(profile.context_window)),
        _max_output(profile),
        Line("Reads", ", ".join(profile.inputs.value)),
        Line("Weights", "open" if profile.open_weights.value else "closed"),
        _speed(profile, mine),
        _status(profile, day),
    )


def _default(profile: Profile) -> str:
    """What the host does when a request names no mode."""
    if profile.default_mode is None:
        return NOT_PUBLISHED
    return f"the host answers with thinking {_mode(profile.default_mode.value)}"


def _mode(mode: str) -> str:
    return mode if mode in ("on", "off") else f"at {mode}"


def _thinking(profile: Profile, catalogue: Catalogue) -> Line:
    partner = catalogue.profiles.get(profile.partner_without_thinking or "")
    link = (f"/models/{partner.id}", partner.name) if partner else None
    return Line("Thinking", modes_in_words(profile), "without thinking: " if link else "", link)


def _kept(profile: Profile) -> str:
    within, across = profile.keeps_within_run.value, profile.keeps_across_turns.value
    if within and across:
        return "within a run and across turns; billed again as input"
    if within:
        return "within a run, billed again as input; not across turns"
    return "none" if not across else "across turns"


def _said_otherwise(fact: Fact[int]) -> tuple[str, None, bool]:
    """A second line with another source's figure; it warns where the difference is more than rounding."""
    rivals = [other for other in fact.others if other.value != fact.value]
    if not rivals:
        return "", None, False
    text = "; ".join(f"{filters.tokens(other.value)} in {_short(other.source)}" for other in rivals)
    return text, None, any(not 0.9 < other.value / fact.value < 1.1 for other in rivals)


def _short(source: str) -> str:
    return "the model card" if source.startswith("Model card") else source


def _max_output(profile: Profile) -> Line:
    limits = sorted({fact.value for fact in profile.max_output_by_host.values()})
    if profile.max_output is None:
        return Line("Max output", NOT_PUBLISHED)
    note, _, warns = _said_otherwise(profile.max_output)
    if limits:
        spread = f"{limits[0]:,} to {max(limits[-1], profile.max_output.value):,} by host"
        return Line("Max output", spread, note, None, warns)
    return Line("Max output", f"{profile.max_output.value:,} tokens", note, None, warns)


def _speed(profile: Profile, mine: Estimate | None) -> Line:
    """The speed that the plan uses; else one with thinking, as a run waits for it; else any."""
    offer = mine.offer if mine else None
    host, mode = (offer.host, mine.thinking) if offer and mine else ("", "")
    measured = (*(offer.speeds if offer else ()), *profile.speeds)
    rows = sorted(measured, key=lambda s: (s.host != host, s.effort != mode, s.effort in (None, "off"), bool(s.host)))
    evidence = mine.speed_evidence if mine else None
    if not rows:
        taken = f"used instead: {evidence.source[:1].lower()}{evidence.source[1:]}" if evidence else ""
        return Line("Speed", NOT_PUBLISHED, taken, mark=mark_of_evidence(evidence, SPEEDS) if evidence else None)
    row = rows[0]
    effort = f", thinking {_mode(row.effort)}" if row.effort else ""
    where = (
        "median of hosts" if row.host is None else f"at {offer.host_name if offer and row.host == host else row.host}"
    )
    return Line(
        "Speed",
        f"{filters.whole(row.tokens_per_second)} tokens/s{effort}",
        f"{where}, {filters.day(row.checked)}",
        mark=mark_of_evidence(evidence, SPEEDS) if evidence else SPEEDS["model"],
    )


def _status(profile: Profile, day: date) -> Line:
    life = profile.lifecycle
    note = f"successor: {life.successor_name}" if life.successor_name else ""
    return Line("Status", status_of(profile, day) or "in service", note, warns=False)


def speeds(profile: Profile, catalogue: Catalogue) -> tuple[tuple[Speed, str], ...]:
    """Every measured speed, of the model and of its endpoints, with the name of its host ("" for a median of hosts). A
    measurement that two lists have, one of them rounded to whole tokens, is listed once."""
    names = {offer.host: offer.host_name for offer in catalogue.offers.values()}
    offers = (catalogue.offers[offer_id] for offer_id in profile.offers if offer_id in catalogue.offers)
    measured: dict[Hashable, Speed] = {}
    for speed in (*profile.speeds, *(speed for offer in offers for speed in offer.speeds)):
        measured.setdefault((speed.host, speed.effort, speed.source), speed)
    return tuple((speed, names.get(speed.host or "", speed.host or "")) for speed in measured.values())


# ---------- every figure with its source


def sourced(profile: Profile) -> tuple[Sourced, ...]:
    """Every fact of the profile, its rivals below it; then what is not published, with where it was looked for."""
    known = (row for name, fact in _facts(profile) for row in _rows(name, fact))
    return (*known, *_looked_for(profile))


def _looked_for(profile: Profile) -> Iterator[Sourced]:
    for name, places in profile.not_published.items():
        label = name.rpartition(".")[2].replace("_", " ").capitalize()
        yield from (Sourced(label, place) for place in places)


def _facts(profile: Profile) -> Iterator[tuple[str, Fact[object]]]:
    for owner in (profile, profile.lifecycle):
        for field in fields(owner):
            if isinstance(fact := getattr(owner, field.name), Fact):
                yield field.name.replace("_", " ").capitalize(), fact
    for host, limit in profile.max_output_by_host.items():
        yield f"Max output at {host}", limit  # type: ignore[misc]


def _rows(name: str, fact: Fact[object]) -> Iterator[Sourced]:
    yield Sourced(name, fact)
    yield from (Sourced(name, other, used=False) for other in fact.others)


def in_words(value: object) -> str:
    """A fact's value as printed."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return ", ".join(str(part) for part in value)
    if isinstance(value, date):
        return filters.day(value)
    return filters.count(value) if isinstance(value, int | float) else str(value)


def released(life: Lifecycle) -> str:
    """released 6 Nov 2025; empty where the day is not known."""
    return f"released {filters.day(life.released.value)}" if life.released else ""
