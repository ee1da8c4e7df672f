"""`make facts` on small made-up catalogues: what an entry says, whose offer it is, and what is written."""

from __future__ import annotations

import csv
import io
import json
import tarfile
import tomllib
import zipfile
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from scripts.facts.entries import Entry
from scripts.facts.fetching import LITELLM_TABLE, PI_FOLDER, fetch_litellm, fetch_pi
from scripts.facts.joining import BY_RULE, SAME_ID, SAME_WORDS, Joined, best, borrowed, join
from scripts.facts.litellm_entries import MANY, litellm_entries, round_dates
from scripts.facts.pi_entries import pi_entries
from scripts.facts.writing import fact_rows, life_rows, write_catalogues, write_rows
from tests.core.build import offer

END = date(2027, 1, 14)


def litellm(key: str = "m-1", provider: str = "groq", **fields: Any) -> Entry | None:
    table = {key: {"litellm_provider": provider, "mode": "chat", **fields}}
    return next(iter(litellm_entries(table)), None)


def pi(**fields: Any) -> Entry | None:
    said = {
        "id": "m-1",
        "type": "chat",
        "contextWindow": 200_000,
        "maxTokens": 8_000,
        "input": ["text"],
        "reasoning": True,
    }
    return next(iter(pi_entries({"groq": {"chat": {"m-1": said | fields}}})), None)


# ---------- litellm


@pytest.mark.parametrize(
    ("provider", "sent", "answer", "window", "said"),
    [
        ("groq", 131_072, 8_192, 131_072, 8_192),
        ("groq", 131_072, 131_072, 131_072, None),  # an answer as long as the window was filled in
        ("openai", 272_000, 128_000, 400_000, 128_000),  # OpenAI's window holds the answer too
        ("openai", 922_000, 128_000, 1_050_000, 128_000),
        ("openai", 128_000, 16_384, 128_000, 16_384),
        ("groq", None, None, None, None),
    ],
)
def test_limits(provider: str, sent: int | None, answer: int | None, window: int | None, said: int | None) -> None:
    entry = litellm(provider=provider, max_input_tokens=sent, max_output_tokens=answer)
    assert entry and (entry.window, entry.max_output) == (window, said)


def test_limits_of_pictures_are_in_other_units() -> None:
    entry = litellm(mode="image_generation", max_input_tokens=4_000, max_output_tokens=1)
    assert entry and (entry.window, entry.max_output) == (None, None)


@pytest.mark.parametrize(
    ("key", "provider", "model"),
    [
        ("gemini/gemini-9", "gemini", "gemini-9"),
        ("accounts/fireworks/models/m-1", "fireworks_ai", "m-1"),
        ("azure/eu/gpt-9", "azure", None),  # the row of one region
        ("nobody/m-1", "nobody", None),
    ],
)
def test_whose_model_a_key_names(key: str, provider: str, model: str | None) -> None:
    entry = litellm(key, provider)
    assert (entry and entry.model) == model


def test_modes_default_inputs_and_end() -> None:
    entry = litellm(
        reasoning_effort_levels=["none", "low", "high"], default_reasoning_effort="none", supports_vision=True,
        deprecation_date=END.isoformat(), successor_model="groq/m-2",
    )  # fmt: skip
    assert entry
    offered = {mode for mode, there in entry.thinking.items() if there}
    assert (offered, entry.default, entry.inputs) == ({"off", "low", "high"}, "off", frozenset({"text", "image"}))
    assert (entry.state, entry.ends, entry.successor) == ("ends", END, "m-2")
    always = litellm("claude-x", "anthropic", supports_reasoning=True, thinking_always_on=True)
    assert always and (always.thinking, always.default) == ({"off": False}, "high")
    silent = litellm()
    assert silent and (silent.thinking, silent.default, silent.state) == ({}, "", "listed")


@pytest.mark.parametrize(("ids", "doubted"), [(MANY - 1, False), (MANY, True), (MANY + 1, True)])
def test_a_day_of_so_many_ids_is_the_day_of_a_list(ids: int, doubted: bool) -> None:
    table = {f"m-{n}": {"litellm_provider": "groq", "deprecation_date": END.isoformat()} for n in range(ids)}
    assert (round_dates(table) == {("groq", END)}) is doubted


# ---------- pi-ai


def test_a_level_that_is_null_is_not_offered_and_the_highest_only_where_named() -> None:
    entry = pi(thinkingLevelMap={"off": None, "minimal": "low", "xhigh": "xhigh"})
    assert entry and entry.thinking == {"off": False, "minimal": True, "xhigh": True, "max": False}
    plain = pi(reasoning=False)
    assert plain and plain.thinking["off"] and not plain.thinking["high"] and plain.default == "off"


def test_a_chosen_window_and_an_answer_of_the_same_length_say_nothing() -> None:
    assert [(e.window, e.max_output) for e in (pi(contextWindow=272_000), pi(maxTokens=200_000)) if e] == [
        (None, 8_000),
        (200_000, None),
    ]
    assert pi(type="image") is None


# ---------- joined to offers


IDS = ("made-up/Big-Model-1", "made-up/big-model-2", "maker/big-model-2", "openrouter/m/big-model-2")
OFFERS = {one: offer(one) for one in IDS}


