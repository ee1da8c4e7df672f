"""Own offers of a workspace: kept, used on every page, inside what is saved, and invisible to other visitors."""

from __future__ import annotations

import io
import re
from html import unescape
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from planner.core.models.offers.own_offers import MOST_OWN_OFFERS
from tests.web.saved.parts import JSON, answer, plain, save, share

GATEWAY = {"kind": "gateway", "name": "Acme gateway", "like": "openai/gpt-5.4", "fee": "10%", "note": "Contract"}
TUNED = {"kind": "rates", "name": "Our fine-tune", "like": "gpt-5.4", "input": "$3", "output": "18", "id": "ft"}
GPUS = {
    "kind": "gpus", "name": "Kimi on our GPUs", "like": "novita/moonshotai/kimi-k2-thinking", "usd_per_hour": "2.50",
    "gpus": "8", "tokens_per_second": "4,000", "utilisation": "40", "date": "2026-11-01", "id": "kimi",
}  # fmt: skip
OWN = "own/acme-gateway"
LOAD = {"input_tokens": 100_000, "visible_tokens_per_call": 0, "runs_per_day": 1, "cache": {"mode": "off"}}


def add(client: FlaskClient, form: dict[str, str]) -> Any:
    answer = client.post("/own-offers", data=form, headers=JSON)
    assert answer.status_code == 200, answer.text
    return answer.json


def usd(client: FlaskClient, offer: str, **more: Any) -> float:
    asked = {"workload": LOAD, "offers": [offer], "thinking": ["off"], **more}
    answer = client.post("/api/v1/estimate", json=asked)
    assert answer.status_code == 200, answer.text
    return float(answer.json["estimates"][0]["cost"]["usd_per_run"]) * 10


@pytest.fixture
def owner(client: FlaskClient) -> FlaskClient:
    add(client, GATEWAY)
    return client


def test_each_kind_is_listed_with_its_price_changed_and_deleted(client: FlaskClient) -> None:
    for form in (GATEWAY, TUNED, GPUS):
        assert client.get("/own-offers/new", query_string={"kind": form["kind"]}).status_code == 200
        assert client.post("/own-offers", data=form).status_code == 303
    page = plain(client.get("/own-offers").text)
    assert "own/acme-gateway" in page and "GPT-5.4, OpenAI $2.75 $16.50" in page
    assert "GPT-5.4 $3" in page
    assert "8 GPUs at $2.50 an hour, 4,000 tokens/s, 40% used. 1 Nov 2026" in page
    assert usd(client, "own/ft") == pytest.approx(3)
    edit = client.get("/own-offers/ft/edit").text
    assert 'value="3"' in edit and 'value="18"' in edit
    assert client.post("/own-offers/ft/change", data=TUNED | {"input": "4", "id": "tuned"}).status_code == 303
    assert usd(client, "own/tuned") == pytest.approx(4)
    assert client.get("/own-offers/ft/edit").status_code == 404
    assert client.post("/own-offers/tuned/delete").status_code == 303
    assert "Our fine-tune" not in client.get("/own-offers").text


