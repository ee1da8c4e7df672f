"""The terminal: the same answers as the API, exit codes, sentences on stderr, and help that is documented."""

from __future__ import annotations

import io
import json
import re
import sys
from decimal import Decimal
from pathlib import Path

import pytest
from flask.testing import FlaskClient

import planner
from planner import cli
from planner.cli.tables import rate_text, table, usd_text
from planner.core.models.catalogue import Catalogue

KIMI = "novita/moonshotai/kimi-k2-thinking"
REQUEST = {
    "workload": {"task_class": "expert_qa", "input_tokens": 2000, "visible_tokens_per_call": 500},
    "offers": ["openai/gpt-5.4", KIMI],
    "thinking": ["off", "high"],
    "price_date": "2026-11-23",
}
DOCS = Path(__file__).parents[2] / "docs" / "cli.md"


@pytest.fixture(autouse=True)
def _one_catalogue(catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cli, "load_catalogue", lambda: catalogue)


@pytest.fixture
def file(tmp_path: Path) -> str:
    path = tmp_path / "request.json"
    path.write_text(json.dumps(REQUEST), encoding="utf-8")
    return str(path)


def test_json_is_the_answer_of_the_api(file: str, client: FlaskClient, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["estimate", file, "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == client.post("/api/v1/estimate", json=REQUEST).json


def test_a_dash_reads_standard_input(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(json.dumps(REQUEST).encode())))
    assert cli.main(["estimate", "-", "--json"]) == 0
    assert len(json.loads(capsys.readouterr().out)["estimates"]) == 3


def test_runs_of_several_models_list_their_parts(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    stages = [{"name": "scout", "offer": KIMI, "steps": 4}, {"name": "finish", "steps": 2, "share": 0.25}]
    load = {**REQUEST["workload"], "stages": stages, "success_rate": 0.5, "max_tries": 2}
    path = tmp_path / "asked.json"
    path.write_text(json.dumps({**REQUEST, "workload": load, "offers": ["openai/gpt-5.4"], "thinking": ["high"]}))
    assert cli.main(["estimate", str(path)]) == 0
    parts, solved = capsys.readouterr().out.partition("Parts of the average run:")[2].split("Solved tasks:")
    assert re.search(rf"openai/gpt-5.4 \(high\), scout: \$\S+ by {KIMI} \(on\), 4 steps\n", parts)
    assert "openai/gpt-5.4 (high), 2 steps, in 25% of runs; " in parts and "another model's cache holds" in parts
    assert "50% of runs succeed (as you stated it), 1.5 tries a task, 75% of tasks solved" in solved
    line = {"name": "Agent", "offer": "openai/gpt-5.4", "workload": load}
    path.write_text(json.dumps({"start": "2026-12", "months": 1, "lines": [line]}))
    assert cli.main(["budget", str(path)]) == 0
    assert "  Agent: scout (Kimi K2 Thinking, on): $" in capsys.readouterr().out


def test_the_table_holds_estimates_caveats_and_what_was_refused(file: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["estimate", file]) == 0
    text = capsys.readouterr().out
    assert re.match(r"Prices of 2026-11-23T00:00:00Z, by a list read \d{4}-\d\d-\d\d, in USD\. ", text)
    assert re.search(r"^openai/gpt-5\.4 +off +2,000 +0 +500 +\$0\.01250 ", text, re.MULTILINE)
    assert "[effort_not_offered]" in text
    refused = text.partition("Refused:")[2]
    assert KIMI in refused
    assert "[thinking_always_on]" in refused


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ({**REQUEST, "workload": {"steps": 0}}, "workload.steps must be at least 1."),
        ({**REQUEST, "surprise": 1}, "surprise is not a known field; known here: "),
        (
            {**REQUEST, "offers": ["nobody/nothing"]},
            "offers.0 nobody/nothing is not a known offer or model, and nothing in the price list is like it.",
        ),
        ([], "The request must be a JSON object."),
    ],
)
def test_bad_input_is_exit_code_2_with_a_sentence(
    body: object, sentence: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "bad.json"
    path.write_text(json.dumps(body), encoding="utf-8")
    assert cli.main(["estimate", str(path)]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.startswith(sentence)
    assert printed.err.count("\n") == 1


def test_a_file_that_is_not_there_is_exit_code_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    missing = str(tmp_path / "missing.json")
    assert cli.main(["estimate", missing]) == 2
    assert capsys.readouterr().err == f"{missing} cannot be read: No such file or directory.\n"


def test_models_are_listed_with_modes_and_hosts(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["models"]) == 0
    text = capsys.readouterr().out
    assert re.search(r"^GPT-5\.4 +off\* low medium high xhigh +1,050,000 +openai", text, re.MULTILINE)
    assert re.search(r"^Kimi K2 Thinking +on\* +262,144 +.*novita", text, re.MULTILINE)
    assert cli.main(["models", "--json"]) == 0
    assert "gpt-5.4" in {model["id"] for model in json.loads(capsys.readouterr().out)["models"]}


def test_offers_are_found_by_words(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["offers", "novita", "kimi-k2-thinking"]) == 0
    text = capsys.readouterr().out
    assert re.search(rf"^{KIMI} +0\.6 +2\.5 +0\.15 +- ", text, re.MULTILINE)
    assert cli.main(["offers", "no such offer anywhere"]) == 0
    assert capsys.readouterr().out.startswith("No offer matches.")
    assert cli.main(["offers", "--json", KIMI]) == 0
    answer = json.loads(capsys.readouterr().out)
    found = [offer["id"] for offer in answer["offers"]]
    assert (answer["total"], answer["offset"]) == (len(found), 0)
    assert KIMI in found
    assert all(KIMI in offer.casefold() for offer in found)


def test_serve_is_handed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: dict[str, object] = {}

    def serve(host: str, port: int, number: int | None) -> int:
        asked.update(host=host, port=port, number=number)
        return 1

    monkeypatch.setattr("planner.web.serve.serve", serve)
    assert cli.main(["serve", "--port", "8123"]) == 1
    assert asked == {"host": "127.0.0.1", "port": 8123, "number": None}
    assert cli.main(["serve", "--workers", "3"]) == 1
    assert asked == {"host": "127.0.0.1", "port": 8000, "number": 3}


def test_the_version_is_the_package_s(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main(["--version"])
    assert ended.value.code == 0
    assert capsys.readouterr().out == f"planner {planner.__version__}\n"


@pytest.mark.parametrize("argv", [[], ["guess"], ["estimate"], ["serve", "--port", "high"]])
def test_wrong_usage_is_exit_code_2(argv: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main(argv)
    assert ended.value.code == 2
    assert "usage: planner" in capsys.readouterr().err


@pytest.mark.parametrize("verb", ["", "estimate", "budget", "models", "offers", "prices", "serve", "validate"])
def test_the_help_is_in_the_documentation_word_for_word(
    verb: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("NO_COLOR", "1")
    with pytest.raises(SystemExit):
        cli.main([verb, "--help"] if verb else ["--help"])
    assert f"```\n{capsys.readouterr().out}```" in DOCS.read_text(encoding="utf-8")


def test_every_verb_is_documented() -> None:
    text = DOCS.read_text(encoding="utf-8")
    assert all(f"## planner {verb}" in text for verb in (*cli.VERBS, "serve"))


@pytest.mark.parametrize(
    ("usd", "text"),
    [
        ("0", "$0.00"),
        ("0.0125", "$0.01250"),
        ("0.00000012345", "$0.0000001234"),
        ("1", "$1.00"),
        ("1234.5", "$1,234.50"),
    ],
)
def test_dollars_for_people(usd: str, text: str) -> None:
    assert usd_text(Decimal(usd)) == text


def test_rates_for_people() -> None:
    rates = ("2.50", "0.0000001234567", "0.123456", "0", "0.00", None)
    assert [rate_text(rate) for rate in rates] == ["2.5", "0.0000001235", "0.1235", "0", "0", "-"]


def test_columns_are_aligned() -> None:
    assert (
        table(("name", "n"), [("a", "1"), ("long name", "12")], left=1) == "name        n\na           1\nlong name  12"
    )
