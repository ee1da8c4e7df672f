"""One visitor cannot use up the server: at once, by the minute, by writes; the others go on."""

from __future__ import annotations

import errno
import fcntl
import gzip
import os
import time
from io import BytesIO

import pytest
from flask import Flask, g, template_rendered
from flask.testing import FlaskClient

from planner.core.models.catalogue import Catalogue
from planner.core.pauses import WAIT, pause
from planner.sources.catalogue import load_catalogue
from planner.store.database.connection import Limits
from planner.store.quota import ROOM
from planner.web import create_app
from planner.web.budgets.form import from_budget
from planner.web.guard import fairness, turns
from planner.web.guard.fairness import Counters, Visitor, read_limits, used_up
from planner.web.guard.shared import WAYS, SharedLock, Table
from planner.web.usage import uploads
from tests.web.budgets.parts import SCRIPT, one_line, saved
from tests.web.saved.parts import JSON, PLAN, save

ONE_RUN = {
    "start": "2027-01",
    "months": 1,
    "lines": [{"name": "a", "workload": {"input_tokens": 9}, "offer": "openai/gpt-5.4", "thinking": "off"}],
}
LIMITS = {"VISITOR_AT_ONCE": 2, "VISITOR_SECONDS": 10, "VISITOR_WRITES": 3, "VISITOR_MEGABYTES": 0}


@pytest.mark.parametrize(
    ("visitor", "writes", "limit"),
    [
        (Visitor(0, at_once=1), False, ""),
        (Visitor(0, at_once=2), False, "VISITOR_AT_ONCE"),
        (Visitor(0, seconds=9.99), False, ""),
        (Visitor(0, seconds=10), False, "VISITOR_SECONDS"),
        (Visitor(0, writes=2), True, ""),
        (Visitor(0, writes=3), True, "VISITOR_WRITES"),
        (Visitor(0, writes=3), False, ""),
    ],
)
def test_a_limit_is_reached_at_its_number(visitor: Visitor, writes: bool, limit: str) -> None:
    assert used_up(visitor, LIMITS, writes=writes) == limit


def test_zero_is_no_limit() -> None:
    visitor = Visitor(0, at_once=99, seconds=99, writes=99)
    assert used_up(visitor, dict.fromkeys(LIMITS, 0), writes=True) == ""


@pytest.mark.parametrize("text", ["many", "-1", "", "1.5", "9999999"])
def test_a_limit_that_is_no_number_is_said(text: str) -> None:
    with pytest.raises(ValueError, match="or 0 for no limit"):
        read_limits({"PLANNER_VISITOR_WRITES": text})


@pytest.fixture
def limited(catalogue: Catalogue, tmp_path: object) -> FlaskClient:
    config = {"TESTING": True, "CATALOGUE": catalogue, "DATABASE": f"{tmp_path}/p.sqlite3"}
    return create_app({**config, "VISITOR_AT_ONCE": 0, "VISITOR_SECONDS": 0, "VISITOR_WRITES": 3}).test_client()


def test_writes_beyond_the_limit_wait_and_others_go_on(limited: FlaskClient) -> None:
    answers = [limited.post("/saved/none/delete").status_code for _ in range(5)]
    assert answers == [404, 404, 404, 429, 429]
    refused = limited.post("/saved/none/delete")
    assert 1 <= int(refused.headers["Retry-After"]) <= 60 and "3 writes per minute" in refused.text
    other = limited.post("/saved/none/delete", environ_base={"REMOTE_ADDR": "192.0.2.7"})
    assert other.status_code == 404
    behind = limited.post("/saved/none/delete", headers={"X-Forwarded-For": "1.1.1.1, 192.0.2.9"})
    assert behind.status_code == 404
    assert limited.get("/healthz").status_code == limited.get("/workspace").status_code == 200


