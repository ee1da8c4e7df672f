"""Numbers that can be read two ways are asked about at the field, with both readings to choose from, in every form."""

from __future__ import annotations

import re
from html import unescape

import pytest
from flask.testing import FlaskClient

HTMX = {"HX-Request": "true"}


def beside(html: str, field: str) -> str:
    found = re.search(rf'id="err-{re.escape(field)}"[^>]*>(.*?)</p>', html, re.DOTALL)
    assert found
    return unescape(found[1])


@pytest.mark.parametrize(
    ("field", "text", "readings"),
    [
        ("shared", "6.000", {"6,000", "6"}),
        ("runs", "1.500", {"1,500", "1.5"}),
        ("retries", "1", {"1%", "100%"}),
        ("input:openai/gpt-5.4", "0,125", {"0.125", "125"}),
    ],
)
def test_the_plan_offers_both(client: FlaskClient, field: str, text: str, readings: set[str]) -> None:
    asked = {field: text, "models": "openai/gpt-5.4", "door": "chat"}
    for path, headers in (("/plan/chat", {}), ("/plan/results", HTMX)):
        page = client.get(path, query_string=asked, headers=headers)
        assert page.status_code == 422
        links = {
            words: address for address, words in re.findall(r'<a href="([^"]+)">([^<]+)</a>', beside(page.text, field))
        }
        assert links.keys() == readings
    chosen = client.get(next(iter(links.values())))
    assert chosen.status_code == 200 and not beside(chosen.text, field).strip()


def test_a_budget_offers_both(client: FlaskClient) -> None:
    form = {
        "l0-preset": "support_chat", "l0-name": "a", "l0-offer": "gpt-5.4", "l0-growth": "compound",
        "l0-rate": "0,500", "cap": "6.000", "l0-shared": "6.000", "open": "0",
    }  # fmt: skip
    page = client.post("/budgets/new", data=form)
    assert page.status_code == 422
    for field, choice in (("l0-rate", "0.5"), ("cap", "6,000"), ("l0-shared", "6,000")):
        button = f'name="do" value="read:{field}={choice}"'
        assert button in beside(page.text, field)
        page = client.post("/budgets/new", data=form | {"do": f"read:{field}={choice}"})
        assert not beside(page.text, field).strip() and f'value="{choice}"' in page.text


def test_own_offers_offer_both(client: FlaskClient) -> None:
    form = {"kind": "rates", "name": "x", "like": "gpt-5.4", "input": "1.500", "output": "2"}
    page = client.post("/own-offers", data=form)
    assert 'value="read:input=1.5"' in beside(page.text, "input")
    assert client.post("/own-offers", data=form | {"do": "read:input=1.5"}).status_code == 303
    assert client.get("/own-offers.json").json["own_offers"][0]["usd_per_mtok"]["input"] == "1.5"
