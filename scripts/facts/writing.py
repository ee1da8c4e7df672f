"""The tables that the planner ships: one row for each figure's catalogue, compact and in order."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from genai_prices.types import Provider

from planner.core.models.catalogue import MODES, Offer
from planner.core.models.names.same_model import model_words
from scripts.facts.entries import Entry
from scripts.facts.joining import BY_RULE, PROVIDERS, Joined, best

Row = dict[str, str]
INPUTS = ("text", "image", "audio", "video", "pdf")
TITLES = {
    "litellm": ("litellm", "BerriAI", "MIT", "https://github.com/BerriAI/litellm"),
    "pi-ai": ("@earendil-works/pi-ai", "Earendil Works", "MIT", "https://github.com/earendil-works/pi"),
    "model-prices": ("model-prices (models.dev)", "", "MIT", "https://github.com/sst/models.dev"),
}


def fact_rows(own: Mapping[tuple[str, str], list[Joined]], elsewhere: Sequence[tuple[str, str, Joined]]) -> list[Row]:
    """Limits, inputs, thinking and cache minimum by offer and catalogue; "basis" says whose entry it is."""
    rows = [_fact_row(offer, "own", _surest(group)) for (offer, _), group in own.items()]
    rows += [_thinking_row(offer, basis, one.entry) for offer, basis, one in elsewhere]
    said = [row for row in rows if any(row[name] for name in FACTS)]
    return sorted(said, key=lambda row: (row["offer"], row["source"], row["basis"]))


FACTS = ("context_window", "max_output", "input_kinds", "thinking", "default_thinking", "cache_minimum")


def _surest(group: Sequence[Joined]) -> Entry:
    """Of several entries the one with the shortest name: the model itself, not a dated snapshot of it."""
    return min(group, key=lambda one: (len(one.entry.entry), one.entry.entry)).entry


def _fact_row(offer: str, basis: str, entry: Entry) -> Row:
    return {
        "offer": offer,
        "source": entry.source,
        "entry": entry.entry,
        "basis": basis,
        "context_window": _number(entry.window),
        "max_output": _number(entry.max_output),
        "input_kinds": " ".join(kind for kind in INPUTS if kind in entry.inputs),
        "thinking": thinking_text(entry.thinking),
        "default_thinking": entry.default,
        "cache_minimum": _number(entry.cache_minimum),
    }


def _thinking_row(offer: str, basis: str, entry: Entry) -> Row:
    """A model's modes elsewhere; limits, inputs and cache are each host's own."""
    row = _fact_row(offer, basis, entry)
    return row | {"context_window": "", "max_output": "", "input_kinds": "", "cache_minimum": ""}


def thinking_text(thinking: Mapping[str, bool]) -> str:
    """Modes in order, those that are not offered with a minus: "-off low medium high"."""
    return " ".join(f"{'' if thinking[mode] else '-'}{mode}" for mode in MODES if mode in thinking)


def _number(value: int | None) -> str:
    return "" if value is None else str(value)


def life_rows(joined: Sequence[Joined], offers: Mapping[str, Offer], doubted: frozenset[tuple[str, date]]) -> list[Row]:
    """What each catalogue says of whether an offer is still served, and until when; `doubted` are dates of a host."""
    listed = [one for one in joined if one.entry.state == "listed"]
    names = frozenset((one.entry.host, one.entry.model) for one in listed)
    renamed = frozenset((one.offer, one.entry.source) for one in listed if _is_final(one, offers))
    rows = []
    for (offer, source), group in best(joined, most=BY_RULE).items():
        entry = max((one.entry for one in group), key=_lasting)
        successor = _successor(entry, offers)
        goes_on = (successor == offer and (entry.host, entry.successor) in names) or (offer, source) in renamed
        if goes_on:
            # Only an older name of it ends: the price list sells both under one row.
            rows.append(_row(offer, entry, "listed", None, ""))
        else:
            state = "doubtful" if entry.ends and (entry.host, entry.ends) in doubted else entry.state
            rows.append(_row(offer, entry, state, entry.ends, "" if successor == offer else successor))
    return sorted(rows, key=lambda row: (row["offer"], row["source"]))


def _is_final(one: Joined, offers: Mapping[str, Offer]) -> bool:
    """Whether the entry is the finished model of an offer whose id is its preview's."""
    own = model_words(offers[one.offer].model_id)
    return "preview" in own and model_words(one.entry.model) == tuple(word for word in own if word != "preview")


def _row(offer: str, entry: Entry, state: str, ends: date | None, successor: str) -> Row:
    when = ends.isoformat() if ends else ""
    who = {"offer": offer, "source": entry.source, "entry": entry.entry}
    return {**who, "state": state, "ends": when, "successor": successor if when else ""}


def _lasting(entry: Entry) -> tuple[int, date, str]:
    order = {"removed": 0, "ends": 1, "deprecated": 2, "listed": 3}
    return order[entry.state], entry.ends or date.min, entry.entry


def _successor(entry: Entry, offers: Mapping[str, Offer]) -> str:
    """The offer at the same host that is named as the successor; empty where the price list has none such."""
    provider: Provider | None = PROVIDERS.get(entry.host)
    if not entry.successor or provider is None:
        return ""
    direct = f"{entry.host}/{entry.successor}"
    model = provider.find_model(entry.successor)
    found = direct if direct in offers else f"{entry.host}/{model.id}" if model else ""
    return found if found in offers else ""


def write_rows(path: Path, rows: Sequence[Row]) -> None:
    """Rows of one shape as CSV."""
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        table.writeheader()
        table.writerows(rows)


def write_catalogues(path: Path, versions: Mapping[str, tuple[str, date]], today: date) -> None:
    """Name, version, date and licence of each catalogue, as TOML."""
    lines = ["# The catalogues behind offer_facts.csv and lifecycle.csv; written by make facts."]
    for source, (version, dated) in versions.items():
        name, owner, licence, url = TITLES[source]
        lines += ["", f"[{source}]", f'name = "{name}"', f'version = "{version}"', f"dated = {dated}"]
        lines += [f"read = {today}", f'licence = "{licence}"', f'owner = "{owner}"', f'url = "{url}"']
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