def test_the_time_of_a_request_is_counted_and_its_place_given_back(app: Flask) -> None:
    app.config["VISITOR_SECONDS"] = 1
    with app.test_request_context("/workspace", environ_base={"REMOTE_ADDR": "127.0.0.1"}):
        fairness.enter()
        assert _counted(app).at_once == 1
        g.visitor_start -= 2.0
        fairness.leave(None)
        assert _counted(app).at_once == 0 and _counted(app).seconds >= 2.0
    assert app.test_client().get("/workspace").status_code == 429


def _counted(app: Flask) -> Visitor:
    found: Visitor = app.extensions[fairness.KEY].visitor("127.0.0.1", time.monotonic())
    return found


def test_workers_count_together_and_what_a_dead_one_had_in_hand_is_given_back() -> None:
    counters = Counters(workers=2)
    counters.count("a", 1.0, at_once=2, writes=1)
    counters.enter(2)
    counters.begin(1)
    assert counters.at_once == 0 and counters.all_at_once == 2
    assert counters.count("a", 2.0, at_once=1, writes=1, lines=1) == Visitor(1.0, writes=2, lines=1, at_once=3)
    counters.begin(0)
    assert counters.all_at_once == 0 and counters.visitor("a", 3.0).at_once == 1
    assert counters.visitor("a", 61.0) == Visitor(61.0, at_once=1), "a minute later"
    assert counters.visitor("b", 3.0) == Visitor(3.0)


def test_rows_that_find_no_place_take_that_of_the_oldest() -> None:
    table = Table("d", slots=WAYS)
    for number in range(1, WAYS + 2):
        table.put(f"{number}", [number])
    kept = {number: table.get(f"{number}") for number in range(1, WAYS + 2)}
    assert kept == {1: None} | {number: [number] for number in range(2, WAYS + 2)}
    table.drop("2")
    table.put("new", [0.5])
    assert table.get("3") == [3] and table.get("new") == [0.5]


def test_a_question_to_the_api_is_no_write() -> None:
    """Answers cost processor time, which has a limit of its own; 184 names in a row are not 184 writes."""
    client = create_app(
        {"TESTING": True, "VISITOR_AT_ONCE": 0, "VISITOR_SECONDS": 0, "VISITOR_WRITES": 3}
    ).test_client()
    body = {"offers": ["nobody"]}
    assert {client.post("/api/v1/estimate", json=body).status_code for _ in range(6)} == {422}


def test_megabytes_and_quotas_are_refused_with_their_limit_and_what_was_typed(
    catalogue: Catalogue, tmp_path: object
) -> None:
    config = {"TESTING": True, "CATALOGUE": catalogue, "DATABASE": f"{tmp_path}/p.sqlite3", "QUOTA": Limits(plans=1)}
    client = create_app(config).test_client()
    save(client, name="First")
    full = client.post("/saved", data={"plan": PLAN, "name": "Second plan"})
    assert full.status_code == 422 and "at most 1 plans" in full.text and "Second plan" in full.text
    assert client.post("/saved", data={"plan": PLAN, "name": "x"}, headers=JSON).json == {
        "errors": [{"field": "workspace", "message": f"A workspace keeps at most 1 plans on this server. {ROOM}"}]
    }
    assert (
        used_up(Visitor(0, bytes=30_000_000), {**LIMITS, "VISITOR_MEGABYTES": 30}, writes=True) == "VISITOR_MEGABYTES"
    )


def test_above_its_capacity_the_server_says_so_at_once(app: Flask, client: FlaskClient) -> None:
    app.config["SERVER_AT_ONCE"] = 1
    app.extensions[fairness.KEY].enter(1)
    busy = client.get("/workspace", environ_base={"REMOTE_ADDR": "192.0.2.8"})
    assert busy.status_code == 429 and busy.headers["Retry-After"] == "2" and "server is busy" in busy.text
    assert client.get("/healthz").status_code == 200
    app.extensions[fairness.KEY].enter(-1)
    assert [client.get("/workspace").status_code for _ in range(3)] == [200] * 3


