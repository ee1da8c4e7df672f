"""Logs whose rows add up many calls: N requests are N calls and N runs of one step, of which only means are known."""

from __future__ import annotations

import io
import json
import re
from datetime import UTC, datetime
from html import unescape
from pathlib import Path
from typing import Any

import duckdb
import pytest
from flask.testing import FlaskClient

from planner.core.models.catalogue import Catalogue
from planner.core.usage.aggregate import aggregate_report
from planner.core.usage.elsewhere import can_be_compared
from planner.core.usage.report import report_of
from planner.core.usage.summary import per_run
from planner.schema.usage import report_to_data
from planner.sources.usage.reading import read_log
from planner.sources.warehouse import query as warehouse_query
from planner.sources.warehouse import reading as warehouse
from tests.core.usage.logs import calls
from tests.sources.usage.samples import SAMPLES, UNCOUNTED, table
from tests.web.saved.parts import plain

NOW = datetime(2026, 11, 28, tzinfo=UTC)
DAYS = ((1793491200, 1_200_000, 300_000, 400_000, 800), (1793577600, 1_500_000, 350_000, 500_000, 950))


def rows() -> list[dict[str, Any]]:
    """Two days of GPT-5.4: 1,750 requests, 2,700,000 tokens in, 900,000 of them cached, 650,000 out."""
    names = ("start_time", "input_tokens", "output_tokens", "input_cached_tokens", "num_model_requests")
    return [dict(zip(names, day, strict=True)) | {"model": "gpt-5.4"} for day in DAYS]


def page() -> bytes:
    """The same as the API's page of buckets."""
    kind = {"object": "organization.usage.completions.result"}
    buckets = [{"object": "bucket", "start_time": row.pop("start_time"), "results": [kind | row]} for row in rows()]
    return json.dumps({"object": "page", "data": buckets, "has_more": False}).encode()


def sent(client: FlaskClient, content: bytes) -> str:
    return client.post("/usage", data={"way": "log", "file": (io.BytesIO(content), "log")}).text


@pytest.mark.parametrize("content", [page(), table(rows())], ids=["json", "csv"])
def test_requests_are_calls_and_runs_of_one_step(content: bytes, client: FlaskClient) -> None:
    answer = client.post("/api/v1/usage", data={"file": (io.BytesIO(content), "log")}).json
    (group,) = answer["groups"]
    assert (group["calls"], group["runs"], group["steps"]) == (1750, 1750, None)
    assert group["input"] == {"p10": None, "p50": None, "p90": None, "mean": pytest.approx(2_700_000 / 1750)}
    assert group["visible"]["mean"] == pytest.approx(650_000 / 1750)
    load = answer["workload"]
    assert (load["runs_per_day"], load["steps"]) == (875, 1)
    assert (load["input_tokens"], load["shared_prefix_tokens"], load["visible_tokens_per_call"]) == (1543, 0, 371)
    # 900,000 x 0.25 + 1,800,000 x 2.50 + 650,000 x 15, per million
    assert answer["usd_ours"] == "14.475"
    (own,) = answer["calibration"]
    assert (own["runs"], own["visible_tokens"]) == (1750, pytest.approx(371.43, abs=0.01))


def test_the_page_of_sums_and_its_plan(client: FlaskClient) -> None:
    html = sent(client, page())
    text = plain(html)
    assert (
        "1,750 runs" in text and "Means only: the file holds sums." in text and "Input per call, tokens 1,543" in text
    )
    assert "80% from" not in text
    address = unescape(re.search(r'class="btn" href="(/plan/chat[^"]*)"', html)[1])  # type: ignore[index]
    # 514 tokens of each prompt were cached: 514 + 1,029 = 1,543.
    assert all(part in address for part in ("runs=875&", "shared=514&own=1029&", "prefix_hit=100%25"))
    # The length of answers comes from the 1,750 runs: each model has its range, on the page as in the plan.
    assert "answer=371" not in address and "equal tokens assumed" not in html
    # A day of the plan costs what a day of the log did: 14.475 / 2 x 365 / 12 = 220.14
    plan = client.get(address, headers={"Accept": "application/json"})
    assert plan.status_code == 200


