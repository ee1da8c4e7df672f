"""`planner serve`: the address it prints, the names it answers to, and an address that is taken."""

from __future__ import annotations

import gc
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from queue import Queue
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
from flask import Flask
from flask.testing import FlaskClient

from planner.core.models.catalogue import Catalogue
from planner.web import create_app, serve
from planner.web.warm import TEXTS, warm, warm_up


@pytest.mark.parametrize(
    ("host", "shown"),
    [
        ("127.0.0.1", "http://127.0.0.1:8000"),
        ("0.0.0.0", "http://127.0.0.1:8000"),
        ("box.example", "http://box.example:8000"),
        ("::1", "http://[::1]:8000"),
    ],
)
def test_the_address_can_be_typed_into_a_browser(host: str, shown: str) -> None:
    assert serve.address(host, 8000) == shown


@pytest.mark.parametrize(
    ("host", "trusted"),
    [("127.0.0.1", ["127.0.0.1", "localhost"]), ("box", ["127.0.0.1", "box", "localhost"])],
)
def test_the_names_it_answers_to(host: str, trusted: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PLANNER_TRUSTED_HOSTS", raising=False)
    assert serve.trusted_hosts(host) == {"TRUSTED_HOSTS": trusted}


def test_every_address_answers_to_this_machine_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PLANNER_TRUSTED_HOSTS", raising=False)
    monkeypatch.setattr(serve.socket, "gethostname", lambda: "box")
    trusted = serve.trusted_hosts("0.0.0.0")["TRUSTED_HOSTS"]
    assert {"127.0.0.1", "localhost", "box"} <= set(trusted) and "evil.example" not in trusted


@pytest.mark.parametrize(("shared", "refused"), [("1", True), ("0", False)])
def test_every_name_is_refused_where_everybody_shares_a_workspace(shared: str, refused: bool) -> None:
    said = serve.unusable(8000, {"PLANNER_TRUSTED_HOSTS": "*", "PLANNER_OPEN": shared})
    assert ("name the hosts" in said) == refused


def test_the_environment_has_the_last_word_on_names(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLANNER_TRUSTED_HOSTS", "plan.example")
    assert serve.trusted_hosts("0.0.0.0") == {}


def test_a_taken_port_is_said_in_a_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    with serve.listen("127.0.0.1", 0) as taken:
        port = taken.getsockname()[1]
        assert serve.serve("127.0.0.1", port) == 1
    assert f"127.0.0.1 port {port}" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("port", "environ", "said"),
    [
        (99999, {}, "There is no port 99999: give a number from 0 to 65535."),
        (-1, {}, "There is no port -1: give a number from 0 to 65535."),
        (0, {"PLANNER_REFRESH_PRICES": "yes"}, "PLANNER_REFRESH_PRICES must be 1 or 0, not 'yes'."),
        (0, {"PLANNER_REFRESH_PRICES": ""}, "PLANNER_REFRESH_PRICES must be 1 or 0, not ''."),
        (0, {"PLANNER_PUBLIC_URL": "foo"}, "PLANNER_PUBLIC_URL is 'foo': give scheme and host, such as"),
        (0, {"PLANNER_PUBLIC_URL": "http://["}, "PLANNER_PUBLIC_URL is 'http://[': give scheme and host, such as"),
        (0, {"PLANNER_OPEN": "perhaps"}, "PLANNER_OPEN is 'perhaps': set it to 1, or unset it."),
        (0, {"PLANNER_DATABASE": ""}, "PLANNER_DATABASE is set but empty: give it a value or unset it."),
    ],
)
def test_what_cannot_be_used_is_said_in_a_sentence(
    port: int,
    environ: dict[str, str],
    said: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    assert serve.serve("127.0.0.1", port) == 2
    out, err = capsys.readouterr()
    assert out == "" and err.startswith(said) and err.count("\n") == 1


@pytest.mark.parametrize("port", [0, 1, 65535])
def test_every_port_and_word_there_is_can_be_tried(port: int) -> None:
    assert serve.unusable(port, {"PLANNER_OPEN": "yes", "PLANNER_REFRESH_PRICES": "0"}) == ""


@pytest.mark.parametrize(("number", "said"), [(0, "no 0 workers"), (1, ""), (64, ""), (65, "no 65 workers")])
def test_there_is_at_least_one_worker(number: int, said: str) -> None:
    assert (said in serve.unusable(8000, {}, number)) and bool(said) == bool(serve.unusable(8000, {}, number))


@pytest.mark.slow
def test_it_serves_at_the_address_it_prints_whoever_dies(tmp_path: Path) -> None:
    """In processes of its own, as `make serve` does it, on any free port. What a visitor has used up stays used up."""
    code = "import sys; from planner.web.serve import serve; sys.exit(serve(port=0, number=2))"
    environment = {**os.environ, "PLANNER_DATABASE": str(tmp_path / "new" / "planner.sqlite3")}
    environment |= {"PLANNER_VISITOR_WRITES": "3", "PLANNER_VISITOR_AT_ONCE": "0", "PLANNER_VISITOR_SECONDS": "0"}
    command = [sys.executable, "-c", code]
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stdout and process.stderr
            url = next(word for word in process.stdout.readline().split() if word.startswith("http://127.0.0.1:"))
            with urlopen(f"{url}/healthz", timeout=30) as answer:
                assert json.load(answer)["ok"] is True
            assert [_write(url) for _ in range(3)] == [404] * 3
            first = _children(process.pid)
            assert len(first) == 2
            for worker in first:
                os.kill(worker, signal.SIGKILL)
            assert _write(url) == 429
            assert "was ended by signal 9; another one takes its place" in process.stderr.readline()
            process.terminate()
            assert process.wait(timeout=30) == 0
        finally:
            process.kill()
            rest = process.stderr.read() if process.stderr else ""  # ends when the last worker has
    assert rest.count("another one takes its place") == 1 and "Traceback" not in rest
    assert (tmp_path / "new" / "planner.sqlite3").exists()


def _write(url: str) -> int:
    try:
        with urlopen(f"{url}/saved/none/delete", data=b"", timeout=30) as answer:
            return int(answer.status)
    except HTTPError as error:
        with error:
            return error.code


def _children(process: int) -> list[int]:
    return [int(found) for found in Path(f"/proc/{process}/task/{process}/children").read_text().split()]


@pytest.mark.slow
def test_workers_end_with_the_process_that_started_them() -> None:
    """However it ends, and long before they would by themselves."""
    code = (
        "import sys, time; from planner.web import workers; "
        "worker = workers.fork_workers(2, print); print(worker, flush=True); time.sleep(60)"
    )
    command = [sys.executable, "-c", code]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        assert process.stdout
        said = [process.stdout.readline() for _ in range(2)]
        process.kill()
        killed = time.monotonic()
        said += process.stdout.readlines()  # ends when both have
    assert sorted(said) == ["0\n", "1\n"] and time.monotonic() - killed < 30


def test_the_first_list_of_every_offer_is_made_ready(app: Flask, client: FlaskClient) -> None:
    """What was made ready is what the first reader gets: nothing is worked out again."""
    state = app.extensions["planner"]
    state.market, state.rankings = None, {}
    gc.unfreeze()  # what the tests themselves have set aside
    warm_up(app).join(timeout=60)
    assert gc.get_freeze_count(), "what stays is not looked through for garbage again and again"
    gc.unfreeze()
    market, rankings = state.market, dict(state.rankings)
    assert market is not None and len(rankings) == 1
    assert client.get("/offers").status_code == 200
    assert state.market is market
    assert state.rankings == rankings


def test_vocabularies_are_loaded_once_a_text_is_expected(
    app: Flask, client: FlaskClient, catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: Queue[tuple[str, ...]] = Queue()
    monkeypatch.setattr("planner.sources.prompts.tokenizers.load_ahead", asked.put)
    client.get("/usage")
    assert asked.empty(), "nothing is loaded where no server runs"
    app.extensions[TEXTS] = True
    client.get("/usage?way=log")
    assert app.extensions[TEXTS], "nor for a log"
    client.get("/usage")
    client.get("/usage")
    assert asked.get(timeout=60) == catalogue.opening_set.models
    assert asked.empty()


def test_what_cannot_be_made_ready_stops_nothing(
    app: Flask, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken() -> None:
        raise ZeroDivisionError("no clock")

    monkeypatch.setitem(app.config, "CLOCK", broken)
    warm(app)
    assert "could not be made ready" in caplog.text


def test_an_unwritable_database_folder_does_not_stop_planning(catalogue: Catalogue) -> None:
    app = create_app({"TESTING": True, "CATALOGUE": catalogue, "DATABASE": "/dev/null/no/planner.sqlite3"})
    assert app.test_client().get("/plan").status_code == 200
