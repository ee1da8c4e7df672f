"""What the installed model-prices package (models.dev) says of models: listed, deprecated or removed, by provider."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from importlib.metadata import version
from pathlib import Path

import model_prices

from planner.sources.prices.second_prices import HOSTS
from scripts.facts.entries import Entry

SOURCE = "model-prices"


def read_status() -> tuple[str, date, list[Entry]]:
    """The version, the day of its data, and an entry for each model it has a price or a status of."""
    snapshot = json.loads((Path(model_prices.__file__).parent / "snapshot.json").read_text("utf-8"))
    made = date.fromisoformat(snapshot["models_dev"]["committed_at"][:10])
    return version("model-prices"), made, [*_entries(snapshot)]


def _entries(snapshot: dict[str, dict[str, dict[str, str]]]) -> Iterator[Entry]:
    for host, provider in HOSTS.items():
        said = snapshot["status"].get(provider, {})
        for model in sorted({*snapshot["prices"].get(provider, {}), *said}):
            yield Entry(SOURCE, host, model, f"{provider}/{model}", state=said.get(model, "listed"))
