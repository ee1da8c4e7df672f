"""Fetch, join and write: see the package's docstring. FOLDER keeps the fetched packages, a fresh one unless given."""

from __future__ import annotations

import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from planner.core.cost.long_context import is_makers
from planner.core.models.offers.offer_facts import facts_of
from planner.sources.catalogue import load_catalogue
from scripts.facts.fetching import fetch_litellm, fetch_pi
from scripts.facts.joining import SAME_WORDS, best, borrowed, join
from scripts.facts.litellm_entries import litellm_entries, round_dates
from scripts.facts.pi_entries import pi_entries
from scripts.facts.status_entries import read_status
from scripts.facts.writing import fact_rows, life_rows, write_catalogues, write_rows

DATA = Path(__file__).parents[2] / "planner" / "data"


def main(folder: Path) -> None:
    """Write the three files and print how many offers have what."""
    today = datetime.now(UTC).date()
    litellm, pi = fetch_litellm(folder, today), fetch_pi(folder)
    status_version, status_day, statuses = read_status()
    catalogue = load_catalogue()
    offers = catalogue.offers
    listed = [*offers.values()]
    makers = frozenset(o.id for o, one in zip(listed, facts_of(catalogue, listed), strict=True) if is_makers(o, one))
    entries = [*litellm_entries(litellm.table), *pi_entries(pi.table)]
    joined = join([*entries, *statuses], offers)
    own = best([one for one in joined if one.entry.source != "model-prices"], most=SAME_WORDS)
    facts = fact_rows(own, [*borrowed(own, offers, makers)])
    lives = life_rows(joined, offers, round_dates(litellm.table))
    write_rows(DATA / "offer_facts.csv", facts)
    write_rows(DATA / "lifecycle.csv", lives)
    versions = {"litellm": (litellm.version, litellm.dated), "pi-ai": (pi.version, pi.dated)}
    write_catalogues(DATA / "catalogues.toml", versions | {"model-prices": (status_version, status_day)}, today)
    print(f"{len(facts):,} rows of facts of {len({row['offer'] for row in facts}):,} of {len(offers):,} offers")
    print(f"{len(lives):,} rows of status of {len({row['offer'] for row in lives}):,} offers")


if __name__ == "__main__":
    if len(sys.argv) > 1:
        main(Path(sys.argv[1]))
    else:
        with tempfile.TemporaryDirectory() as fetched:
            main(Path(fetched))
