"""The method page: what the product computes with is on it, all of it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import fields, replace
from datetime import UTC, datetime
from decimal import Decimal
from html import unescape
from importlib import import_module
from itertools import pairwise
from pathlib import Path

import pytest
from flask.testing import FlaskClient

import planner
from planner.core.models.catalogue import Catalogue
from planner.core.models.presets import TaskClass
from planner.core.tokens.fitted import Spreads
from planner.sources.facts.models.estimator import load_accuracy
from planner.sources.facts.offers.caches import load_rules
from planner.sources.facts.toml_reader import load_sources
from planner.web.method import caveats, parameters, worked
from planner.web.method import page as method_page
from planner.web.method import tables as method_tables

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
CORE = Path(planner.__file__).parent / "core"
WITH_CONSTANTS = (
    "cost.caching",
    "caveats.caching",
    "caveats.price_change",
    "caveats.prices",
    "caveats.run_limits",
    "latency.seconds",
    "tokens.thinking_budget",
    "uncertainty.draw_columns",
    "uncertainty.shared_draws",
    "uncertainty.spread",
)
NOT_PARAMETERS = {"THOUSAND", "CENT", "VECTOR"}
"""Units, and the directions of a lattice: not figures anyone could argue with."""


@pytest.fixture(scope="module")
def page(catalogue: Catalogue) -> method_page.MethodPage:
    return method_page.method_page(catalogue, now=NOW)


@pytest.fixture
def text(client: FlaskClient) -> str:
    response = client.get("/method")
    assert response.status_code == 200
    return unescape(response.text)


# ---------- every caveat


MAKERS = ("Caveat", "Refusal", "no")


def codes(source: str) -> Iterator[str]:
    """The codes of every Caveat and Refusal made in a module, and of `no`, as one function calls its refusals."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in MAKERS:
            given = [*node.args, *(word.value for word in node.keywords if word.arg == "code")]
            words = [a.value for a in given if isinstance(a, ast.Constant) and isinstance(a.value, str)]
            yield from (word for word in words if re.fullmatch(r"[a-z]+(_[a-z0-9]+)+", word))


def emitted() -> set[str]:
    return {code for path in CORE.rglob("*.py") for code in codes(path.read_text(encoding="utf-8"))}


def test_codes_are_found_in_source() -> None:
    made = ('Caveat("one_code", f"")', 'Refusal(a, "two_codes", b)', 'no("three_of_them", "A.")', 'Other("not_this")')
    source = "\n".join(made)
    assert set(codes(source)) == {"one_code", "two_codes", "three_of_them"}
    assert {"context_overflow", "tier_not_offered", "mode_not_offered"} <= emitted()


def test_every_code_has_its_entry_and_no_entry_is_left_over() -> None:
    assert set(caveats.CAVEATS) == emitted()


def test_every_entry_can_be_linked_to(text: str) -> None:
    for code in emitted():
        assert text.count(f'id="{code}"') == 1, code


@pytest.mark.parametrize("code", sorted(code for code, caveat in caveats.CAVEATS.items() if caveat.example is not None))
def test_every_caveat_is_shown_in_the_product_s_own_words(catalogue: Catalogue, code: str, text: str) -> None:
    sentence = caveats.sentence_of(catalogue, NOW, code)
    assert sentence.endswith(".")
    assert sentence in text


def test_a_code_nothing_raises_has_no_sentence(catalogue: Catalogue) -> None:
    assert caveats.sentence_of(catalogue, NOW, "no_such_code") == ""


@pytest.mark.parametrize(
    ("code", "figure"), [("answer_cut_off", "1%"), ("cache_may_expire", "5%"), ("price_stale", "90 days")]
)
def test_thresholds_are_those_of_the_code(code: str, figure: str) -> None:
    assert figure in caveats.CAVEATS[code].when


# ---------- every parameter


