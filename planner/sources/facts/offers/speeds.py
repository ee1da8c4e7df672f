"""Output speeds: of single endpoints from planner/data/speeds.csv (made by scripts/convert_measured.py), and of models
from planner/data/model_speeds.csv (made by `make fit`)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from functools import cache

from planner.core.models.catalogue import Offer, Profile, Speed
from planner.core.models.evidence import measured_model
from planner.core.models.families import family_of, tier_of
from planner.sources.facts.models.estimator import load_estimator, load_families
from planner.sources.facts.toml_reader import read_csv, source_of


@cache
def load_endpoint_speeds() -> Mapping[str, tuple[Speed, ...]]:
    """Tokens/s after the first, by offer id; `effort` is the mode it was measured in."""
    found: dict[str, list[Speed]] = defaultdict(list)
    for row in read_csv("speeds.csv"):
        source = source_of({"source": row["source"]}, f"speeds.csv: {row['offer']}")
        host = row["offer"].partition("/")[0]
        speed = Speed(float(row["tokens_per_second"]), source.name, source.checked, host, row["effort"])
        found[row["offer"]].append(speed)
    return {offer: tuple(speeds) for offer, speeds in found.items()}


def speeds_of_model(offer: Offer, profile: Profile | None) -> tuple[Speed, ...]:
    """What was measured of the offer's model: at its maker's API (`host` set), or the median over hosts."""
    return load_model_speeds().get(_model(offer, profile) or "", ())


def speeds_of_line(offer: Offer, profile: Profile | None) -> tuple[Speed, ...]:
    """The figures of the newest model of the same family and tier word."""
    name = profile.study_name if profile else offer.model_id
    family = family_of(load_families(), name)
    return _newest_of_line().get((family.name, tier_of(name)), ()) if family else ()


def _model(offer: Offer, profile: Profile | None) -> str | None:
    name = profile.study_name if profile else offer.model_id
    return name if name in load_model_speeds() else measured_model(load_estimator(), name)


@cache
def load_model_speeds() -> Mapping[str, tuple[Speed, ...]]:
    """Tokens/s by the study name of the model, its newest figure for each host and effort."""
    found: dict[str, list[Speed]] = defaultdict(list)
    for row in read_csv("model_speeds.csv"):
        source = source_of({"source": row["source"]}, f"model_speeds.csv: {row['study_model']}")
        speed = float(row["tokens_per_second"])
        figure = Speed(speed, source.name, source.checked, row["host"] or None, row["effort"])
        found[row["study_model"]].append(figure)
    return {model: tuple(speeds) for model, speeds in found.items()}


@cache
def _newest_of_line() -> Mapping[tuple[str, str], tuple[Speed, ...]]:
    """The figures of the newest model of every family and tier."""
    newest: dict[tuple[str, str], tuple[str, str]] = {}
    for row in read_csv("model_speeds.csv"):
        family = family_of(load_families(), row["study_model"])
        if family:
            line = family.name, tier_of(row["study_model"])
            newest[line] = max(newest.get(line, ("", "")), (row["released"], row["study_model"]))
    return {line: load_model_speeds()[model] for line, (_, model) in newest.items()}
