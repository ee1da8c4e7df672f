"""`planner serve`: the address it prints, the names it answers to, and an address that is taken."""

from __future__ import annotations

import socket

import pytest

from planner.core.catalogue import Catalogue
from planner.web import serve, state


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
    [("127.0.0.1", ["127.0.0.1", "localhost"]), ("box", ["127.0.0.1", "box", "localhost"]), ("0.0.0.0", None)],
)
def test_the_names_it_answers_to(host: str, trusted: list[str] | None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PLANNER_TRUSTED_HOSTS", raising=False)
    assert serve.trusted_hosts(host) == {"TRUSTED_HOSTS": trusted}


def test_the_environment_has_the_last_word_on_names(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLANNER_TRUSTED_HOSTS", "plan.example")
    assert serve.trusted_hosts("0.0.0.0") == {}


def test_a_taken_port_is_said_in_a_sentence(
    catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(state, "_load", lambda: catalogue)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert serve.serve("127.0.0.1", port) == 1
    assert f"port {port}" in capsys.readouterr().err
