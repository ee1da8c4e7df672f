"""Output speeds measured at single endpoints, from planner/data/speeds.csv (made by scripts/convert_measured.py)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from functools import cache

from planner.core.models.catalogue import Speed
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
