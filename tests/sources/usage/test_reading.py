"""Usage logs of every format: recognised by content, read by both engines alike, refused in a sentence."""

from __future__ import annotations

import csv
import gzip
import io
import json
import math
import sqlite3
import subprocess
import sys
import tempfile
import zipfile
from contextlib import closing
from pathlib import Path

import duckdb
import numpy as np
import pytest

from planner.core.usage.calls import Key, Log, joined, with_number_of_calls
from planner.core.usage.plan import plan_of
from planner.core.usage.summary import run_count
from planner.core.usage.whole_runs import run_steps
from planner.core.workload import BadInput
from planner.sources.usage import duck
from planner.sources.usage import llm_database as llm_database_reader
from planner.sources.usage.columns import moment_of, number_of
from planner.sources.usage.limits import Cancelled, Limits, MissingModel, UnknownColumns
from planner.sources.usage.reading import read_log
from planner.sources.usage.response import with_model
from tests.sources.usage import samples
from tests.sources.usage.samples import COSTS, SAMPLES, SECRET, UNCOUNTED, any_csv, lines, litellm, llm_database, table

NOT_TOLD = {"anthropic.json", "anthropic.csv", "claude.jsonl", "cursor.csv", "openai.json", "openai.csv", "focus.csv"}
"""Formats that do not tell reasoning apart."""


