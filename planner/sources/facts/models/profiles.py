"""Profiles of models from planner/data/profiles: a TOML file or two per lab, every figure with its source."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache

from planner.core.models.catalogue import Benchmark, Departure, Lifecycle, Profile, Speed
from planner.core.models.facts import Fact
from planner.core.models.profile.completeness import ASKED
from planner.sources.facts.toml_reader import (
    DataError,
    Table,
    as_date,
    as_flag,
    as_number,
    as_tokens,
    as_word,
    as_words,
    optional_fact,
    read_fact,
    read_folder,
    required,
    source_of,
)

KEYS = {field for field in Profile.__dataclass_fields__ if field != "lab"}


@cache
def load_profiles() -> Mapping[str, Profile]:
    """Every profile by its id."""
    profiles: dict[str, Profile] = {}
    for name, file in read_folder("profiles"):
        for raw in file["models"]:
            profile = read_profile(raw, required(file, "lab", name))
            if profile.id in profiles:
                raise DataError(f"{name}: {profile.id} is there twice")
            profiles[profile.id] = profile
    return profiles


def read_profile(raw: Table, lab: str) -> Profile:
    """One model. An unknown key is refused, so that misspelt ones are noticed."""
    where = required(raw, "id", lab)
    unknown = set(raw) - KEYS
    if unknown:
        raise DataError(f"{where}: unknown key {', '.join(sorted(unknown))}")
    return _checked(_profile(raw, lab, where))


def _profile(raw: Table, lab: str, where: str) -> Profile:
    return Profile(
        id=where,
        name=required(raw, "name", where),
        lab=lab,
        family=required(raw, "family", where),
        study_name=required(raw, "study_name", where),
        modes=read_fact(required(raw, "modes", where), as_words, f"{where} modes"),
        default_mode=optional_fact(raw.get("default_mode"), as_word, f"{where} default_mode"),
        keeps_within_run=read_fact(required(raw, "keeps_within_run", where), as_flag, f"{where} keeps_within_run"),
        keeps_across_turns=read_fact(
            required(raw, "keeps_across_turns", where), as_flag, f"{where} keeps_across_turns"
        ),
        inputs=read_fact(required(raw, "inputs", where), as_words, f"{where} inputs"),
        open_weights=read_fact(required(raw, "open_weights", where), as_flag, f"{where} open_weights"),
        context_window=read_fact(required(raw, "context_window", where), as_tokens, f"{where} context_window"),
        max_output=optional_fact(raw.get("max_output"), as_tokens, f"{where} max_output"),
        max_output_by_host={
            host: read_fact(fact, as_tokens, f"{where} max_output of {host}")
            for host, fact in raw.get("max_output_by_host", {}).items()
        },
        partner_without_thinking=raw.get("partner_without_thinking"),
        lifecycle=_lifecycle(raw.get("lifecycle", {}), where),
        base_ttft_seconds=optional_fact(raw.get("base_ttft_seconds"), as_number, f"{where} base_ttft_seconds"),
        speeds=tuple(_speed(row, where) for row in raw.get("speeds", ())),
        benchmarks=tuple(row for block in raw.get("benchmarks", ()) for row in _benchmarks(block, where)),
        offers=tuple(raw.get("offers", ())),
        also_offers=tuple(raw.get("also_offers", ())),
        tokenizer_factor=optional_fact(raw.get("tokenizer_factor"), as_number, f"{where} tokenizer_factor"),
        card=raw.get("card", {}),
        aliases=tuple(raw.get("aliases", ())),
        about=optional_fact(raw.get("about"), as_word, f"{where} about"),
        capabilities=optional_fact(raw.get("capabilities"), as_words, f"{where} capabilities"),
        parameters=optional_fact(raw.get("parameters"), as_number, f"{where} parameters"),
        active_parameters=optional_fact(raw.get("active_parameters"), as_number, f"{where} active_parameters"),
        precision=optional_fact(raw.get("precision"), as_word, f"{where} precision"),
        weights_gigabytes=optional_fact(raw.get("weights_gigabytes"), as_number, f"{where} weights_gigabytes"),
        kv_bytes_per_token=optional_fact(raw.get("kv_bytes_per_token"), as_tokens, f"{where} kv_bytes_per_token"),
        not_published={
            name: tuple(_looked(key, f"{where} not_published {name}") for key in sources)
            for name, sources in raw.get("not_published", {}).items()
        },
    )


def _looked(key: str, where: str) -> Fact[None]:
    """A place where a fact was looked for and is not."""
    source = source_of({"source": key}, where)
    return Fact(None, source.name, source.checked, source.url)


def _checked(profile: Profile) -> Profile:
    """The profile. Raises DataError where it marks as not published a fact that it has, or that no profile has."""
    for name, looked in profile.not_published.items():
        fact_of = ASKED.get(name)
        if fact_of is None or not looked:
            raise DataError(f"{profile.id} not_published: {name} is no fact to look for, or names no source")
        if fact_of(profile):
            raise DataError(f"{profile.id} not_published: {name} is there")
    return profile


def _lifecycle(raw: Table, where: str) -> Lifecycle:
    return Lifecycle(
        released=optional_fact(raw.get("released"), as_date, f"{where} released"),
        status=raw.get("status", "active"),
        retired=optional_fact(raw.get("retired"), as_date, f"{where} retired"),
        retires_not_before=optional_fact(raw.get("retires_not_before"), as_date, f"{where} retires_not_before"),
        departures=tuple(_departure(row, where) for row in raw.get("departures", ())),
        successor=raw.get("successor"),
        successor_name=raw.get("successor_name"),
    )


def _departure(raw: Table, where: str) -> Departure:
    source = source_of(raw, f"{where} departures")
    name = f"{source.name} ({raw['note']})" if "note" in raw else source.name
    return Departure(required(raw, "host", where), as_date(required(raw, "on", where)), name, source.checked)


def _speed(raw: Table, where: str) -> Speed:
    source = source_of(raw, f"{where} speeds")
    return Speed(
        tokens_per_second=float(required(raw, "tokens_per_second", where)),
        source=source.name,
        checked=source.checked,
        host=raw.get("host"),
        effort=raw.get("effort"),
        ttft_seconds=raw.get("ttft_seconds"),
        p05=raw.get("p05"),
        p95=raw.get("p95"),
    )


def _benchmarks(raw: Table, where: str) -> Iterator[Benchmark]:
    """One block of scores in percent that share source, effort and note."""
    source = source_of(raw, f"{where} benchmarks")
    for name, score in required(raw, "scores", where).items():
        yield Benchmark(
            name=name,
            score=float(score),
            source=source.name,
            checked=source.checked,
            disputed=raw.get("disputed", False),
            note=raw.get("note", ""),
            effort=raw.get("effort"),
            by_maker=raw.get("by_maker", False),
        )
