"""The plan typed last is offered where nothing is typed yet, and after another workload took its place."""

from __future__ import annotations

import re

from flask.testing import FlaskClient

from planner.web.guard.limits import MOST_MODELS_ON_PAGE

HTMX = {"HX-Request": "true"}
GO_ON = r'<p class="go-on"><a href="([^"]+)" title="([^"]+)">'


def test_whoever_comes_back_to_the_start_can_go_on(client: FlaskClient) -> None:
    assert not re.search(GO_ON, client.get("/").text)
    client.get("/plan/results?sent=1&door=agent&steps=300&people=40", headers=HTMX)
    for start in ("/", "/plan", "/plan/chat"):
        shown = re.search(GO_ON, client.get(start).text)
        assert shown and shown[1] == "/plan/agent?people=40&amp;steps=300", start
        assert shown[2] == "Agent or coding assistant: 40 developers, 4 tasks per working day, 300 steps, high"
    # What cannot be used, or is being typed, offers nothing.
    client.get("/plan/results?sent=1&door=agent&steps=0", headers=HTMX)
    assert re.search(GO_ON, client.get("/").text)[1].endswith("steps=300")  # type: ignore[index]
    assert not re.search(GO_ON, client.get("/plan/agent?steps=7").text)


def test_a_cookie_from_elsewhere_is_read_as_any_address_and_a_long_plan_is_not_kept(client: FlaskClient) -> None:
    client.set_cookie("last_plan", "https://elsewhere.example/plan/chat?runs=%3Cb%3E")
    assert not re.search(GO_ON, client.get("/").text)
    client.set_cookie("last_plan", "//elsewhere.example/x?door=chat&runs=5")
    shown = re.search(GO_ON, client.get("/").text)
    assert shown and shown[1] == "/plan/chat?runs=5"
    client.set_cookie(
        "last_plan", "/plan/chat?" + "&".join(f"models=m{place}" for place in range(MOST_MODELS_ON_PAGE + 1))
    )
    assert client.get("/").status_code == 200, "more than a page takes closes no page"
    too_long = client.get(f"/plan/agent?s0-name={'x' * 1600}")
    assert "last_plan=;" in str(too_long.headers)


def test_another_workload_to_start_from_can_be_undone_without_a_script(client: FlaskClient) -> None:
    client.get("/plan/agent?steps=300")
    page = client.get("/plan/agent?preset=computer_control").text
    undo = re.search(r'without-script" role="status">The fields are those of ([^<]+) now. <a href="([^"]+)">Undo', page)
    assert undo and undo[2] == "/plan/agent?steps=300"
    assert "Undo" not in client.get("/plan/agent?preset=computer_control").text