def test_rows_of_a_session_stay_steps_of_its_run() -> None:
    """A session's rows of 3 and 2 calls are one run of five; a row of four calls without one is four runs of one."""
    runs = per_run(calls([{"n": 3, "run": 7, "input": 30}, {"n": 2, "run": 7, "input": 20}, {"n": 4, "input": 80}]))
    assert sorted(zip(runs.runs, runs.steps, runs.input, strict=True)) == [(1, 5, 50), (4, 1, 20)]


UNCOUNTED_ROW = {
    "model_version": "claude-sonnet-4-5", "workspace": "w", "usage_type": "standard",
    "usage_date_utc": "2026-11-02T00:00:00", "usage_input_tokens_no_cache": 300, "usage_output_tokens": 200,
    "usage_input_tokens_cache_read": 600, "usage_input_tokens_cache_write_5m": 60,
    "usage_input_tokens_cache_write_1h": 40,
}  # fmt: skip


@pytest.mark.parametrize(
    "found",
    [rows(), [UNCOUNTED_ROW] * 2, [rows()[0], rows()[1] | {"num_model_requests": ""}]],
    ids=["told", "no", "some"],
)
def test_a_table_of_sums_gives_the_report_of_its_file(
    tmp_path: Path, catalogue: Catalogue, found: list[dict[str, Any]]
) -> None:
    ibis = pytest.importorskip("ibis", reason="the extra `test` brings it: make test")
    (tmp_path / "log.csv").write_bytes(table(found))
    kinds = {name: "string" if isinstance(value, str) else "int64" for name, value in found[0].items()}
    columns = ", ".join(f"{name} {'VARCHAR' if kind == 'string' else 'BIGINT'}" for name, kind in kinds.items())
    form = warehouse.format_in(tuple(kinds), None)
    query = warehouse_query.aggregate(ibis.table(kinds, name="log"), form, (128_000,))
    with duckdb.connect() as db:
        db.execute(f"CREATE TABLE log ({columns})")
        for row in found:
            db.execute(
                f"INSERT INTO log VALUES ({', '.join('?' * len(row))})",  # noqa: S608 - marks alone
                [None if value == "" else value for value in row.values()],
            )
        answer = db.execute(str(ibis.to_sql(query, "duckdb")))
        names = [column[0] for column in answer.description]
        answered = warehouse.rows_of_answer([dict(zip(names, row, strict=True)) for row in answer.fetchall()])
    one = report_to_data(report_of(read_log(tmp_path / "log.csv"), catalogue, now=NOW))
    other = report_to_data(aggregate_report(form.name, answered, catalogue, now=NOW))
    assert one == other


def test_each_line_of_the_bill_multiplies_out(client: FlaskClient) -> None:
    text = plain(sent(client, page()))
    assert "Read from cache 900,000 0.25 0.22500000" in text and "Fresh input 1,800,000 2.50 4.50000000" in text
    assert "not told apart 650,000 15.00 9.75000000" in text and "All 14.47500000" in text
    # Two models: one rate of each kind no longer says it, so each has its lines.
    both = plain(sent(client, table([*rows(), rows()[0] | {"model": "gpt-5.4-mini"}])))
    assert "Fresh input 2,600,000 several" in both and "openai/gpt-5.4 fresh input 1,800,000 2.50 4.50000000" in both


def test_a_log_whose_own_model_does_not_come_to_its_bill_is_compared_by_its_tokens(client: FlaskClient) -> None:
    """Days taken as two runs of many steps each, as one column wrongly given as the run makes them: other models are at
    the same tokens, GPT-6 Luna at 900,000 cached, 1,800,000 and 650,000 for a 28th of 14.475."""
    log = table([row | {"requests": row.pop("num_model_requests"), "run": "r"} for row in rows()])
    text = plain(sent(client, log))
    assert "Our estimate for the model that ran is" in text and "The same tokens on other models" in text
    assert "The same runs would have cost" not in text and "The same runs on other models" not in text
    assert "Run gpt-5.4 on" not in text and "These calls cost $14.48" in text
    answer = client.post("/api/v1/usage", data={"file": (io.BytesIO(log), "log")}).json
    usd = {one["model"]: float(one["usd"]) for one in answer["elsewhere"]}
    assert usd["GPT-5.4"] == pytest.approx(14.475) and all(one["same_tokens"] for one in answer["elsewhere"])
    assert {one["usd_band"] for one in answer["elsewhere"]} == {None} and len(usd) >= 5


