"""Reading facts: what is loose in a file is refused, what is said about a figure survives."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

import pytest

from planner.sources.facts.toml_reader import (
    DataError,
    as_date,
    as_flag,
    as_number,
    as_tokens,
    as_word,
    as_words,
    read_fact,
)


def test_a_fact_keeps_source_day_address_note_and_rivals() -> None:
    raw = {
        "value": 256_000,
        "source": "vercel_grok4",
        "note": "used",
        "others": [{"value": 2_000_000, "source": "card"}],
    }
    fact = read_fact(raw, as_tokens, "grok-4 context_window")
    assert (fact.value, fact.source, fact.checked) == (256_000, "Vercel AI Gateway, Grok 4", date(2026, 11, 23))
    assert (fact.url, fact.note) == ("https://vercel.com/ai-gateway/models/grok-4/faq", "used")
    assert fact.disputed
    assert fact.others[0].source.startswith("Model card")


def test_an_unknown_key_of_a_fact_is_refused() -> None:
    with pytest.raises(DataError, match="here: unknown key urll"):
        read_fact({"value": 1, "source": "card", "urll": ""}, as_tokens, "here")


@pytest.mark.parametrize(
    ("convert", "value"),
    [
        (as_tokens, "16K"),
        (as_tokens, 0),
        (as_tokens, True),
        (as_tokens, 1.5),
        (as_number, -1),
        (as_number, "1"),
        (as_flag, 1),
        (as_date, "2026-11-23"),
        (as_date, datetime(2026, 11, 23)),  # noqa: DTZ001 (a TOML local date-time is naive)
        (as_word, ""),
        (as_words, "off"),
        (as_words, []),
        (as_words, [1]),
    ],
)
def test_loose_values_are_refused(convert: Callable[[object], object], value: object) -> None:
    with pytest.raises(DataError):
        convert(value)
