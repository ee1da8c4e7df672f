"""Names of models and offers on the pages, and which of them a typed name means."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime

from planner.core.models.catalogue import Catalogue, Profile
from planner.core.models.names.model_groups import is_own
from planner.core.models.names.newest_first import whose
from planner.core.models.names.readings import NOT_KNOWN, NOTHING_LIKE_IT, Unread, read_name
from planner.core.models.names.suggestions import suggestions
from planner.core.models.offers.own_offers import own_id
from planner.core.models.resolve import SHOWN, resolve
from planner.core.results import Pair
from planner.core.workload import Problem


def name_of(asked: str, catalogue: Catalogue) -> str:
    """How a chosen model is called on the page."""
    if asked in catalogue.profiles:
        return catalogue.profiles[asked].name
    offer = catalogue.offers.get(asked)
    return f"{offer.name}, {offer.host_name}" if offer else asked


def model_called(text: str, catalogue: Catalogue) -> str:
    """The name of a model that was typed or saved by any of its names; the text itself where it is not known."""
    return name_of(canonical_name(text, catalogue) or text, catalogue)


def distinct_names(named: Sequence[tuple[str, str]]) -> list[str]:
    """Names of models with their hosts, the host added wherever two would have one name."""
    counted = Counter(name for name, _ in named)
    return [f"{name} at {host}" if counted[name] > 1 and host else name for name, host in named]


def distinct_models(offers: Sequence[str], catalogue: Catalogue) -> list[str]:
    """Offers by name, with the host where the bare name means another."""
    own = [is_own(catalogue, catalogue.offers[offer]) for offer in offers]
    return [
        catalogue.offers[offer].name if made else name_of(offer, catalogue)
        for offer, made in zip(offers, own, strict=True)
    ]


def distinctly_named(pairs: Sequence[Pair]) -> tuple[Pair, ...]:
    """Two hosts of one model are two rows: each then goes by its host too."""
    names = distinct_names([(pair.name, pair.offer.host_name if pair.offer else "") for pair in pairs])
    return tuple(replace(pair, name=name) for pair, name in zip(pairs, names, strict=True))


def known_models(catalogue: Catalogue) -> tuple[tuple[str, str], ...]:
    """The models with a profile, by name, and the user's own offers."""
    own = tuple((one.name or own_id(one), "your own") for one in catalogue.own_offers)
    return (*own, *((p.name, p.lab) for p in catalogue.profiles.values()))


def canonical_name(text: str, catalogue: Catalogue) -> str | None:
    """What a typed name is kept as: the id of the offer or profile that it means, itself where it says an effort or is
    a model without a profile; None where it cannot be read."""
    reading = read_name(catalogue, text)
    if isinstance(reading, Unread):
        return own_named(text, catalogue)
    if reading.thinking is not None:
        return text
    if reading.group is None:
        return reading.offer.id if reading.offer else None
    profile = catalogue.profile_of(reading.group.offers[0])
    return profile.id if profile else text


def already_in(models: Sequence[str], name: str, catalogue: Catalogue, when: datetime) -> str | None:
    """The one among `models` that means the very offer and effort that `name` does; None where none is."""
    wanted = _meaning(name, catalogue, when)
    return next((model for model in models if _meaning(model, catalogue, when) == wanted), None)


def _meaning(name: str, catalogue: Catalogue, when: datetime) -> tuple[str, str | None]:
    found = resolve(catalogue, name, when)
    return (name, None) if isinstance(found, Unread) else (found.offer.id, found.thinking)


def own_named(text: str, catalogue: Catalogue) -> str | None:
    """The id of the user's own offer that is called so; None where none is."""
    name = " ".join(text.split()).casefold()
    return next((own_id(one) for one in catalogue.own_offers if one.name and one.name.casefold() == name), None)


def profile_meant(text: str, catalogue: Catalogue) -> Profile | None:
    """The profile of the model that a name means, at whatever host; None where it has none."""
    reading = read_name(catalogue, text)
    if isinstance(reading, Unread):
        return None
    offer = reading.offer or (reading.group.offers[0] if reading.group else None)
    return catalogue.profile_of(offer) if offer else None


def not_called(text: str, catalogue: Catalogue, day: date) -> str:
    """The sentence for a name that cannot be read, with the nearest offers; of a long text its beginning."""
    text = text[:SHOWN]
    if is_lab_or_host(text, catalogue):
        named = distinct_models(suggestions(catalogue, text, Unread(NOT_KNOWN), day), catalogue)
        between = "; " if any("," in one for one in named) else ", "
        such = f", such as {between.join(named)}" if named else ""
        return f"“{text}” is a lab or a host. Add one of its models, by its name{such}."
    reading = read_name(catalogue, text)
    unread = reading if isinstance(reading, Unread) else Unread(NOT_KNOWN)
    nearest = [name_of(offer, catalogue) for offer in suggestions(catalogue, text, unread, day)]
    if unread.why != NOT_KNOWN:
        return f"“{text}” {unread.why}.{nearest_words(nearest)}"
    nothing = "" if nearest else f", and {NOTHING_LIKE_IT}"
    return f"No model or offer is called “{text}”{nothing}.{nearest_words(nearest)}"


def why_unread(catalogue: Catalogue, text: str) -> str:
    """The clause that says more of a name than that nothing is called so; empty where there is none."""
    reading = read_name(catalogue, " ".join(text.split()))
    return reading.why if isinstance(reading, Unread) and reading.why != NOT_KNOWN else ""


def is_lab_or_host(text: str, catalogue: Catalogue) -> bool:
    """Whether a text is the bare name of who makes models or serves them, which names none of them."""
    found = whose(catalogue, text)
    return found is not None and not found.rest


def with_names(problems: Iterable[Problem], catalogue: Catalogue) -> list[Problem]:
    """The problems with the nearest offers by their names instead of their ids."""
    return [
        replace(one, suggestions=tuple(name_of(offer, catalogue) for offer in one.suggestions))
        if one.suggestions
        else one
        for one in problems
    ]


def nearest_words(names: Sequence[str] | None) -> str:
    """The nearest offers as a sentence of their own; empty where there are none."""
    between = "; " if any("," in name for name in names or ()) else ", "
    return f" Nearest: {between.join(names)}." if names else ""
