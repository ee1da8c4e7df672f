"""The access matrix: python -m tests.attack.matrix requests every address of a plan and a budget as every other
visitor.

Who: another workspace, nobody, whoever holds a link. What: every route that names a saved object, a link of it or the
workspace. How: as a page, as data, as a fragment. Nobody but the owner reads its name or changes anything.
"""

from __future__ import annotations

import re
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from flask.testing import FlaskClient
from werkzeug.routing import Rule

from planner.core.models.catalogue import Catalogue
from tests.attack.damaged import client_of
from tests.web.budgets.parts import one_line
from tests.web.saved.parts import JSON, save, share

SECRET = "Secret name nobody may read"
HOW = ({"Accept": "text/html"}, JSON, {"HX-Request": "true"})
FORM = {"name": "Taken", "note": "taken", "tags": "taken", "revision": "1", "sure": "yes", "plan": "preset=rag"}


def try_all(catalogue: Catalogue) -> tuple[int, list[str]]:
    """Cells that were tried, and those in which a visitor read or changed another's data."""
    with tempfile.TemporaryDirectory() as folder:
        owner = client_of(catalogue, Path(folder, "matrix.sqlite3"))
        app = owner.application
        plan = save(owner, name=SECRET)
        sent = one_line(name=SECRET) | {"name": SECRET}
        budget = str(owner.post("/budgets", data=sent, headers=JSON).json["id"])
        holder, other, nobody = (app.test_client() for _ in range(3))
        holder.get(share(owner, plan))
        save(other, name="Another plan")
        before = _kept(owner, plan, budget)
        cells, wrong = 0, []
        for rule in app.url_map.iter_rules():
            for sid in (plan, budget) if "sid" in rule.arguments else ():
                for who, client in (("holder", holder), ("other", other), ("nobody", nobody)):
                    for said in _read(rule, sid, client):
                        cells += 1
                        wrong += [f"{who}: {said}"] * bool(said)
        for sid in (plan, budget):
            for address in _by_field(sid):
                cells += 1
                wrong += [f"other: {address}"] * (SECRET in other.get(address).text)
            for address in ("/saved", "/budgets"):
                cells += 1
                other.post(address, data={**FORM, **sent, "scenario": sid, "budget": sid})
        if _kept(owner, plan, budget) != before:
            wrong.append("something of the owner's was changed")
        return cells, wrong


def _read(rule: Rule, sid: str, client: FlaskClient) -> Iterator[str]:
    """For each way of asking the address that showed the name; empty where none did."""
    address = re.sub(r"<[^>]*sid>", sid, rule.rule)
    address = re.sub(r"<int:[^>]+>", "1", re.sub(r"<ending>", "json", address))
    for headers in HOW:
        for method in sorted((rule.methods or set()) & {"GET", "POST"}):
            data = FORM if method == "POST" else None
            answer = client.open(address, method=method, data=data, headers=headers)
            yield f"{method} {rule.rule}" if SECRET in answer.text else ""


def _by_field(sid: str) -> tuple[str, ...]:
    """Addresses that open something saved by a field."""
    return (
        f"/plan?scenario={sid}&revision=1", f"/budgets/new?budget={sid}&revision=1", f"/saved?deleted={sid}",
        f"/budgets?deleted={sid}", f"/saved/compare?s={sid}&s={sid}@1", f"/budgets/compare?s={sid}",
        f"/budgets/new?l0-source={sid}&open=0",
    )  # fmt: skip


def _kept(owner: FlaskClient, plan: str, budget: str) -> tuple[str, ...]:
    addresses = (f"/saved/{plan}/export.json", f"/budgets/{budget}/export.json", "/saved.json")
    return tuple(owner.get(address).text for address in addresses)


def main() -> int:
    from planner.sources.catalogue import load_catalogue

    cells, wrong = try_all(load_catalogue())
    for one in wrong:
        print("FAIL", one)
    print(f"{cells} cells of the access matrix, {len(wrong)} wrong")
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main())
