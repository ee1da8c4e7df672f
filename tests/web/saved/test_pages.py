"""The list, the bin, names and tags, files out and in, and plans side by side."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlite_utils import Database

from planner.core.models.catalogue import Catalogue
from planner.core.scenario.compare import Cell
from planner.core.scenario.snapshot import Saved, total_of
from planner.store import revisions
from planner.store.database.connection import open_store
from planner.store.database.rows import Revision, Workspace
from planner.store.files.result_tables import dollars
from planner.web import filters
from planner.web.saved.plans import compare
from tests.web.plan.parts import estimate
from tests.web.saved.parts import JSON, NAME, NOW, OFFER, PLAN, compared, finding, make_app, plain, save


@pytest.fixture
def app(catalogue: Catalogue, tmp_path: Path) -> Flask:
    return make_app(catalogue, tmp_path / "planner.sqlite3")


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def names(client: FlaskClient, query: str = "") -> list[str]:
    return [s["name"] for s in client.get(f"/saved.json{query}").json["scenarios"]]


# ---------- the list


def test_an_empty_list_shows_the_way(client: FlaskClient) -> None:
    text = client.get("/saved").text
    assert finding(text) == "Nothing is saved here yet."
    assert 'href="/plan"' in text
    assert 'role="search"' not in text


def test_searched_sorted_and_tagged(client: FlaskClient) -> None:
    for name, tags in (("Beta", "team, Q4"), ("alpha", "q4"), ("Gamma ray", "")):
        client.post(f"/saved/{save(client, name=name)}/edit", data={"tags": tags})
    assert names(client, "?sort=name") == ["alpha", "Beta", "Gamma ray"]
    assert names(client, "?sort=-name") == ["Gamma ray", "Beta", "alpha"]
    assert names(client, "?q=RAY") == ["Gamma ray"]
    assert sorted(names(client, "?tag=q4")) == ["Beta", "alpha"]
    assert len(names(client, "?sort=nonsense&page=x")) == 3
    page = client.get("/saved?tag=team").text
    assert finding(page) == "One plan fits."
    assert "q4 (2)" in page.lower()
    assert "No plan fits." in client.get("/saved?q=nothing").text


def test_a_page_at_a_time(client: FlaskClient) -> None:
    for i in range(26):
        save(client, name=f"Plan {i:02}")
    page = client.get("/saved?sort=name").text
    assert "Page 1 of 2" in page
    assert 'href="/saved?sort=name&amp;page=2" rel="next"' in page
    assert names(client, "?sort=name&page=2") == ["Plan 25"]
    assert names(client, "?sort=name&page=999999") == ["Plan 25"]


def test_a_list_reads_a_revision_once(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = save(client, name="first"), save(client, name="second")
    asked: list[set[str]] = []
    read = revisions.latest_of

    def counted(db: Database, owner: Workspace, ids: Sequence[str]) -> dict[str, Revision | None]:
        asked.append(set(ids))
        return read(db, owner, ids)

    monkeypatch.setattr(revisions, "latest_of", counted)
    before = dollars_listed(client.get("/saved").text)
    assert dollars_listed(client.get("/saved?sort=name").text) == before[::-1]
    client.post("/saved", data={"plan": f"{PLAN}&runs=123456", "scenario": first, "revision": "1"})
    after = dollars_listed(client.get("/saved?sort=name").text)
    assert after[0] != before[1] and after[1] == before[0] and all(after)
    assert asked == [{first, second}, {first}]


def dollars_listed(html: str) -> list[str]:
    return re.findall(r'<td class="r end-n">([^<]*)</td>', html)


def test_deleting_keeps_it_for_30_days_and_offers_it_back(app: Flask, client: FlaskClient) -> None:
    sid = save(client)
    answer = client.post(f"/saved/{sid}/delete")
    page = client.get(answer.headers["Location"]).text
    assert f'action="/saved/{sid}/restore"' in page
    assert "is in the bin for 30 days" in page
    assert client.get(f"/saved/{sid}").status_code == 404
    assert "23 Dec 2026" in client.get("/saved/bin").text
    app.config["CLOCK"].now = NOW + timedelta(days=30, seconds=-1)
    assert client.post(f"/saved/{sid}/restore").status_code == 303
    assert names(client) == [NAME]
    client.post(f"/saved/{sid}/delete")
    app.config["CLOCK"].now = NOW + timedelta(days=300)
    assert NAME in client.get("/saved/bin").text, "a clock that jumps ahead empties no bin"
    for day in range(31, 75):
        app.config["CLOCK"].now = NOW + timedelta(days=day)
        page = client.get("/saved/bin").text
    assert "The bin is empty." in page


def test_name_note_and_tags(client: FlaskClient) -> None:
    sid = save(client)
    data = {"name": "New", "note": "Line one\nLine two", "tags": "a, b, A"}
    assert client.post(f"/saved/{sid}/edit", data=data).status_code == 303
    found = client.get(f"/saved/{sid}", headers=JSON).json
    assert (found["name"], found["note"], found["tags"]) == ("New", "Line one\nLine two", ["a", "b"])
    client.post(f"/saved/{sid}/edit", data={"name": "Newer"})
    assert client.get(f"/saved/{sid}", headers=JSON).json["note"] == "Line one\nLine two"


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"name": " "}, "Give it a name."),
        ({"note": "n" * 4001}, "at most 4,000 letters"),
        ({"tags": "t" * 41}, "at most 40 letters"),
        ({"tags": ",".join(f"t{i}" for i in range(21))}, "At most 20 tags"),
    ],
)
def test_a_bad_name_changes_nothing_and_keeps_what_was_typed(
    client: FlaskClient, fields: dict[str, str], says: str
) -> None:
    sid = save(client)
    data = {"name": "Typed", "note": "Typed note", "tags": "typed", **fields}
    answer = client.post(f"/saved/{sid}/edit", data=data)
    assert answer.status_code == 422
    assert says in answer.text
    assert "Typed note" in answer.text or "note" in fields
    assert client.get(f"/saved/{sid}", headers=JSON).json["name"] == NAME
    assert client.post(f"/saved/{sid}/edit", data=data, headers=JSON).status_code == 422


def test_a_duplicate_is_a_scenario_of_its_own(client: FlaskClient) -> None:
    sid = save(client)
    made = client.post(f"/saved/{sid}/duplicate", headers=JSON).json["id"]
    client.post(f"/saved/{made}/edit", data={"name": "Mine"})
    assert sorted(names(client)) == ["Mine", NAME]


# ---------- files


def test_json_goes_round_exactly(client: FlaskClient) -> None:
    sid = save(client, f"{PLAN}&input:{OFFER}=1.25")
    client.post("/saved", data={"plan": f"{PLAN}&runs=7", "scenario": sid, "revision": "1", "note": "Fewer"})
    client.post(f"/saved/{sid}/edit", data={"note": "N", "tags": "a,b"})
    file = client.get(f"/saved/{sid}/export.json")
    assert file.headers["Content-Disposition"] == 'attachment; filename="secret-name-of-a-plan.json"'
    assert sid not in file.text
    upload = {"file": (io.BytesIO(file.data), "plan.json")}
    answer = client.post("/saved/import", data=upload, content_type="multipart/form-data")
    assert answer.status_code == 303
    again = client.get(answer.headers["Location"].partition("?")[0].removesuffix("/sheet") + "/export.json")
    assert again.text == file.text


def test_one_revision_goes_out_alone(client: FlaskClient) -> None:
    sid = save(client)
    client.post("/saved", data={"plan": f"{PLAN}&runs=7", "scenario": sid, "revision": "1"})
    found = client.get(f"/saved/{sid}/export.json?revision=1").json["revisions"]
    assert [revision["number"] for revision in found] == [1]
    assert client.get(f"/saved/{sid}/export.json?revision=9").status_code == 404
    assert client.get(f"/saved/{sid}/export.exe").status_code == 404


def test_csv_and_markdown(client: FlaskClient) -> None:
    sid = save(client)
    rows = list(csv.DictReader(io.StringIO(client.get(f"/saved/{sid}/export.csv").text.lstrip("\ufeff"))))
    kept = client.get(f"/saved/{sid}", headers=JSON).json["revisions"][0]["snapshot"]["estimates"]
    assert [row["usd_per_month"] for row in rows] == [dollars(e["cost"]["usd_per_month"]) for e in kept]
    assert client.get(f"/saved/{sid}/export.md").text.startswith(f"# {NAME}\n\n| Model |")


def test_a_name_draws_nothing_in_markdown(client: FlaskClient) -> None:
    sid = save(client)
    client.post(f"/saved/{sid}/edit", data={"name": "<b>![p](http://t/x.png)"})
    assert client.get(f"/saved/{sid}/export.md").text.startswith(r"# \<b\>\!\[p\](http://t/x.png)")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "Choose a file"),
        ("{", "damaged"),
        ("{}", "not a plan"),
        ('{"format": "token-planner/scenario", "version": 2}', "newer Token planner"),
        ('{"format": "token-planner/scenario", "version": 1, "kind": "plan"}', "revisions"),
    ],
)
def test_a_bad_file_is_refused_in_words_and_changes_nothing(client: FlaskClient, text: str, says: str) -> None:
    answer = client.post("/saved/import", data={"text": text})
    assert answer.status_code == 422
    assert says in answer.text
    assert "Nothing was changed." in answer.text
    assert "Set-Cookie" not in answer.headers
    assert client.post("/saved/import", data={"text": text}, headers=JSON).status_code == 422
    assert names(client) == []


def test_a_file_whose_sums_were_changed_is_refused(client: FlaskClient) -> None:
    data = client.get(f"/saved/{save(client)}/export.json").json
    data["revisions"][0]["snapshot"]["estimates"][0]["cost"]["usd_per_run"] = "1"
    answer = client.post("/saved/import", data={"text": json.dumps(data)})
    assert (answer.status_code, "add up" in answer.text) == (422, True)


def test_a_snapshot_that_chooses_nonsense_is_shown_all_the_same(client: FlaskClient) -> None:
    data = client.get(f"/saved/{save(client)}/export.json").json
    for chosen in (["a"], {"b": 1}, "nobody/nothing", 7, None):
        data["revisions"][0]["snapshot"]["chosen"] = chosen
        answer = client.post("/saved/import", data={"text": json.dumps(data)})
        assert client.get(answer.headers["Location"]).status_code == 200
    assert client.get("/saved").status_code == 200


# ---------- side by side


def two(client: FlaskClient) -> tuple[str, str]:
    return save(client, f"{PLAN}&runs=10", name="Small"), save(client, f"{PLAN}&runs=20", name="Large")


def test_inputs_that_differ_and_what_they_cost(client: FlaskClient) -> None:
    small, large = two(client)
    page = client.get(f"/saved/compare?s={small}&s={large}")
    assert page.status_code == 200
    assert "Small" in finding(page.text) and "50% less" in finding(page.text)
    differing = page.text.partition("inputs are the same")[0]
    assert "Conversations 10 per day 20 per day" in plain(differing)
    assert differing.count('class="differs"') == 1
    assert "+100%" in page.text
    assert "same time" in page.text


def test_revisions_of_one_scenario(client: FlaskClient) -> None:
    sid = save(client, f"{PLAN}&runs=10")
    client.post("/saved", data={"plan": f"{PLAN}&runs=30", "scenario": sid, "revision": "1"})
    for asked in (f"s={sid}@1&s={sid}@2", f"s={sid}@2&s={sid}@1"):
        page = client.get(f"/saved/compare?{asked}").text
        assert "Conversations 10 per day 30 per day" in plain(page)
        assert re.search(r"In revision 2 \S.* costs \$[\d.,]+ per month, 200% more than in revision 1\.", finding(page))
    other = save(client, f"{PLAN}&runs=30")  # of the same name
    page = client.get(f"/saved/compare?s={sid}@1&s={other}").text
    text = finding(page)
    assert "67% less" in text and "more than in revision" not in text
    heads = re.findall(r'/revisions/\d+">([^<]*)</a>', page)
    assert heads[:2] == [f"{heads[0][:-4]} (1)", f"{heads[0][:-4]} (2)"]
    assert f"“{heads[0]}”" in text and f"“{heads[1]}”" in text
    assert client.get("/saved/compare").text.count(", first saved ") == 2


@pytest.mark.parametrize(
    ("seconds", "whole", "said"),
    [(None, 10, ""), (-1.3, 272, "same time"), (1.4, 272, "+1.4 s"), (-0.04, None, "same time"), (-60, 90, "−1 min")],
)
def test_times_that_draws_do_not_tell_apart_are_the_same(seconds: float | None, whole: float | None, said: str) -> None:
    assert compare.time_apart(seconds, whole) == said


@pytest.mark.parametrize(("count", "status"), [(0, 200), (1, 200), (2, 200), (4, 200), (5, 422)])
def test_two_to_four(client: FlaskClient, count: int, status: int) -> None:
    ids = [save(client, name=f"Plan {i}") for i in range(5)]
    answer = client.get("/saved/compare?" + "&".join(f"s={sid}" for sid in ids[:count]))
    assert answer.status_code == status
    assert ("Choose two to four" in answer.text) == (count not in (2, 4))


def test_plans_that_cannot_be_asked_any_more_are_not_compared(
    app: Flask, client: FlaskClient, catalogue: Catalogue
) -> None:
    both = two(client)
    data = [client.get(f"/saved/{sid}/export.json").json for sid in both]
    with open_store(app.config["DATABASE"]) as db:
        for name in [row["name"] for row in db.query("SELECT name FROM sqlite_master WHERE type = 'trigger'")]:
            db.execute(f"DROP TRIGGER {name}")
        bad = json.dumps({**data[0]["revisions"][0]["request"], "unheard_of": 1})
        db.execute("UPDATE revisions SET request = ?", [bad])
        db.conn.commit()
    answer = client.get(f"/saved/compare?s={both[0]}&s={both[1]}")
    assert (answer.status_code, "no longer takes" in answer.text) == (422, True)
    assert client.get(f"/saved/{both[0]}").status_code == 200


def test_the_order_of_models_is_no_difference(client: FlaskClient) -> None:
    first, second = PLAN.split("&")[1:]
    ids = [save(client, f"preset=support_chat&{a}&{b}") for a, b in ((first, second), (second, first))]
    assert "No input differs" in client.get(f"/saved/compare?s={ids[0]}&s={ids[1]}").text


KIMI = ("novita/moonshotai/kimi-k2.5", "openrouter/moonshotai/kimi-k2.5")


def test_one_model_at_two_hosts_is_one_row_and_the_sentence_is_on_it(client: FlaskClient) -> None:
    page = compared(client, *(f"models={offer}&models=glm-5&focus={offer}" for offer in KIMI))
    assert re.fullmatch(
        r"In “Plan 1” Kimi K2\.5 costs \$[\d,]+ per month at Novita, \d+% less than in “Plan 2” at OpenRouter\.",
        finding(page),
    )
    totals = plain(page[page.index('id="totals"') : page.index('id="inputs"')])
    assert "not in it" not in totals
    assert totals.count("at Novita") == 2 == totals.count("at OpenRouter"), "off and on, each once"
    assert re.search(r"GLM-5 [\w.]+, thinking on", totals), "a host that is the same stands with the name"


def test_one_model_at_two_efforts_is_one_row(client: FlaskClient) -> None:
    ids = [save(client, f"models=gpt-5.4&effort={effort}", name=f"Plan {effort}") for effort in ("low", "high")]
    page = client.get(f"/saved/compare?s={ids[0]}&s={ids[1]}").text
    totals = plain(page[page.index('id="totals"') : page.index('id="inputs"')])
    assert "not in it" not in totals and "thinking low" in totals and "thinking high" in totals
    # Sentence and first row say of which effort they are, and are of the mode that each plan leads with.
    assert re.match(
        r"In “Plan low” GPT-5.4 with thinking low costs .* than in “Plan high” with thinking high", finding(page)
    )
    cheapest = totals[totals.index("GPT-5.4, thinking") :]
    assert re.match(r"GPT-5.4, thinking low, .*? GPT-5.4, thinking high, ", cheapest)
    # The average time, as on the sheet and the page of each.
    assert "Each time is the average of its runs." in totals
    kept = [client.get(f"/saved/{sid}/export.json").json["revisions"][0]["snapshot"]["estimates"] for sid in ids]
    for one in (estimates[0] for estimates in kept):
        average, median = (filters.duration(s) for s in (one["expected_seconds"], one["latency"]["run"]["p50"]))
        assert f"per run, {average} " in totals and average != median


def test_differences_are_those_of_the_figures_shown(client: FlaskClient) -> None:
    """$13,300 and $10,700 differ by $2,600 on the page, whatever the cents were."""
    page = compared(client, "models=gpt-5.4&runs=40", "models=gpt-5.4&runs=31")
    row = plain(page[page.index("Cheapest of each") : page.index('id="inputs"')])
    assert re.search(r"GPT-5\.4, thinking \w+, ", row)
    found = re.findall(r"\$([\d,]+) per month .*?\$([\d,]+) per month .*?−\$([\d,]+), −2[23]%", row)
    assert len(found) == 3
    for first, second, less in ([int(one.replace(",", "")) for one in three] for three in found):
        assert first - second == less
    made = replace(total_of(estimate()), usd_per_month=Decimal(10_720))
    assert compare.usd_apart(Cell(made, Decimal(-2550))) == -2600


def test_plans_that_kept_the_median_alone_are_compared_by_medians() -> None:
    batch = replace(total_of(estimate()), run_seconds=None)
    old = replace(batch, run_seconds=60.0)
    answers = [Saved(NOW, (one, batch), (), ()) for one in (replace(old, mean_seconds=90.0), old)]
    assert [compare.seconds_kind(answers[:1]), compare.seconds_kind(answers)] == ["average", "median"]


def test_a_plan_with_both_hosts_keeps_them_apart(client: FlaskClient) -> None:
    both = f"models={KIMI[0]}&models={KIMI[1]}"
    page = compared(client, both, f"models={KIMI[0]}")
    totals = plain(page[page.index('id="totals"') : page.index('id="inputs"')])
    assert "Kimi K2.5 Novita, thinking" in totals and "Kimi K2.5 OpenRouter, thinking" in totals
    assert totals.count("not in it") == 2


def test_plans_on_different_models_are_compared_at_their_cheapest_that_can_be_done(client: FlaskClient) -> None:
    page = compared(client, "models=glm-5&steps=400&compact_at=", "models=gpt-5.4&steps=400&compact_at=")
    assert "Fewer than two of these plans have a price to compare." in finding(page)
    assert "none can be done" in plain(page) and "does not fit its context" in plain(page)
    assert finding(compared(client, "models=glm-5&steps=9", "models=gpt-5.4&steps=9")).startswith(
        "At its cheapest model"
    )


def test_two_hosts_of_one_model_are_told_apart_when_saved(client: FlaskClient) -> None:
    sid = save(client, f"models={KIMI[0]}&models={KIMI[1]}")
    said = plain(client.get(f"/saved/{sid}").text)
    assert said.count("Kimi K2.5 at Novita") > 1 and said.count("Kimi K2.5 at OpenRouter") > 1


def test_one_plan_alone_cannot_be_compared_and_that_is_said(client: FlaskClient) -> None:
    sid = save(client)
    page = client.get(f"/saved/compare?s={sid}").text
    assert finding(page) == "Comparing needs two, and there is one."
    assert 'type="checkbox" name="s"' not in page and ">Compare</button>" not in page
    save(client, name="Another")
    assert ">Compare</button>" in client.get(f"/saved/compare?s={sid}").text
