"""Logs that do not separate thinking: one reading of their output, on the page and in the plan."""

from __future__ import annotations

import io
import re
from html import unescape

from flask.testing import FlaskClient

from tests.sources.usage.samples import table
from tests.web.saved.parts import plain

DAY = {"start_time": 1793577600, "end_time": 1793664000, "input_cached_tokens": 0}
DEAR = DAY | {"model": "gpt-5.4", "num_model_requests": 1200, "input_tokens": 2_400_000, "output_tokens": 768_000}
SMALL = DAY | {"model": "gpt-6-luna", "num_model_requests": 400, "input_tokens": 600_000, "output_tokens": 80_000}
BY_DEFAULT = "By our estimate 33% of the output of gpt-6-luna is thinking, which “thinking off” leaves out."


def page(client: FlaskClient, *rows: dict[str, object], **form: str) -> str:
    return client.post("/usage", data={"file": (io.BytesIO(table(list(rows))), "log.csv"), "way": "log", **form}).text


def test_each_model_of_a_log_is_read_as_it_thinks_by_default(client: FlaskClient) -> None:
    found = page(client, DEAR, SMALL)
    assert BY_DEFAULT + " The output of other models is taken as answers only" in plain(found)
    # What is assumed of an output is no share of runs that think.
    assert "/plan" in unescape(found) and not re.search(r"[?&]share=", unescape(found))
    answer = client.post("/api/v1/usage", data=table([DEAR, SMALL])).get_json()
    assert "thinking_share" not in answer["workload"]
    luna = {one["thinking"]: one for one in answer["elsewhere"] if one["offer"] == "openai/gpt-6-luna"}
    assert float(luna["medium"]["usd"]) > float(luna["off"]["usd"])


def test_a_log_of_one_such_model_says_how_its_output_is_split(client: FlaskClient) -> None:
    assert BY_DEFAULT in plain(page(client, SMALL)) and "answers only" not in plain(page(client, SMALL))
    found = plain(page(client, DEAR))
    assert "Its output is taken as answers only" in found and "By our estimate" not in found


def test_the_number_of_calls_brings_the_length_of_answers_that_is_assumed(client: FlaskClient) -> None:
    """Without it other models are priced at the log's tokens, with it by answers of their own: both are said."""
    row = {name: value for name, value in SMALL.items() if name != "num_model_requests"}
    before, after = plain(page(client, row)), plain(page(client, row, calls="400"))
    assert "same tokens" in before and "answers of" not in before and "By our estimate" not in before
    assert "answers of" in after and "whose output has 200 a call" in after and BY_DEFAULT in after
