"""The plan typed last is offered where nothing is typed yet, and after another workload took its place."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, parse_qsl, urlsplit

import pytest
from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict

from planner.core.models.catalogue import Catalogue
from planner.web.forms import read_form
from planner.web.forms.starting import started
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


UNDO = (
    r'role="status">The fields are those of ([^<]+) now(, but for what you typed of your own)?. <a href="([^"]+)">Undo'
)


def test_another_workload_to_start_from_keeps_what_was_typed_of_how_much_work_there_is(client: FlaskClient) -> None:
    """Without a script; with one the same addresses are asked for."""
    typed = "people=25&steps=300&effort=low&models=gpt-6-luna&speed:openai/gpt-6-luna=50&images=2"
    sent = client.get(f"/plan/agent?sent=1&preset=software_engineering&start=coding_session&{typed}")
    went = parse_qs(urlsplit(sent.location).query)
    assert sent.status_code == 303 and went == {
        "preset": ["coding_session"], "people": ["25"], "effort": ["low"], "models": ["gpt-6-luna"], "images": ["2"],
        "speed:openai/gpt-6-luna": ["50"],
    }  # fmt: skip
    undo = re.search(UNDO, client.get(sent.location).text)
    assert undo and undo[2] and "people=25" in undo[3] and "steps=300" in undo[3]
    assert "Undo" not in client.get(sent.location).text


@pytest.mark.parametrize(
    ("sent", "stays"),
    [
        # A team is no number of runs per day: how the work is counted stays as a whole.
        ("preset=software_engineering&start=research_agent&people=25",
         {"runs": "4", "per": "person", "people": "25", "month": "working", "steps": "300"}),
        ("preset=coding_session&start=software_engineering&people=25", {"runs": "4", "people": "25", "active": "100%"}),
        ("preset=support_chat&start=phd_science&runs=20,000&steps=6", {"runs": "20,000", "per": "day", "steps": "1"}),
        ("preset=support_chat&start=phd_science&runs=5&per=month", {"runs": "5", "per": "month"}),
        # A unit goes with its number, and the spread of steps with the steps.
        ("preset=support_chat&start=phd_science&shared=2&shared_unit=pages",
         {"shared": "300", "shared_unit": "tokens"}),
        ("preset=software_engineering&start=research_agent&steps=7", {"steps": "300", "steps_sd": "1.1", "per": "day"}),
        ("preset=software_engineering&start=software_engineering&steps=7", {"steps": "7"}),
        ("preset=software_engineering&start=support_chat&steps=7", {"steps": "7"}),
    ],
)  # fmt: skip
def test_what_stays_of_a_form(sent: str, stays: dict[str, str], catalogue: Catalogue) -> None:
    door = "chat" if "support_chat&start=phd" in sent else "agent"
    args = MultiDict(parse_qsl(f"door={door}&{sent}"))
    form = started(read_form(args, catalogue), args, catalogue)
    assert {name: form.values[name] for name in stays} == stays


def test_a_wrong_field_does_not_take_the_way_back(client: FlaskClient) -> None:
    """Another workload is chosen while a field is wrong: what it takes the place of is still there to go back to."""
    asked = "/plan/agent?sent=1&preset=software_engineering&start=coding_session&people=abc&steps=300"
    page = client.get(asked)
    undo = re.search(UNDO, page.text)
    assert page.status_code == 422 and undo
    assert "steps=300" in undo[3] and "people=abc" in undo[3]