def test_pages_are_made_one_at_a_time_and_a_slow_one_stops_nobody(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The turn ends with the page, also where it fails; large work gives it up before it waits for its own."""
    lock, held = app.extensions[turns.PAGE], list[bool]()

    def note(*_: object, **__: object) -> None:
        held.append(lock.locked())

    with template_rendered.connected_to(note, app):
        for path, waits in (("/offers", True), ("/models/nobody", True), ("/workspace", False)):
            client.get(path)
            assert held.pop() == waits and not lock.locked()
        with app.test_request_context("/budgets"):
            app.config["SERVER_AT_ONCE"] = 5
            turns.take_page_turn()
            turns.take_turn()
            assert not lock.locked()
    monkeypatch.setattr(turns, "PAGE_SECONDS", 0.01)
    with lock:
        assert client.get("/offers").status_code == 200
        assert lock.locked()


def test_large_budgets_take_turns_and_small_ones_need_not_wait(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    app.config["SERVER_AT_ONCE"] = 5
    monkeypatch.setattr(turns, "MOST_SECONDS", 0.01)
    one = {name: text for name, text in one_line().items() if name.startswith("l0-")}
    few, many = (
        one_line(
            **{f"l{i}__{name[3:]}": text for i in range(count) for name, text in (one | {"l0-name": f"{i}"}).items()}
        )
        for count in (turns.LARGE_LINES, turns.LARGE_LINES + 1)
    )
    queue = app.extensions[turns.KEY]
    queue.free.acquire()
    answers = [client.post("/budgets/results", data=sent, headers=SCRIPT) for sent in (few, many)]
    assert [one.status_code for one in answers] == [200, 429]
    assert answers[1].headers["Retry-After"] == "2"
    queue.free.release()
    assert client.post("/budgets/results", data=many, headers=SCRIPT).status_code == 200, "given back with the request"
    with app.test_request_context():
        turns.take_turn()
        turns.take_turn()  # once a request
    queue.waiting = turns.MOST_WAITING
    assert client.post("/api/v1/budget", json=ONE_RUN).status_code == 429, "no place in the queue"
    queue.waiting = 0
    assert client.post("/api/v1/budget", json=ONE_RUN).status_code == 200
    known, new = one_line(l0__runs="7"), one_line(l0__runs="8")
    assert client.post("/budgets/advice", data=known, headers=SCRIPT).status_code == 200
    assert queue.free.acquire(blocking=False)
    advice = [client.post("/budgets/advice", data=sent, headers=SCRIPT).status_code for sent in (known, new)]
    assert advice == [200, 429], "advice tries many changes; what it has just found needs no turn"
    assert client.post("/api/v1/estimate", json=estimate(turns.LARGE_OFFERS)).status_code == 200
    assert client.post("/api/v1/estimate", json=estimate(turns.LARGE_OFFERS + 1)).status_code == 429
    assert queue.waiting == 0


def test_logs_that_are_packed_or_large_take_turns(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Half a megabyte may unpack to a gigabyte of rows: not many of them at once."""
    app.config["SERVER_AT_ONCE"] = 5
    monkeypatch.setattr(turns, "MOST_SECONDS", 0.01)
    log = b"model,input_tokens,output_tokens\ngpt-5.4,10,10\n"
    queue = app.extensions[turns.LOGS]
    for _ in range(turns.LOGS_AT_ONCE):
        queue.free.acquire()
    sent = [client.post("/api/v1/usage", data=one).status_code for one in (log, gzip.compress(log))]
    assert sent == [200, 429]
    monkeypatch.setattr(uploads, "LARGE_BYTES", len(log) - 1)
    assert client.post("/api/v1/usage", data=log).status_code == 429
    assert client.post("/usage", data={"way": "log", "file": (BytesIO(log), "log")}).status_code == 429
    queue.free.release()
    assert client.post("/api/v1/usage", data=gzip.compress(log)).status_code == 200
    assert (queue.waiting, queue.working, queue.free.acquire(blocking=False)) == (0, 0, True)


def test_large_work_lets_others_go_first_between_its_lines(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    app.config["SERVER_AT_ONCE"] = 5
    queue, counters = app.extensions[turns.KEY], app.extensions[fairness.KEY]
    looked: list[float] = []

    def sleep(seconds: float) -> None:
        looked.append(seconds)
        counters.enter(-(len(looked) == 3))

    monkeypatch.setattr(turns.time, "sleep", sleep)
    with app.test_request_context("/budgets/new"):
        fairness.enter()
        pause()
        turns.take_turn()
        pause()
        assert not looked, "nobody else is there"
        counters.enter(1)
        pause()
        assert len(looked) == 3, "until the other is done"
        counters.enter(1)
        queue.waiting = 1
        pause()
        assert len(looked) == 3, "one that waits for its own turn is not let pass"
        queue.waiting, queue.paused = 0, turns.MOST_PAUSED_SECONDS
        pause()
        assert len(looked) == 3, "nor is anybody for ever"
        counters.enter(-1)
    assert (queue.paused, WAIT.get()) == (0.0, None), "given back with the turn"
    paused: list[int] = []
    monkeypatch.setattr(turns, "let_others_pass", lambda: paused.append(1))
    assert client.post("/api/v1/budget", json=ONE_RUN).status_code == 200
    assert len(paused) >= 2
    assert client.post("/api/v1/estimate", json=estimate(turns.LARGE_OFFERS + 1)).status_code == 200
    assert len(paused) > turns.LARGE_OFFERS


def test_a_large_budget_that_was_saved_takes_a_turn_to_be_opened(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = saved(client)
    app.config["SERVER_AT_ONCE"] = 5
    monkeypatch.setattr(turns, "MOST_SECONDS", 0.01)
    app.extensions[turns.KEY].free.acquire()
    assert client.get(address).status_code == 200
    monkeypatch.setattr(from_budget, "LARGE_LINES", 0)
    assert client.get(address).status_code == 429


def estimate(offers: int) -> dict[str, object]:
    return {"workload": {"input_tokens": 9}, "offers": list(load_catalogue().offers)[:offers], "thinking": ["default"]}


def test_no_error_in_the_log_holds_the_token_of_a_link(
    app: Flask, client: FlaskClient, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    app.config["PROPAGATE_EXCEPTIONS"] = False

    def break_down(*_args: object, **_named: object) -> None:
        raise RuntimeError("broken on purpose")

    monkeypatch.setattr("planner.store.shares.open_link", break_down)
    assert client.get("/s/Secret-token-of-a-link").status_code == 500
    assert "broken on purpose" in caplog.text and "Secret-token" not in caplog.text


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot fork")
def test_workers_lose_no_count() -> None:
    """What two processes count at once is all counted: one lock holds for both."""
    counters = Counters(workers=2)
    worker = os.fork()
    try:
        for _ in range(5000):
            with counters.lock:
                counters.count("a", 1.0, writes=1)
    finally:
        if not worker:
            os._exit(0)
    os.waitpid(worker, 0)
    assert counters.visitor("a", 2.0).writes == 10_000


def test_a_lock_that_the_system_will_not_give_is_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """A deadlock that is none is asked about again; after any other failure the next thread gets its turn."""
    lock, answers = SharedLock(2), iter([OSError(errno.EDEADLK, ""), None, OSError(errno.ENOLCK, ""), None])

    def answer(_file: int, how: int) -> None:
        if how == fcntl.LOCK_EX and (error := next(answers)):
            raise error

    monkeypatch.setattr(fcntl, "lockf", answer)
    with lock:
        pass
    with pytest.raises(OSError), lock:  # noqa: PT011 - the system's
        pass
    assert lock._threads.acquire(timeout=1)