def write(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def per_call(log: Log, name: str) -> float:
    return float(np.nansum(getattr(log.calls, name)) / log.calls.n.sum())


@pytest.mark.parametrize("fast", [True, False], ids=["duckdb", "plain"])
@pytest.mark.parametrize("name", SAMPLES)
def test_each_format_tells_the_same_calls(name: str, fast: bool, tmp_path: Path) -> None:
    form, content = SAMPLES[name]
    # The name says nothing: the content does.
    log = read_log(write(tmp_path, "upload.bin", content), fast=fast)
    assert (log.format, log.unknown) == (form, 0)
    if name in UNCOUNTED:
        assert np.isnan(log.calls.n).all()
        # The samples are of one call, and of two.
        log = with_number_of_calls(log, 2 if name == "focus.csv" else 1)
    assert log.calls.n.sum() == (1 if name.startswith("anthropic") else 2)
    if name == "focus.csv":
        assert (per_call(log, "input"), per_call(log, "cache_read"), per_call(log, "output")) == (1000, 600, 200)
        return
    assert (per_call(log, "input"), per_call(log, "output")) == (1000, 200)
    assert name == "measured.csv" or per_call(log, "cache_read") == 600
    assert np.isnan(log.calls.reasoning).all() if name in NOT_TOLD else per_call(log, "reasoning") == 150


def test_the_database_of_llm(tmp_path: Path) -> None:
    llm_database(tmp_path / "logs.db")
    log = read_log(tmp_path / "logs.db")
    assert (log.format, log.read, per_call(log, "reasoning"), per_call(log, "seconds")) == ("llm (SQLite)", 2, 150, 10)


@pytest.mark.parametrize(
    "made",
    [
        "VIEW responses AS SELECT 'gpt-5.4' AS model, 1 AS input_tokens, 1 AS output_tokens",
        "TABLE responses (input_tokens INTEGER, output_tokens INTEGER, model TEXT AS ('gpt-5.4'))",
        "VIRTUAL TABLE responses USING fts5 (model, input_tokens, output_tokens)",
    ],
)
def test_a_database_that_computes_is_refused(made: str, tmp_path: Path) -> None:
    """A view may work for ever, or give rows of any size."""
    with closing(sqlite3.connect(tmp_path / "logs.db")) as db:
        db.execute(f"CREATE {made}")
        if made.startswith("VIRTUAL"):
            db.execute("INSERT INTO responses VALUES ('gpt-5.4', 1, 1)")
        if made.startswith("TABLE"):
            db.execute("INSERT INTO responses (input_tokens, output_tokens) VALUES (1, 1)")
        db.commit()
    with pytest.raises(BadInput, match="without the tables of llm's logs"):
        read_log(tmp_path / "logs.db")


def test_a_head_longer_than_python_takes_is_refused(tmp_path: Path) -> None:
    csv.field_size_limit(131_072)  # as it is until a first log is read
    path = write(tmp_path, "log.csv", b"model," + b"x" * 200_000 + b",output\n1,1,1\n")
    with pytest.raises(BadInput, match="no CSV file that can be read"):
        read_log(path)


def test_a_database_is_read_within_bounds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    llm_database(tmp_path / "logs.db")
    with closing(sqlite3.connect(tmp_path / "logs.db")) as db:
        db.execute("UPDATE responses SET token_details = ?", ["[" * 100_000])
        db.commit()
    assert np.isnan(read_log(tmp_path / "logs.db").calls.reasoning).all(), "what cannot be read tells nothing"
    with pytest.raises(BadInput, match="more than 1 rows"):
        read_log(tmp_path / "logs.db", limits=Limits(rows=1))
    with pytest.raises(BadInput, match="cannot be read"):
        read_log(tmp_path / "logs.db", limits=Limits(line_bytes=1000))
    monkeypatch.setattr(llm_database_reader, "OPERATIONS", 1)
    monkeypatch.setattr(llm_database_reader, "MOST_LOOKS", 1)
    with pytest.raises(BadInput, match="cannot be read"):
        read_log(tmp_path / "logs.db")


@pytest.mark.parametrize(
    "name", ["litellm.jsonl", "litellm.csv", "langfuse.jsonl", "helicone.jsonl", "spans.jsonl", "any.csv"]
)
def test_both_engines_give_the_same_columns(name: str, tmp_path: Path) -> None:
    path = write(tmp_path, name, SAMPLES[name][1])
    fast, plain = read_log(path), read_log(path, fast=False)
    assert fast.calls.keys == plain.calls.keys
    for column in ("n", "start", "input", "cache_read", "cache_write", "output", "reasoning", "seconds", "usd"):
        np.testing.assert_allclose(getattr(fast.calls, column), getattr(plain.calls, column), err_msg=column)
    assert len(set(fast.calls.run)) == len(set(plain.calls.run)) == 1


@pytest.mark.parametrize("name", COSTS)
def test_cost_reports_are_dollars_without_calls(name: str, tmp_path: Path) -> None:
    form, content, usd, models = COSTS[name]
    log = read_log(write(tmp_path, "upload.bin", content))
    assert (log.format, log.calls.n.sum(), log.calls.usd.sum()) == (form, 0, pytest.approx(usd))
    assert tuple(key.model for key in log.calls.keys) == models
    assert np.isnan(log.calls.input).all() and set(log.calls.start) == {1793577600}
    assert log.unknown == (name == "openai.csv")


def test_columns_that_the_user_has_to_choose_come_with_the_refusal(tmp_path: Path) -> None:
    for content in (b"Wer,Wieviel\na,5\n", b'{"wer": "a", "wieviel": 5}\n' * 2, b"model,input_tokens\ngpt-5.4,x\n"):
        with pytest.raises(UnknownColumns) as refused:
            read_log(write(tmp_path, "log", content))
        assert len(refused.value.columns) == 2


@pytest.mark.parametrize("fast", [True, False], ids=["duckdb", "plain"])
def test_what_progress_raises_ends_the_reading(tmp_path: Path, fast: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """And leaves no unpacked copy behind."""
    monkeypatch.setattr(duck, "WATCHED_SECONDS", 0.0)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    path = write(tmp_path, "log.gz", gzip.compress(b"model,input_tokens\n" + b"gpt-5.4,5\n" * 100_000))
    told: list[float | None] = []

    def watch(rows: int, share: float | None) -> None:
        told.append(share)
        raise Cancelled

    with pytest.raises(Cancelled):
        read_log(path, fast=fast, progress=watch)
    assert told[0] is not None and 0 <= told[0] <= 1
    assert [entry.name for entry in tmp_path.iterdir()] == ["log.gz"]


def test_parquet_is_read_by_duckdb(tmp_path: Path) -> None:
    path = tmp_path / "log"
    with duckdb.connect() as db:
        db.execute(
            "CREATE TABLE t (model TEXT, input_tokens INT, output_tokens INT, cost DECIMAL(9, 4), time TIMESTAMP)"
        )
        db.execute("INSERT INTO t SELECT 'gpt-5.4', 1000, 200, 0.01, TIMESTAMP '2026-11-02 09:00' FROM range(3)")
        db.execute(f"COPY t TO '{path}' (FORMAT parquet)")
    calls = read_log(path).calls
    assert (calls.n.sum(), calls.input.sum(), calls.usd.sum()) == (3, 3000, pytest.approx(0.03))
    assert calls.start[0] == 1793610000
    with pytest.raises(BadInput, match="which the extra `usage` reads"):
        read_log(path, fast=False)


def test_a_small_parquet_file_of_very_many_rows_is_refused(tmp_path: Path) -> None:
    """Three million equal rows are packed to some kilobytes."""
    path = tmp_path / "log"
    with duckdb.connect() as db:
        db.execute("CREATE TABLE t AS SELECT 'gpt-5.4' AS model, 1 AS input_tokens FROM range(3000000)")
        db.execute(f"COPY t TO '{path}' (FORMAT parquet, COMPRESSION zstd)")
    assert path.stat().st_size < 100_000
    with pytest.raises(BadInput, match="more than 50 rows"):
        read_log(path, limits=SMALL_ROWS)
    path.write_bytes(path.read_bytes()[:200])
    with pytest.raises(BadInput, match="Parquet file that cannot be read"):
        read_log(path)


SMALL_ROWS = Limits(rows=50)


def test_objects_that_turn_into_text_are_still_rows(tmp_path: Path) -> None:
    """The first rows say that a column holds objects; a later one that does not is not lost."""
    later = [{**row, "metadata": "{}", "request_tags": None} for row in litellm()]
    log = read_log(write(tmp_path, "log", lines([*litellm(), *litellm() * 150, *later])))
    assert (log.read, log.unknown, log.calls.input.sum()) == (304, 0, 304_000)


@pytest.mark.parametrize("fast", [True, False], ids=["duckdb", "plain"])
def test_calls_without_a_session_are_runs_of_their_own(tmp_path: Path, fast: bool) -> None:
    rows = [{"model": "gpt-5.4", "input_tokens": 5, "session_id": session} for session in ("", "a", "a", "")]
    calls = read_log(write(tmp_path, "a.csv", table(rows)), fast=fast).calls
    assert [bool(run) for run in calls.run].count(False) == 2 and run_count(calls) == 3


def test_runs_hosts_tasks_and_efforts(tmp_path: Path) -> None:
    (key,) = read_log(write(tmp_path, "a", SAMPLES["litellm.jsonl"][1])).calls.keys
    assert (key.model, key.host, key.task) == ("gpt-5.4", "openai", "billing")
    (key,) = read_log(write(tmp_path, "b", SAMPLES["langfuse.jsonl"][1])).calls.keys
    assert (key.effort, key.task) == ("high", "billing")
    (key,) = read_log(write(tmp_path, "c", SAMPLES["codex.jsonl"][1])).calls.keys
    assert (key.model, key.effort) == ("gpt-5.4", "high")


@pytest.mark.parametrize("fast", [True, False])
def test_unknown_rows_are_counted(tmp_path: Path, fast: bool) -> None:
    content = lines(litellm()) + b'not json\n{"model": "gpt-5.4"}\n{"prompt_tokens": 3, "startTime": "x"}\n'
    log = read_log(write(tmp_path, "a.jsonl", content), fast=fast)
    assert (log.read, log.unknown, len(log.calls.key)) == (5, 3, 2)
    rows = table(
        [{"model": "gpt-5.4", "input_tokens": 5}, {"model": "", "input_tokens": 5}, {"model": "m", "input_tokens": "x"}]
    )
    log = read_log(write(tmp_path, "a.csv", rows), fast=fast)
    assert (log.read, log.unknown) == (3, 2)


def test_repeated_and_other_events_of_a_session(tmp_path: Path) -> None:
    log = read_log(write(tmp_path, "a", SAMPLES["claude.jsonl"][1]))
    assert (log.read, log.other, log.twice, len(log.calls.key)) == (7, 3, 2, 2)
    log = read_log(write(tmp_path, "b", SAMPLES["codex.jsonl"][1]))
    assert (log.read, log.twice, len(log.calls.key)) == (6, 2, 2)


def test_one_response_of_an_api(tmp_path: Path) -> None:
    usage = {
        "input_tokens": 460,
        "cache_read_input_tokens": 15680,
        "cache_creation_input_tokens": 2100,
        "output_tokens": 1520,
    }
    body = {"id": "m", "type": "message", "model": "claude-opus-4-5", "content": [{"text": SECRET}], "usage": usage}
    log = read_log(write(tmp_path, "a", json.dumps(body, indent=1).encode()))
    calls = log.calls
    assert (log.format, calls.keys[0].host) == ("one response", "anthropic")
    assert (calls.input[0], calls.cache_read[0], calls.cache_write[0], calls.output[0]) == (18240, 15680, 2100, 1520)
    details = {"completion_tokens_details": {"reasoning_tokens": 600}, "prompt_tokens_details": {"cached_tokens": 300}}
    chat = {
        "model": "gpt-5.4",
        "usage": {"prompt_tokens": 1000, "completion_tokens": 900, "total_tokens": 1900, **details},
    }
    calls = read_log(write(tmp_path, "b", json.dumps(chat).encode())).calls
    assert (calls.input[0], calls.cache_read[0], calls.output[0], calls.reasoning[0]) == (1000, 300, 900, 600)


def responses() -> dict[str, list[dict[str, object]]]:
    """The same two calls as lines of several vendors' responses and results of batches; the last line has failed."""
    chats = [
        {
            "id": f"c{said}",
            "created": 1793524920,
            "model": "gpt-5.4",
            "usage": {
                "prompt_tokens": 1000,
                "completion_tokens": said,
                "total_tokens": 1000 + said,
                "prompt_tokens_details": {"cached_tokens": 300},
                "completion_tokens_details": {"reasoning_tokens": 100},
            },
        }
        for said in (400, 500)
    ]
    of_claude = [
        {
            "model": "claude-opus-4-5",
            "usage": {"input_tokens": 700, "cache_read_input_tokens": 300, "output_tokens": said},
        }
        for said in (400, 500)
    ]
    failed = {"error": {"message": SECRET}}
    return {
        "chat": [*chats, failed],
        "openai batch": [
            *({"custom_id": "a", "response": {"status_code": 200, "body": chat}, "error": None} for chat in chats),
            {"custom_id": "b", "response": None, **failed},
        ],
        "claude batch": [
            *({"custom_id": "a", "result": {"type": "succeeded", "message": one}} for one in of_claude),
            {"custom_id": "b", "result": {"type": "errored", **failed}},
        ],
    }


@pytest.mark.parametrize("kind", ["chat", "openai batch", "claude batch"])
@pytest.mark.parametrize("as_lines", [True, False])
def test_a_log_of_responses(tmp_path: Path, kind: str, *, as_lines: bool) -> None:
    rows = responses()[kind]
    content = "\n".join(map(json.dumps, rows)) if as_lines else json.dumps(rows)
    log = read_log(write(tmp_path, "a", content.encode()))
    calls = log.calls
    assert (log.format, log.read, log.unknown) == ("API responses", 3, 1)
    assert [one.tier for one in calls.keys] == ["batch" if "batch" in kind else ""]
    assert (list(calls.input), list(calls.cache_read), list(calls.output)) == ([1000, 1000], [300, 300], [400, 500])
    if "claude" not in kind:
        assert list(calls.reasoning) == [100, 100]


def test_a_gateways_key_makes_no_batch(tmp_path: Path) -> None:
    """Only Gemini's batches call their requests by a key."""
    chat = responses()["chat"][0]
    gemini = {
        "modelVersion": "gemini-3.5-flash",
        "usageMetadata": {"promptTokenCount": 1000, "candidatesTokenCount": 300, "totalTokenCount": 1300},
    }
    for response, tier in ((chat, ""), (gemini, "batch")):
        line = json.dumps({"key": "team-a", "response": response})
        log = read_log(write(tmp_path, "a.jsonl", f"{line}\n{line}".encode()))
        assert (log.unknown, [one.tier for one in log.calls.keys]) == (0, [tier])


def test_a_table_with_a_usage_column_is_read_as_a_table(tmp_path: Path) -> None:
    """Its own columns say models and tokens."""
    row = {"model": "gpt-5.4", "input_tokens": 5, "output_tokens": 7, "usage": {"input_tokens": 1, "output_tokens": 1}}
    log = read_log(write(tmp_path, "a.jsonl", "\n".join([json.dumps(row)] * 2).encode()))
    assert (log.format, list(log.calls.input)) == ("JSON lines", [5, 5])


CHAT = {"prompt_tokens": 1000, "completion_tokens": 300, "total_tokens": 1300}
BILLED = {"billed_units": {"input_tokens": 1000, "output_tokens": 300}, "tokens": {"input_tokens": 1100}}
CONVERSE = {"inputTokens": 500, "outputTokens": 300, "cacheReadInputTokens": 400, "cacheWriteInputTokens": 100}


@pytest.mark.parametrize(
    ("model", "usage", "cached", "usd"),
    [
        ("deepseek-v4-pro", CHAT | {"prompt_cache_hit_tokens": 400, "prompt_cache_miss_tokens": 600}, 400, None),
        ("kimi-k2.5", CHAT | {"cached_tokens": 400}, 400, None),
        ("openai/gpt-5.4", CHAT | {"cost": 0.0123, "prompt_tokens_details": {"cached_tokens": 400}}, 400, 0.0123),
        ("sonar", CHAT | {"cost": {"total_cost": 0.006, "request_cost": 0.005}}, 0, 0.006),
        ("us.anthropic.claude-opus-4-5-20251101-v1:0", CONVERSE, 400, None),
        ("command-a-03-2025", BILLED, 0, None),
    ],
)
def test_what_vendors_spell_in_their_own_way(
    tmp_path: Path, model: str, usage: dict[str, object], cached: float, usd: float | None
) -> None:
    calls = read_log(write(tmp_path, "a", json.dumps({"model": model, "usage": usage}).encode())).calls
    assert (calls.input[0], calls.output[0]) == (1000, 300)
    assert np.nan_to_num(calls.cache_read[0]) == cached
    assert calls.usd[0] == usd or (usd is None and math.isnan(calls.usd[0]))


GEMINI = {"promptTokenCount": 9, "candidatesTokenCount": 8}


@pytest.mark.parametrize("body", [CHAT, CONVERSE, {"usage": CONVERSE}, GEMINI])
def test_a_usage_without_a_model_asks_for_it(tmp_path: Path, body: dict[str, object]) -> None:
    with pytest.raises(MissingModel, match="does not name its model"):
        read_log(write(tmp_path, "a", json.dumps(body).encode()))
    text = with_model(json.dumps(body), "gpt-5.4")
    assert read_log(write(tmp_path, "a", text.encode())).calls.keys[0].model == "gpt-5.4"
    assert with_model(text, "o3") == text and with_model("no JSON", "o3") == "no JSON"


@pytest.mark.parametrize("model", ["gemini-3.1-pro", "gemini-3-flash", "gemini-9-unheard-of"])
def test_one_response_of_a_model_without_a_price(tmp_path: Path, model: str) -> None:
    """Its tokens are read all the same; Google counts thoughts beside the candidates."""
    counts = {"promptTokenCount": 100, "candidatesTokenCount": 50, "thoughtsTokenCount": 200}
    body = {"modelVersion": model, "usageMetadata": {**counts, "cachedContentTokenCount": 20, "totalTokenCount": 350}}
    calls = read_log(write(tmp_path, "a", json.dumps(body).encode())).calls
    assert (calls.keys[0].model, calls.keys[0].host) == (model, "google")
    assert (calls.input[0], calls.cache_read[0], calls.output[0], calls.reasoning[0]) == (100, 20, 250, 200)


def test_columns_are_chosen_by_the_user(tmp_path: Path) -> None:
    path = write(tmp_path, "a.csv", table([{"Modell": "gpt-5.4", "Ein": "1.000,5", "Aus": 20}], delimiter=";"))
    with pytest.raises(BadInput, match="say which of Modell, Ein, Aus"):
        read_log(path)
    log = read_log(path, columns={"model": "Modell", "output": "Aus"})
    assert (log.calls.keys[0].model, log.calls.output[0]) == ("gpt-5.4", 20)
    with pytest.raises(BadInput, match="no column Nein"):
        read_log(path, columns={"model": "Nein"})


@pytest.mark.parametrize("fast", [True, False], ids=["duckdb", "plain"])
def test_a_chosen_column_may_be_called_as_sums_and_paths_are(tmp_path: Path, fast: bool) -> None:
    row = {"who": "gpt-5.4", "in+cached": 30, "in": 1, "cached": 2, "c++": 3, "out.all": 5, "out": 9}
    rows = table([row])
    chosen = {"model": "who", "input": "in+cached", "output": "out.all", "reasoning": "c++"}
    calls = read_log(write(tmp_path, "a.csv", rows), columns=chosen, fast=fast).calls
    assert (calls.input[0], calls.output[0], calls.reasoning[0]) == (30, 5, 3)


@pytest.mark.parametrize("fast", [True, False], ids=["duckdb", "plain"])
def test_measured_runs_are_means_of_their_runs(tmp_path: Path, fast: bool) -> None:
    log = read_log(write(tmp_path, "a", SAMPLES["measured.csv"][1]), fast=fast)
    (own,) = plan_of(log.calls, log_format=log.format, classes={"coding_agent": False}).calibration
    assert (own.runs, own.thinking, own.reasoning_tokens, own.visible_tokens, own.seconds) == (2, "high", 150, 50, 10)
    assert own.steps is None and not own.sd_ln


@pytest.mark.parametrize("fast", [True, False], ids=["duckdb", "plain"])
def test_measured_runs_say_their_steps(tmp_path: Path, fast: bool) -> None:
    """One run of 38 and three of 42 on average; what is no number of steps is left out."""
    head = "model,effort,task_class,n,input,reasoning,visible,steps"
    rows = (
        "gpt-5.4,high,coding_agent,1,9,8,7,38",
        "gpt-5.4,high,coding_agent,3,9,8,7,42",
        "o3,,coding_agent,1,9,8,7,x",
    )
    log = read_log(write(tmp_path, "a.csv", "\n".join((head, *rows)).encode()), fast=fast)
    (said,) = run_steps(log.calls)
    assert said[:3] == (Key("gpt-5.4", "high", "coding_agent"), 4.0, 164.0) and said.rows == 2


def test_a_chosen_column_of_milliseconds(tmp_path: Path) -> None:
    rows = table([{"model": "gpt-5.4", "input_tokens": 5, "Latency (ms)": 1500, "Zeit": 3}])
    for column, seconds in (("Latency (ms)", 1.5), ("Zeit", 3)):
        chosen = {"model": "model", "input": "input_tokens", "seconds": column}
        assert read_log(write(tmp_path, "a", rows), columns=chosen).calls.seconds[0] == seconds


def test_packed_and_other_encodings(tmp_path: Path) -> None:
    content = any_csv()
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("log.csv", content)
    for name, data in (
        ("a.gz", gzip.compress(content)),
        ("a.zip", packed.getvalue()),
        ("a", content.decode().encode("utf-16")),
    ):
        assert read_log(write(tmp_path, name, data)).calls.n.sum() == 2


def test_several_logs_are_one(tmp_path: Path) -> None:
    logs = [read_log(write(tmp_path, name, SAMPLES[name][1])) for name in ("litellm.jsonl", "langfuse.jsonl")]
    both = joined(logs)
    assert (both.format, both.read, both.calls.n.sum()) == ("LiteLLM spend logs + Langfuse", 4, 4)
    assert len(both.calls.keys) == 2


SMALL = Limits(file_bytes=10_000, unpacked_bytes=20_000, rows=50, line_bytes=4_000, document_bytes=2_000)


REFUSED = [
    (b"", "is empty"),
    (b"\x89PNG\r\n\x1a\n" + b"\0" * 50, "is a PNG picture"),
    (b"a,b\0c\n", "is binary data"),
    (b"just some words\n", "is no table"),
    (b"model,input_tokens\n" + b"gpt-5.4,5\n" * 51, "more than 50 rows"),
    (b"x" * 9_000, "a line longer than"),
    (b'{"model": "' + b"x" * 9_000, "one JSON document of more than"),
    (b"model,input_tokens\ngpt-\xe9\xe8,5\n", "is not UTF-8 from line 2"),
    (b"x" * 10_001, "is larger than"),
    (gzip.compress(b"0" * 1_000_000), "unpacks to more than"),
    (gzip.compress(b"model,input_tokens\n")[:-5], "cannot be unpacked"),
    (b"PK\x03\x04 broken", "cannot be read"),
    (b"SQLite format 3\0 broken", "cannot be read"),
    (b"[1, 2", "begins as JSON and is not"),
    (b'{"model": "a", "x": 1}\n' * 3, "no column of models and tokens"),
]
"""Contents and what is said of them. Packed bytes hold the time they were packed at: they name no test."""


@pytest.mark.parametrize("fast", [True, False], ids=["duckdb", "plain"])
@pytest.mark.parametrize(("content", "sentence"), REFUSED, ids=[sentence for _, sentence in REFUSED])
def test_what_cannot_be_read_is_refused_in_a_sentence(
    tmp_path: Path, content: bytes, sentence: str, fast: bool
) -> None:
    with pytest.raises(BadInput, match=sentence):
        read_log(write(tmp_path, "log", content), limits=SMALL, fast=fast)


def test_a_later_line_without_end_is_refused(tmp_path: Path) -> None:
    content = lines(litellm()) + b'{"model": "' + b"x" * 5_000
    with pytest.raises(BadInput, match="a line longer than"):
        read_log(write(tmp_path, "log", content), limits=SMALL, fast=False)


def test_the_fast_engine_takes_what_tables_hold(tmp_path: Path) -> None:
    """Otherwise every test above would pass by the plain engine alone."""
    from planner.sources.usage.any_table import format_of
    from planner.sources.usage.opening import opened

    with opened(write(tmp_path, "a", SAMPLES["litellm.csv"][1]), Limits()) as file:
        form = format_of(file.columns)
        assert form is not None and duck.read(file, form, Limits()) is not None


@pytest.mark.parametrize(
    ("value", "number"),
    [
        ("12", 12),
        ("$1,234.50", 1234.5),
        (" 7 ", 7),
        (3, 3),
        ("-1", None),
        ("1,5", None),
        ("", None),
        (True, None),
        ("nan", None),
    ],
)
def test_a_figure(value: object, number: float | None) -> None:
    found = number_of(value)
    assert math.isnan(found) if number is None else found == number


@pytest.mark.parametrize(
    "text", ["2026-11-02T09:00:00Z", "2026-11-02 10:00:00+01:00", "1793610000", "1793610000000", "1793610000000000000"]
)
def test_a_moment(text: str) -> None:
    assert moment_of(text) == 1793610000


def test_no_sample_keeps_its_secret_out_of_reach() -> None:
    """The secret is planted: a test that looks for it can find it."""
    planted = [name for name, (_, content) in SAMPLES.items() if SECRET.encode() in content]
    assert len(planted) >= 8 and samples.SECRET == SECRET


PEAK = """
import re, sys
from pathlib import Path
from planner.core.workload import BadInput
from planner.sources.usage.reading import read_log
import duckdb, numpy
def peak():
    return int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text()).group(1)) / 1024
before = peak()
try:
    read_log(Path(sys.argv[1]))
except BadInput as error:
    print(error.problems[0].message, "|", peak() - before)
"""


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="memory is measured as Linux tells it")
def test_a_bomb_is_refused_without_memory(tmp_path: Path) -> None:
    """300 MB of one line and of JSON without an end, packed to some hundred kilobytes: refused within 60 MB."""
    for start, sentence in ((b"", "a line longer than"), (b'{"model": "', "one JSON document of more than")):
        with gzip.open(tmp_path / "log", "wb", compresslevel=1) as packed:
            packed.write(start)
            for _ in range(300):
                packed.write(b"x" * 1_000_000)
        run = [sys.executable, "-c", PEAK, str(tmp_path / "log")]
        message, _, megabytes = subprocess.run(run, check=True, capture_output=True, text=True).stdout.partition(" | ")
        assert sentence in message and float(megabytes) < 60


def test_encodings_that_change_on_the_way_are_refused(tmp_path: Path) -> None:
    """UTF-8 for longer than the first look, then Latin-1; and what begins as UTF-16."""
    head = b"model,input_tokens,text\n" + (b"gpt-5.4,5," + b"x" * 9_000 + b"\n") * 120
    with pytest.raises(BadInput, match="is not UTF-8 throughout"):
        read_log(write(tmp_path, "log", head + "größe,5,\n".encode("latin-1")))
    with pytest.raises(BadInput, match="begins as UTF-16"):
        read_log(write(tmp_path, "log", b"\xff\xfe" + b"odd"))
