"""Texts of a model's card beside its facts: notes written by hand, what benchmarks measure, first requests by host."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from planner.core.models.catalogue import Offer
from planner.sources.facts.toml_reader import DataError, Source, Table, read_toml, required, source_of

LANGUAGES = ("python", "javascript", "shell")
NOTE_KEYS = {"id", "source", "about", "uses", "strengths", "limits", "tips", "said"}


@dataclass(frozen=True, slots=True)
class Use:
    """Work the model is made for, and the preset that plans it."""

    name: str
    text: str
    preset: str


@dataclass(frozen=True, slots=True)
class Notes:
    """What is written by hand of one model, all from one source."""

    source: Source
    about: tuple[str, ...] = ()
    uses: tuple[Use, ...] = ()
    strengths: tuple[str, ...] = ()
    limits: tuple[str, ...] = ()
    tips: tuple[str, ...] = ()
    claims_note: str = ""


@dataclass(frozen=True, slots=True)
class Quickstart:
    """A first request to one host: the code by language, and the address of the host's own words on its API."""

    host: str
    api: str
    code: tuple[tuple[str, str], ...]
    docs: str = ""


@cache
def load_notes() -> Mapping[str, Notes]:
    """Notes by profile id."""
    return {required(raw, "id", "model_notes.toml"): _notes(raw) for raw in read_toml("model_notes.toml")["models"]}


def _notes(raw: Table) -> Notes:
    where = f"model_notes.toml: {raw['id']}"
    unknown = set(raw) - NOTE_KEYS
    if unknown:
        raise DataError(f"{where}: unknown key {', '.join(sorted(unknown))}")
    return Notes(
        source=source_of(raw, where),
        about=tuple(raw.get("about", ())),
        uses=tuple(Use(use["name"], use["text"], use["preset"]) for use in raw.get("uses", ())),
        strengths=tuple(raw.get("strengths", ())),
        limits=tuple(raw.get("limits", ())),
        tips=tuple(raw.get("tips", ())),
        claims_note=raw.get("said", ""),
    )


@cache
def load_benchmarks() -> Mapping[str, str]:
    """What each benchmark measures, by its name."""
    raw = read_toml("benchmarks.toml")
    source_of(raw, "benchmarks.toml")
    return {str(name): str(text) for name, text in raw["benchmarks"].items()}


def quickstart(offer: Offer) -> Quickstart | None:
    """A first request to an offer's host; None where the host's API is not described."""
    raw = _quickstarts()
    host = raw["hosts"].get(offer.host)
    if host is None:
        return None
    api = raw["apis"][host["api"]]
    filled = {"model": host.get("prefix", "") + offer.model_id, "base_url": host["base_url"], "key": host["key"]}
    code = tuple((language, api[language].format(**filled).strip("\n")) for language in LANGUAGES)
    return Quickstart(offer.host_name, api["name"], code, host.get("docs", ""))


@cache
def _quickstarts() -> Table:
    raw = read_toml("quickstarts.toml")
    source_of(raw, "quickstarts.toml")
    for name, host in raw["hosts"].items():
        if host["api"] not in raw["apis"]:
            raise DataError(f"quickstarts.toml: {name} names the unknown API {host['api']}")
    return raw