def entry(host: str, model: str, **fields: Any) -> Entry:
    return Entry(fields.pop("source", "litellm"), host, model, f"{host}/{model}", **fields)


@pytest.mark.parametrize(
    ("model", "found"),
    [
        ("big-model-1", ("made-up/Big-Model-1", SAME_ID)),
        ("Model-1-big", ("made-up/Big-Model-1", SAME_WORDS)),
        ("big-model-1:free", None),
        ("small-model", None),
    ],
)
def test_by_id_then_by_words(model: str, found: tuple[str, int] | None) -> None:
    joined = join([entry("made-up", model)], OFFERS)
    assert [(one.offer, one.how) for one in joined] == ([found] if found else [])


def test_the_surest_entry_counts_and_the_shortest_name_of_those() -> None:
    dated, plain = entry("made-up", "big-model-1-2026", window=1), entry("made-up", "big-model-1", window=2)
    group = [Joined("made-up/Big-Model-1", dated, SAME_WORDS), Joined("made-up/Big-Model-1", plain, SAME_WORDS)]
    (row,) = fact_rows(best(group, most=SAME_WORDS), [])
    assert row["context_window"] == "2"
    assert best([Joined("x", plain, BY_RULE)], most=SAME_WORDS) == {}


def test_modes_are_borrowed_from_the_maker_and_limits_are_not() -> None:
    makers = Joined(
        "maker/big-model-2", entry("maker", "big-model-2", window=9, thinking={"off": False, "low": True}), 0
    )
    own = Joined("made-up/big-model-2", entry("made-up", "big-model-2", thinking={"off": True}), 0)
    rows = fact_rows({}, [*borrowed(best([makers, own], most=0), OFFERS, frozenset({"maker/big-model-2"}))])
    assert {(row["offer"], row["basis"], row["thinking"], row["context_window"]) for row in rows} == {
        ("made-up/big-model-2", "maker", "-off low", ""),  # what cannot be switched off there cannot be here
        ("openrouter/m/big-model-2", "maker", "-off low", ""),
    }


def test_an_alias_of_the_newest_lends_nothing_to_an_older_row_of_that_name() -> None:
    """gemini-pro was Gemini 1.0 Pro, which does not think; gemini-pro-latest thinks always."""
    ids = ("maker/pro-latest", "made-up/pro", "made-up/pro-latest")
    offers = {one: offer(one) for one in ids}
    newest = Joined("maker/pro-latest", entry("maker", "pro-latest", thinking={"off": False, "low": True}), 0)
    found = borrowed(best([newest], most=0), offers, frozenset({"maker/pro-latest"}))
    assert [offer for offer, _, _ in found] == ["made-up/pro-latest"]


# ---------- whether they are served


def lives(*entries: Entry, doubted: frozenset[tuple[str, date]] = frozenset()) -> list[tuple[str, str, str]]:
    rows = life_rows(join(entries, OFFERS), OFFERS, doubted)
    return [(row["offer"], row["state"], row["ends"]) for row in rows]


def test_an_end_a_doubted_one_and_an_older_name() -> None:
    end = entry("made-up", "big-model-1", state="ends", ends=END)
    later = entry("made-up", "model-1-big", state="ends", ends=END + timedelta(1))
    assert lives(end) == [("made-up/Big-Model-1", "ends", "2027-01-14")]
    assert lives(end, doubted=frozenset({("made-up", END)})) == [("made-up/Big-Model-1", "doubtful", "2027-01-14")]
    assert lives(later) == [("made-up/Big-Model-1", "ends", "2027-01-15")]
    assert lives(entry("made-up", "Big-Model-1"), later) == [("made-up/Big-Model-1", "listed", "")]


# ---------- in and out of files


def test_packages_are_read_as_published(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "litellm-9.9-py3-none-any.whl", "w") as wheel:
        wheel.writestr(LITELLM_TABLE, json.dumps({"m": {}}))
    with tarfile.open(tmp_path / "earendil-works-pi-ai-8.8.tgz", "w:gz") as archive:
        for name, data in ((".manifest.json", {"generatedAt": "2026-11-20T00:00:00Z"}), ("groq.json", {"chat": {}})):
            text = json.dumps(data).encode()
            info = tarfile.TarInfo(PI_FOLDER + name)
            info.size = len(text)
            archive.addfile(info, io.BytesIO(text))
    first, second = fetch_litellm(tmp_path, END), fetch_pi(tmp_path)
    assert (first.version, first.dated, first.table) == ("9.9", END, {"m": {}})
    assert (second.version, second.dated, second.table) == ("8.8", date(2026, 11, 20), {"groq": {"chat": {}}})


def test_tables_are_written_as_they_are_read(tmp_path: Path) -> None:
    rows = fact_rows(best([Joined("a/b", entry("a", "b", inputs=frozenset({"image", "text"})), 0)], most=0), [])
    write_rows(tmp_path / "facts.csv", rows)
    assert list(csv.DictReader((tmp_path / "facts.csv").read_text(encoding="utf-8").splitlines())) == rows
    assert rows[0]["input_kinds"] == "text image"
    write_catalogues(tmp_path / "c.toml", {"litellm": ("9.9", END)}, END)
    assert tomllib.loads((tmp_path / "c.toml").read_text(encoding="utf-8"))["litellm"]["dated"] == END
