"""An invoice split over lines, and growth of all lines at once."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from flask.testing import FlaskClient

from planner.web.budgets.form.invoice import split_cents
from tests.web.budgets.parts import SCRIPT, error, fields


@pytest.mark.parametrize(
    ("usd", "weights", "parts"),
    [("100", (1, 3), ("25", "75")), ("10", (1, 1, 1), ("3.34", "3.33", "3.33")), ("0", (1, 2), ("0", "0"))],
)
def test_parts_are_whole_cents_that_add_up(usd: str, weights: tuple[int, ...], parts: tuple[str, ...]) -> None:
    found = split_cents(Decimal(usd), [Decimal(weight) for weight in weights])
    assert found == [Decimal(part) for part in parts]


def test_an_invoice_is_split_over_the_lines_of_its_host(client: FlaskClient) -> None:
    """Both lines at Google in the second month, by runs; the other two stay without."""
    sent = fields() | {"do": "invoice", "invoice-host": "google", "invoice-month": "2027-01", "invoice-by": "runs"}
    page = client.post("/budgets/new", data=sent | {"invoice-usd": "2,025"}, headers=SCRIPT).text
    paid = [page.partition(f'name="l{i}-paid"')[2].partition(">")[2].partition("<")[0] for i in range(4)]
    assert paid[:2] == ["", ""]
    first, second = (text.split("\t") for text in paid[2:])
    assert (first[0], second[0]) == ("-", "-")
    assert sum(Decimal(cells[1].replace(",", "")) for cells in (first, second)) == 2025
    wrong = client.post("/budgets/new", data=sent | {"invoice-usd": "much"}, headers=SCRIPT)
    assert error(wrong, "invoice-usd") == "Type the invoice in dollars, such as 24,100."
    nowhere = client.post("/budgets/new", data=sent | {"invoice-usd": "1", "invoice-host": "x"}, headers=SCRIPT)
    assert error(nowhere, "invoice-usd") == "No line at x has anything planned in this month."


def test_growth_is_set_for_all_lines_at_once(client: FlaskClient) -> None:
    page = client.post("/budgets/new", data=fields() | {"do": "grow", "all-rate": "7%"}, headers=SCRIPT)
    assert page.text.count("growing 7% per month") == 4
    wrong = client.post("/budgets/new", data=fields() | {"do": "grow", "all-rate": "fast"}, headers=SCRIPT)
    assert error(wrong, "all-rate") == "Type a percentage per month, such as 3."
    assert 'name="all-rate" value="fast"' in wrong.text and 'name="all-rate" value=""' in page.text


def test_a_wrong_amount_keeps_what_was_chosen_beside_it(client: FlaskClient) -> None:
    sent = fields() | {"do": "invoice", "invoice-month": "2027-01", "invoice-by": "runs", "invoice-usd": "much"}
    page = client.post("/budgets/new", data=sent | {"invoice-host": "google"}, headers=SCRIPT).text
    chosen = re.findall(r"<option(?: value=\"([^\"]+)\")? selected>([^<]+)", page.partition('id="invoice-host"')[2])
    assert [value or words for value, words in chosen[:3]] == ["google", "2027-01", "runs"]