@pytest.mark.parametrize(
    ("form", "field", "words"),
    [
        (GATEWAY | {"name": ""}, "name", "Fill this in"),
        (GATEWAY | {"like": "nonsense"}, "like", "not a known offer"),
        (GATEWAY | {"fee": "1001"}, "fee", "from 0 to 10"),
        (GATEWAY | {"id": "Not An Id"}, "id", "small letters"),
        (GATEWAY | {"date": "yesterday"}, "date", "2026-11-27"),
        (GATEWAY | {"note": "x" * 401}, "note", "400"),
        (TUNED | {"input": "6.000"}, "input", "6,000 or 6?"),
        (TUNED | {"output": "-1"}, "input", "from 0"),
        (GPUS | {"utilisation": "400"}, "utilisation", "from 0.01 to 1"),
        (GPUS | {"gpus": "0"}, "gpus", "from 1 to"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(
    client: FlaskClient, form: dict[str, str], field: str, words: str
) -> None:
    answer = client.post("/own-offers", data=form, headers=JSON)
    assert (answer.status_code, answer.json["errors"][0]["field"]) == (422, field)
    assert words in answer.json["errors"][0]["message"]
    page = client.post("/own-offers", data=form)
    assert page.status_code == 422
    assert words in page.text.partition(f'id="err-{field}"')[2].partition("</p>")[0]
    assert "Set-Cookie" not in page.headers


def test_so_many_fit_and_an_id_once(owner: FlaskClient) -> None:
    assert owner.post("/own-offers", data=GATEWAY, headers=JSON).json["errors"][0]["field"] == "id"
    rest = [{"id": f"o{n}", "like": "gpt-5.4", "kind": "gateway"} for n in range(MOST_OWN_OFFERS)]
    file = {"format": "token-planner/own-offers", "version": 1, "own_offers": rest}
    assert owner.post("/own-offers/import", data={"text": to_text(file)}).status_code == 422
    assert owner.post("/own-offers/import", data={"text": to_text(file | {"own_offers": rest[1:]})}).status_code == 303
    answer = owner.post("/own-offers", data=GATEWAY | {"id": "one-more"})
    assert answer.status_code == 422 and "delete one first" in answer.text


def to_text(data: object) -> str:
    import json

    return json.dumps(data)


def test_they_are_exported_and_imported(app: Flask, owner: FlaskClient) -> None:
    add(owner, GPUS)
    file = owner.get("/own-offers/export.json")
    other = app.test_client()
    sent = {"file": (io.BytesIO(file.data), "own-offers.json")}
    answer = other.post("/own-offers/import", data=sent, headers=JSON)
    assert answer.json == {"imported": 2}
    # An address may say how many there were, never a sentence of its own.
    said = [other.get(f"/own-offers?notice={text}").text for text in ("2", "Send+money.+2+imported.")]
    assert "2 imported." in said[0] and "imported." not in said[1]
    assert other.get("/own-offers.json").json == owner.get("/own-offers.json").json == file.json
    for bad in ("{", "[]", '{"format": "x"}', to_text(file.json | {"own_offers": [{"id": "X", "like": "gpt-5.4"}]})):
        answer = other.post("/own-offers/import", data={"text": bad})
        assert answer.status_code == 422 and "Nothing was changed" in answer.text


def test_the_plan_page_search_ranking_and_api_know_them(owner: FlaskClient) -> None:
    hits = owner.get("/search?q=acme+gate", headers={"HX-Request": "true"}).text
    assert OWN in hits and "Acme" in hits
    page = owner.get(f"/plan/chat?models={OWN}&models=openai/gpt-5.4")
    assert page.status_code == 200 and "Acme gateway" in page.text
    assert page.headers["Cache-Control"] == "private, no-cache"
    added = owner.get("/plan/results?door=chat&models=gpt-5.4&add=acme+Gateway", headers={"HX-Request": "true"})
    assert added.status_code == 200 and "Acme gateway" in added.text
    ranked = owner.get("/offers?q=acme").text
    assert "Acme gateway" in ranked and "Not known whether it is still served" not in ranked
    assert usd(owner, OWN) == pytest.approx(2.75)
    offers = owner.get("/api/v1/offers?q=acme").json["offers"]
    assert [(one["id"], one["status"]) for one in offers] == [(OWN, "live")]


def test_each_goes_by_the_name_given_to_it(owner: FlaskClient) -> None:
    """Two of one model have names of their own, beside the model itself; none of them is said to be at a host."""
    add(owner, TUNED)
    html = owner.get("/plan?models=own/acme-gateway&models=own/ft&models=gpt-5.4&focus=own/ft&steps=1").text
    assert answer(html).startswith("Our fine-tune costs ")
    text = plain(html)
    assert "at your own" not in text
    assert all(name in text for name in ("Acme gateway", "Our fine-tune", "GPT-5.4"))
    asked = {"offers": [OWN, "own/ft", "gpt-5.4"], "thinking": ["off"]}
    estimates = owner.post("/api/v1/estimate", json=asked).json["estimates"]
    assert [one["model"] for one in estimates] == ["Acme gateway", "Our fine-tune", "GPT-5.4"]
    lines = {"start": "2026-12", "months": 1, "lines": [{"name": "a", "offer": OWN}]}
    budget = owner.post("/api/v1/budget", json=lines).json
    assert budget["lines"][0]["model"] == "Acme gateway"


def test_what_is_saved_says_whose_price_it_is(owner: FlaskClient) -> None:
    sid = save(owner, f"models={OWN}&models=openai/gpt-5.4&focus={OWN}&preset=support_chat")
    pages = [plain(owner.get(f"/saved/{sid}{more}").text) for more in ("", "/sheet")]
    assert not [page for page in pages if re.search(r"\b(?:at|on|of) your own\b(?! offer)", page)]
    assert "This is Acme gateway, with" in pages[1] and "Prices: those of our own offer." in pages[1]
    owner.post("/own-offers/acme-gateway/delete")
    assert "Acme gateway" in plain(owner.get(f"/saved/{sid}/sheet").text)


def test_a_price_changed_under_the_same_id_counts_at_once_and_for_its_owner_alone(
    app: Flask, owner: FlaskClient
) -> None:
    other = app.test_client()
    for client, price in ((owner, "1"), (other, "2")):
        add(client, TUNED | {"input": price})
    assert (usd(owner, "own/ft"), usd(other, "own/ft")) == (pytest.approx(1), pytest.approx(2))
    owner.post("/own-offers/ft/change", data=TUNED | {"input": "5"})
    assert (usd(owner, "own/ft"), usd(other, "own/ft")) == (pytest.approx(5), pytest.approx(2))


def test_a_budget_line_runs_on_one(owner: FlaskClient) -> None:
    line = {"l0-preset": "support_chat", "l0-name": "a", "l0-offer": OWN, "l0-thinking": "off"}
    answer = owner.get("/budgets/new", query_string=line)
    assert answer.status_code == 200 and "Acme gateway" in answer.text


def test_nobody_else_sees_them(app: Flask, owner: FlaskClient) -> None:
    other, nobody = app.test_client(), app.test_client()
    add(other, TUNED)
    for who in (other, nobody):
        assert "Acme" not in who.get("/own-offers").text
        assert who.get("/own-offers/acme-gateway/edit").status_code == 404
        assert who.post("/own-offers/acme-gateway/change", data=GATEWAY).status_code == 404
        assert who.post("/own-offers/acme-gateway/delete").status_code == 404
        assert who.get(f"/plan/chat?models={OWN}").status_code == 422
        assert "Acme" not in who.get("/search?q=acme", headers={"HX-Request": "true"}).text
        assert "Acme" not in who.get("/offers?q=acme").text
        asked = {"workload": LOAD, "offers": [OWN]}
        assert who.post("/api/v1/estimate", json=asked).status_code == 422
        assert who.get("/api/v1/offers?q=acme").json["offers"] == []
    assert usd(owner, OWN) == pytest.approx(2.75)


def test_what_was_saved_keeps_them_as_they_were(app: Flask, owner: FlaskClient) -> None:
    sid = save(owner, f"preset=support_chat&models={OWN}")
    link = share(owner, sid)
    before = owner.get(f"/saved/{sid}/export.json").json["revisions"][0]
    assert [own["id"] for own in before["request"]["own_offers"]] == ["acme-gateway"]
    owner.post("/own-offers/acme-gateway/change", data=GATEWAY | {"fee": "100", "id": "acme-gateway"})
    assert usd(owner, OWN) == pytest.approx(5)
    reader = app.test_client()
    for _ in ("changed", "deleted"):
        assert owner.get(f"/saved/{sid}/export.json").json["revisions"][0] == before
        assert reader.get(f"{link}/plan.json").json["revisions"][0] == before
        shown = owner.get(f"/saved/{sid}")
        assert shown.status_code == reader.get(link).status_code == 200
        opened = owner.get(address_in(shown.text))
        assert opened.status_code == 200 and "own offers are as they were saved" in opened.text
        assert "$2.75" in opened.text or "Acme gateway" in opened.text
        owner.post("/own-offers/acme-gateway/delete")
    copied = reader.post(f"{link}/duplicate", headers=JSON).json["id"]
    assert reader.get(f"/saved/{copied}").status_code == 200
    again = reader.post("/saved/import", data={"text": to_text(reader.get(f"{link}/plan.json").json)}, headers=JSON)
    assert again.status_code == 200


def address_in(html: str) -> str:
    """The link that opens a saved plan in the planner."""
    return unescape(re.search(r'href="(/plan/[^"]*own_offers=[^"]*)"', html)[1])  # type: ignore[index]


def test_a_saved_budget_keeps_them(app: Flask, owner: FlaskClient) -> None:
    line = {"l0-preset": "support_chat", "l0-name": "a", "l0-offer": OWN, "l0-thinking": "off", "name": "B"}
    answer = owner.post("/budgets", data=line, headers=JSON)
    assert answer.status_code == 200, answer.text
    sid = answer.json["id"]
    before = owner.get(f"/budgets/{sid}/export.json").json["revisions"]
    assert before[0]["request"]["own_offers"][0]["fee"] == "0.1"
    owner.post("/own-offers/acme-gateway/delete")
    page = owner.get(f"/budgets/{sid}")
    assert page.status_code == 200 and 'name="own_offers"' in page.text
    assert owner.get(f"/budgets/{sid}/revisions/1").status_code == 200
    assert owner.get(f"/budgets/{sid}/export.json").json["revisions"] == before