@pytest.mark.parametrize(("ratio", "so"), [(None, True), (0.33, False), (1 / 3, True), (3.0, True), (3.01, False)])
def test_how_far_an_estimate_may_be_from_its_bill(ratio: float | None, so: bool) -> None:
    assert can_be_compared(ratio) is so


@pytest.mark.parametrize("name", ["anthropic.json", "anthropic.csv", "focus.csv"])
def test_sums_of_an_unknown_number_of_calls_have_a_bill_alone(client: FlaskClient, name: str) -> None:
    html = sent(client, SAMPLES[name][1])
    assert "does not say how many calls" in html and "These calls cost $" in plain(html)
    assert (
        "Plan with these figures" not in html
        and "Save these runs" not in html
        and "The same tokens would have cost" in html
    )
    answer = client.post("/api/v1/usage", data={"file": (io.BytesIO(SAMPLES[name][1]), "log")}).json
    (group,) = answer["groups"]
    unknown = ("calls", "runs", "steps", "input", "reasoning", "visible")
    assert [group[figure] for figure in unknown] == [None] * 6 and group["cache_read_share"] == pytest.approx(0.6)
    assert answer["workload"] is None and "calls" in answer["no_plan"] and answer["calibration"] == []
    assert answer["hours"] is None and {move["runs"] for move in answer["moves"]} <= {None}


@pytest.mark.parametrize("name", sorted(UNCOUNTED))
def test_who_says_how_many_calls_gets_their_figures_and_a_plan(client: FlaskClient, name: str) -> None:
    """The bill stays as it was."""
    file = SAMPLES[name][1]
    bill = client.post("/api/v1/usage", data={"file": (io.BytesIO(file), "log")}).json["usd_ours"]
    answer = client.post("/api/v1/usage", data={"file": (io.BytesIO(file), "log"), "calls": "4"}).json
    (group,) = answer["groups"]
    tokens = 500 if name == "focus.csv" else 250
    assert (group["calls"], group["runs"], group["input"]["mean"]) == (4, 4, tokens) and answer["usd_ours"] == bill
    assert answer["workload"]["runs_per_day"] == 4 and answer["no_plan"] is None
    html = client.post("/usage", data={"way": "log", "file": (io.BytesIO(file), "log"), "calls": "4"}).text
    assert (
        "4 runs" in plain(html) and "Plan with these figures" in html and 'name="calls" form="usage" value="4"' in html
    )
    for said, words in (("0", "at least 1"), ("2.5", "whole number"), ("many", "Type a number")):
        data = {"way": "log", "file": (io.BytesIO(file), "log"), "calls": said}
        assert words in client.post("/api/v1/usage", data=data | {"file": (io.BytesIO(file), "log")}).text
    counted = {"file": (io.BytesIO(SAMPLES["openai.csv"][1]), "log"), "calls": "4"}
    assert client.post("/api/v1/usage", data=counted).json["errors"][0]["field"] == "calls"


def test_a_day_of_the_week_counts_by_its_days_in_the_log(client: FlaskClient) -> None:
    """1 to 31 October 2026 has five Thursdays, Fridays and Saturdays: alike days are alike, whatever their number."""
    header = "model,start_time,input_tokens,output_tokens,requests\n"
    days = [f"gpt-5.4,2026-10-{day:02d}T09:00:00Z,1000,100,{{}}\n" for day in range(1, 32)]
    alike = _weekday_line(client, header + "".join(day.format(10) for day in days))
    assert "about as many on each day" in alike
    tuesdays = {6, 13, 20, 27}
    busy = _weekday_line(
        client, header + "".join(day.format(13 if d in tuesdays else 10) for d, day in enumerate(days, 1))
    )
    assert "most on Tuesdays" in busy


def _weekday_line(client: FlaskClient, text: str) -> str:
    page = sent(client, text.encode())
    return page[page.index("Calls per day, by day of the week") :][:600]