def constants(module: str) -> set[str]:
    """Names in capitals that hold figures: numbers, or look-ups of them."""
    found = vars(import_module(f"planner.core.{module}"))
    source = ast.parse((CORE / f"{module.replace('.', '/')}.py").read_text(encoding="utf-8"))
    targets = [t for n in source.body if isinstance(n, ast.Assign) for t in n.targets]
    targets += [n.target for n in source.body if isinstance(n, ast.AnnAssign)]
    names = {t.id for t in targets if isinstance(t, ast.Name) and t.id.isupper()} | {
        e.id for t in targets if isinstance(t, ast.Tuple) for e in t.elts if isinstance(e, ast.Name) and e.id.isupper()
    }
    return {f"{module}.{name}" for name in names - NOT_PARAMETERS if is_figure(found[name])}


def is_figure(value: object) -> bool:
    if isinstance(value, dict):
        return all(is_figure(part) for part in value.values())
    if isinstance(value, tuple):
        return all(is_figure(part) for part in value)
    return isinstance(value, int | float | Decimal) and not isinstance(value, bool)


@pytest.mark.parametrize("module", WITH_CONSTANTS)
def test_every_constant_of_the_arithmetic_is_listed(module: str) -> None:
    listed = {constant["path"] for constant in parameters.constants()}
    assert constants(module), "the reader of constants finds nothing"
    assert constants(module) <= listed


def test_parameters_show_the_value_the_code_has(page: method_page.MethodPage, text: str) -> None:
    shown = {p.name: p.value for p in page.parameters}
    assert shown["Prompt read"] == "15,000"
    assert shown["Output speed where none is measured: router"] == "61"
    assert shown["A month: calendar"] == "365 ÷ 12"
    assert shown["Wait, slow side"] == "0.33"
    assert shown["Cached prompt read in a tool loop"] == "14,400"
    assert all(p.value and p.source and p.spread and p.why for p in page.parameters)
    assert all(p.path in text and p.name in text for p in page.parameters)
    reasons = {p.why for p in page.parameters}
    assert all(text.count(f'judged">{why}</td>') == 1 for why in reasons)


