"""`planner data check`: facts that are still missing, model by model, and mistakes in the files."""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence

from planner.cli.tables import table
from planner.core.models.catalogue import Catalogue, Profile
from planner.core.models.profile.completeness import judged, missing, unknown_offers, unlisted, unpublished
from planner.core.workload import BadInput, Problem
from planner.sources.catalogue import load_catalogue
from planner.sources.facts.toml_reader import DataError

Verbs = argparse._SubParsersAction


def add_data(verbs: Verbs[argparse.ArgumentParser]) -> None:
    """The verb and its options."""
    about = (
        "Read every file of planner/data and say what profiles lack: facts not found yet, facts looked for and not "
        "published, facts that rest on a judgement, offers of the price list that no profile lists yet. A slip in a "
        "file is exit code 2."
    )
    verb = verbs.add_parser("data", help="check the shipped facts", description=about)
    verb.add_argument("what", choices=["check"], help="check: what is missing")
    verb.add_argument("models", metavar="MODEL", nargs="*", help="profile ids; all where none is named")


def data_verb(args: argparse.Namespace) -> str:
    """The report. Raises BadInput with the sentence of a file that cannot be read, or for a model without profile."""
    try:
        catalogue = load_catalogue()
    except DataError as error:
        raise BadInput([Problem("", str(error))]) from error
    return check_text(catalogue, chosen(catalogue, args.models))


def chosen(catalogue: Catalogue, names: Sequence[str]) -> list[Profile]:
    """The named profiles, all where none is named."""
    strangers = [name for name in names if name not in catalogue.profiles]
    if strangers:
        raise BadInput([Problem("MODEL", f"has no profile of this id: {', '.join(strangers)}")])
    return [catalogue.profiles[name] for name in names] or list(catalogue.profiles.values())


def check_text(catalogue: Catalogue, profiles: Sequence[Profile]) -> str:
    """A row for each model that lacks something, then the offers, then the sums."""
    ids = {profile.id for profile in profiles}
    lacking = [(p.id, *map(_names, (missing(p), unpublished(p), judged(p)))) for p in profiles]
    rows = [row for row in lacking if row[1:] != ("-", "-", "-")]
    parts = [table(("model", "not found yet", "not published", "judged"), rows, left=4)] if rows else []
    for title, found in (
        ("Offers of the price list that look like a profiled model", _by_model(unlisted(catalogue), ids)),
        ("Offers of a profile that the price list does not have", _by_model(unknown_offers(catalogue), ids)),
    ):
        if found:
            parts.append("\n".join([f"{title}:", *(f"  {model}: {offers}" for model, offers in found)]))
    complete = sum(not missing(p) for p in profiles)
    full = sum(not missing(p) and not unpublished(p) for p in profiles)
    parts.append(
        f"{len(profiles)} profiles read, {complete} of them complete: {full} with every fact, {complete - full} with "
        "where the rest was looked for and is not published."
    )
    return "\n\n".join(parts)


def _names(names: Sequence[str]) -> str:
    return ", ".join(names) or "-"


def _by_model(offers_of: Mapping[str, Sequence[str]], ids: set[str]) -> list[tuple[str, str]]:
    return [(model, ", ".join(offers)) for model, offers in offers_of.items() if model in ids]