def test_a_changed_constant_changes_the_page(catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("planner.core.latency.seconds.PREFILL_TOKENS_PER_SECOND", 12_345.0)
    assert next(p for p in parameters.parameters(catalogue) if p.name == "Prompt read").value == "12,345"


def test_spreads_of_the_fit_are_listed(catalogue: Catalogue, page: method_page.MethodPage) -> None:
    shown = {p.name: p.value for p in page.parameters}
    spreads = catalogue.estimator.spreads
    assert float(shown["s_rep, from run to run"]) == spreads.repeat
    assert float(shown["s_workload in general, your work against a benchmark’s"]) == spreads.workload
    for one in catalogue.task_classes.values():
        assert float(shown[f"s_item used, {one.name.lower()}"]) == one.item_spread
        shift = shown.get(f"s_workload used, {one.name.lower()}")
        assert (float(shift) if shift else None) == one.workload_spread


def test_a_class_has_no_figure_that_the_page_does_not_show() -> None:
    """A new field of a task class must be put on the page, and then here."""
    shown = {"id", "name", "example", "study_class", "anchor", "calls_per_episode", "item_spread", "judgement"}
    assert {f.name for f in fields(TaskClass)} == shown | {"effort_scale", "workload_spread", "siblings"}


def test_sibling_benchmarks_stand_under_the_one_that_stands_for_the_class(page: method_page.MethodPage) -> None:
    siblings = {row.id: row.siblings for row in page.classes if row.siblings}
    assert siblings["coding_agent"] == ("terminalbenchHard",)
    assert len(siblings) == 3


def test_spreads_have_no_figure_that_the_page_does_not_show() -> None:
    assert {f.name for f in fields(Spreads)} == {"item", "repeat", "workload", "parameter"}


# ---------- fitted tables, rules, classes, sources


def test_small_tables_are_whole(catalogue: Catalogue, page: method_page.MethodPage) -> None:
    tables = {table.name: table for table in page.tables}
    estimator = catalogue.estimator
    assert len(tables["reasoning_base"].rows) == len(estimator.reasoning_base)
    assert len(tables["visible_base"].rows) == len(estimator.visible_base)
    assert len(tables["effort_multiplier"].rows) == len(estimator.effort_multiplier)
    assert len(tables["parameter_spread"].rows) == len(estimator.spreads.parameter)


def test_look_ups_show_the_profiled_models_and_the_families_and_count_all(catalogue: Catalogue) -> None:
    tables = {table.name: table for table in method_tables.fitted_page().look_ups}
    assert tables["reasoning"].figures == len(catalogue.estimator.reasoning)
    assert tables["visible"].figures == len(catalogue.estimator.visible)
    block = next(b for b in tables["reasoning"].blocks if b.name == "Kimi K2 Thinking")
    (cell,) = dict(block.rows)["gpqa"]
    assert cell is not None
    assert (cell.level, cell.spread) == ("measured", "0.25")
    assert {b.kind for b in tables["visible"].blocks} == {"model", "family", "lab"}


def test_the_page_of_look_ups(client: FlaskClient) -> None:
    text = client.get("/method/tables").text
    assert "Artificial Analysis" in text
    assert "Kimi K2 Thinking" in text
    assert text.count("<h1") == 1


@pytest.mark.parametrize("name", method_tables.table_names())
def test_tables_can_be_taken_as_they_are(client: FlaskClient, name: str) -> None:
    response = client.get(f"/method/{name}.csv")
    folder = CORE.parent / "data"
    shipped = next(path for path in (folder / "estimator" / f"{name}.csv", folder / f"{name}.csv") if path.is_file())
    assert response.mimetype == "text/csv"
    assert response.text.splitlines() == shipped.read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("name", ["families.toml", "source", "../../pyproject", "no_such_table"])
def test_nothing_else_can_be_taken(client: FlaskClient, name: str) -> None:
    assert client.get(f"/method/{name}.csv").status_code == 404


def test_every_kind_of_work_with_its_judgement(catalogue: Catalogue, text: str) -> None:
    for one in catalogue.task_classes.values():
        assert f'id="class-{one.id}"' in text
        assert one.judgement in text
        assert one.calls_per_episode.value == 1 or one.calls_per_episode.note in text


def test_every_cache_rule(page: method_page.MethodPage, text: str) -> None:
    assert len(page.caches) == len(load_rules())
    assert all(rule.cache.source in text for rule in load_rules())


def test_every_source_is_named(text: str) -> None:
    assert all(source.name in text for source in load_sources().values())


def test_a_thinking_budget_is_told_as_it_is_worked_out(text: str) -> None:
    said = text[text.index('id="budgets"') : text.index('id="limits"')]
    assert "Claude, budget above 8,000, outside tool loops:   R = 0.5 × budget + 900" in said
    assert "each call’s R is cut at the budget" in said
    assert "not modelled" not in text
    assert text.count("who want to check it") == 1


@pytest.mark.parametrize(
    ("place", "cells", "error"),
    [
        (("reasoning", "between", "exam"), "120", "14%"),
        (("visible, thinking", "beyond", "doc"), "65", "19%"),
        (("visible, not thinking", "new, line", "everyday"), "21", "26%"),
    ],
)
def test_errors_are_those_that_were_measured(
    page: method_page.MethodPage, text: str, place: tuple[str, str, str], cells: str, error: str
) -> None:
    """docs/accuracy.md; not worked out from s_param, from which the shift to the user's work is taken."""
    found = {(p.quantity, p.level, p.work): p for p in page.proofs}
    accuracy = found[place].accuracy
    assert (str(accuracy.rows), f"{accuracy.error:.0%}") == (cells, error)
    row = f'<tr><th scope="row">{place[0]}</th><td>{place[1]}</td><td>{place[2]}</td><td class="r">{cells}</td>'
    assert f'{row}<td class="r">{error}</td>' in text


# ---------- worked cases, and the page as a page


@pytest.mark.parametrize(
    ("case", "figures"),
    [
        ("loop", ["0.3165", "108,000", "22,000"]),
        ("cache", ["0.02415"]),
        ("tiers", ["0.83", "1.585005", "0.24999875", "0.5", "0.6", "1.200006"]),
        ("usage", ["0.0232856"]),
        ("seconds", ["9.133", "42.467", "7.396", "9.083"]),
        ("break-even", ["22%", "53%"]),
        ("dated", ["0.75", "1.50"]),
        ("day-mean", ["0.135"]),
        ("warm", ["29%", "97%"]),
        ("ladder", ["1.00"]),
        ("bands", ["638", "1,000"]),
        ("reliability", ["77%", "97%"]),
    ],
)
def test_worked_cases_come_out_as_worked_by_hand(
    page: method_page.MethodPage, text: str, case: str, figures: list[str]
) -> None:
    cells = [cell for row in page.worked[case].rows for cell in row]
    assert set(figures) <= set(cells)
    assert f'id="case-{case}"' in text


def test_every_worked_case_is_tested_and_shown(page: method_page.MethodPage, text: str) -> None:
    assert len(re.findall(r'id="case-', text)) == len(page.worked) == 12


def test_ten_first_calls_are_not_a_run(page: method_page.MethodPage) -> None:
    assert "costs $0.775. Ten times its first call would be $0.325: wrong by 2.4 times" in page.worked["loop"].note


def test_a_case_without_its_offer_is_left_out(catalogue: Catalogue) -> None:
    bare = replace(catalogue, offers={})
    assert set(worked.worked_cases(bare, NOW)) == {"warm", "bands", "ladder"}


def test_contents_lead_somewhere(text: str) -> None:
    for target in set(re.findall(r'href="#([^"]+)"', text)):
        assert f'id="{target}"' in text, target
    assert len(re.findall(r'<a href="#', text)) >= len(method_page.SECTIONS)


def test_ids_are_there_once(text: str) -> None:
    ids = re.findall(r'\bid="([^"]+)"', text)
    assert len(ids) == len(set(ids))


def test_headings_are_in_order(text: str) -> None:
    levels = [int(level) for level in re.findall(r"<h([1-6])\b", text)]
    assert levels.count(1) == 1
    assert all(b <= a + 1 for a, b in pairwise(levels))


def test_functions_named_under_formulas_exist(text: str) -> None:
    places = [
        place for line in re.findall(r"In the code: ([^<]+)", text) for place in re.findall(r"planner/[\w/]+\.py", line)
    ]
    assert len(places) > 10
    assert all((CORE.parent.parent / place).is_file() for place in places)


def test_the_page_is_made_once_a_day(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[int] = []
    real = method_page.method_page
    monkeypatch.setattr("planner.web.method.page.method_page", lambda *a, **k: (made.append(1), real(*a, **k))[1])
    client.get("/method")
    client.get("/method")
    assert made == [1]


def test_the_page_opens_for_the_impatient_and_explains_its_words(client: FlaskClient, text: str) -> None:
    opening = text[text.index('id="short"') : text.index("</section>", text.index('id="short"'))]
    for head in ("What we do", "How far off we were", "What you can do about it"):
        assert head in opening
    judged = {name: load_accuracy()[place] for name, place in method_page.OPENS_WITH.items()}
    for row in judged.values():
        assert re.search(rf"{row.error * 100:.0f}%</td><td class=\"r\">{row.rows:,}</td>", opening)
    assert 'from its family: two bars, a filled mark on the chart</th><td class="r">45%' in opening
    assert 'one bar, a hollow mark</th><td class="r">52%' in opening
    assert f"held the measured bill of {judged['agent_bill'].in_range:.0%} of these agents" in opening
    words = unescape(client.get("/method/words").text)
    for word in ("Token", "Run", "Step", "Context window", "Cache", "Thinking effort", "Expected", "80% range"):
        assert re.search(rf"<dt id=\"\w+\">{word}</dt><dd>[^<]+\.</dd>", words)
    plan = client.get("/plan").text
    assert re.search(r'<a class="word" href="/method/words#range" data-means="Four outcomes in five[^"]+"', plan)
