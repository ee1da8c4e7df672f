"""The raw files, each turned into `Raw` measurements. Paths are given; nothing is fetched."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from math import log
from pathlib import Path
from statistics import fmean, median

from planner.core.models.families import tier_of
from planner.core.models.names.naming import Words, index
from scripts.fitting.cells import AGENT, HIDDEN, RUNGS, Cell, Raw
from scripts.fitting.labels import effort_of, family_and_lab, model_named

Row = Mapping[str, str]
EVALS, MODELS = "aa_eval_tokens_2026-08-22.csv", "aa_models_2026-08-22.csv"
OLD_EVALS, OLD_MODELS = "aa_eval_tokens_2026-07-10.csv", "aa_models_2026-07-10.csv"
SPEEDS, NEW_SPEEDS, JOIN = "aa_speeds_2026-08.csv", "aa_speeds_2026-10-03.csv", "aa_offer_join.csv"
# Slugs that meant another version in July than in August.
MOVED_SLUGS = {
    "deepseek-v4-pro": "deepseek-v4-pro-0424",
    "deepseek-v4-pro-high": "deepseek-v4-pro-0424-high",
    "deepseek-v4-pro-non-reasoning": "deepseek-v4-pro-0424-non-reasoning",
    "deepseek-v4-flash": "deepseek-v4-flash-0420",
    "deepseek-v4-flash-high": "deepseek-v4-flash-0420-high",
    "hy3": "hy3-preview",
}
BULLSHIT, LRM, MCP = "bullshitbench_v1.csv", "lrm_token_economy_per_sample.csv", "mcpmark_per_run.csv"
LRM_CLASSES = {"knowledge": "lrm_knowledge", "Math": "lrm_maths", "logic puzzle": "lrm_logic"}
CHARACTERS_PER_TOKEN = 4
FEW_RUNS, FULLY_REPORTED = 20, 0.95
BROKEN_OFF = 0.01
"""An agent whose episodes send less than this share of the benchmark's median input stopped at its first call: a
judgement. Seven runs lie below it, with some 3,000 tokens each, where one call's prompt is about that long."""


def rows(path: Path) -> list[Row]:
    """Every row of a CSV file. Raises OSError where it is not there."""
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def number(text: str) -> float:
    """A published figure; an empty field is 0, as these files write "not reported"."""
    return float(text) if text else 0.0


def measured(folder: Path) -> list[Raw]:
    """All measurements of the four sources, names and efforts brought to one spelling."""
    known = named_models(folder)
    return aligned(
        [
            *exams(eval_rows(folder), release_days(folder)),
            *everyday(rows(folder / BULLSHIT), known),
            *puzzles(rows(folder / LRM), known),
            *agents(rows(folder / MCP), known),
        ]
    )


def aligned(raws: Sequence[Raw]) -> list[Raw]:
    """The same with the lab, family and release that the first source to know the model gives it."""
    first: dict[str, Raw] = {}
    for raw in raws:
        first.setdefault(raw.model, raw)
    return [
        replace(raw, lab=known.lab, family=known.family, born=known.born) for raw in raws if (known := first[raw.model])
    ]


def eval_rows(folder: Path) -> list[Row]:
    """August's rows, and July's of what August no longer has: August corrects July's counts. Without agents that broke
    off."""
    newest = rows(folder / EVALS)
    known = {(row["slug"], row["eval"]) for row in newest}
    older = [{**row, "slug": MOVED_SLUGS.get(row["slug"], row["slug"])} for row in rows(folder / OLD_EVALS)]
    return finished(newest + [row for row in older if (row["slug"], row["eval"]) not in known])


def finished(evals: Sequence[Row]) -> list[Row]:
    """The rows but for those of agents that broke off at their first call: their tokens are no episode's."""
    sent: dict[str, list[float]] = defaultdict(list)
    for row in evals:
        if row["eval"] in AGENT and row["input_per_item"]:
            sent[row["eval"]].append(number(row["input_per_item"]))
    least = {name: BROKEN_OFF * median(inputs) for name, inputs in sent.items()}
    return [row for row in evals if not 0 < number(row["input_per_item"]) < least.get(row["eval"], 0.0)]


def release_days(folder: Path) -> dict[str, int]:
    """The day number of a model's first release, by Artificial Analysis' slug; None dates are left out."""
    found: dict[str, int] = {}
    for name in (OLD_MODELS, MODELS):
        for row in rows(folder / name):
            slug = MOVED_SLUGS.get(row["slug"], row["slug"]) if name == OLD_MODELS else row["slug"]
            if row["release_date"]:
                found[slug] = date.fromisoformat(row["release_date"]).toordinal()
    return found


def named_models(folder: Path) -> Mapping[Words, str]:
    """Artificial Analysis' models by the words of their names."""
    return index((name, name) for name in dict.fromkeys(row["base"] for row in eval_rows(folder)))


def exams(evals: Sequence[Row], days: Mapping[str, int]) -> Iterator[Raw]:
    """Artificial Analysis: means per item of a benchmark run. `days`: release by slug."""
    first: dict[str, int] = {}
    for row in evals:
        if row["slug"] in days:
            first[row["base"]] = min(days[row["slug"]], first.get(row["base"], days[row["slug"]]))
    for row in evals:
        thinks = row["is_reasoning"] == "True"
        effort = effort_of(row["base"], row["effort"]) if thinks else "off"
        if thinks and (row["effort"] == "none" or effort not in RUNGS):
            continue
        family, lab = family_and_lab(row["base"], row["creator"])
        reasoning, visible = number(row["reasoning_per_item"]), number(row["answer_per_item"])
        born, tier = first.get(row["base"]), tier_of(row["base"])
        yield Raw(lab, family, row["base"], effort, row["eval"], reasoning, visible, born, tier)


def everyday(bullshit: Sequence[Row], known: Mapping[Words, str]) -> Iterator[Raw]:
    """BullshitBench v1: means over about 55 open-ended questions."""
    for row in bullshit:
        found = model_named(known, row["model"])
        if found is None:
            continue
        reasoning = number(row["reasoning_tok"])
        effort = effort_of(found[0], row["reasoning"]) if reasoning > 0 else "off"
        if effort == "off" and row["reasoning"] not in ("none", "default"):
            continue
        yield _raw(found[0], effort, "everyday", reasoning, number(row["completion_tok"]) - reasoning)


def shipped_names(folder: Path) -> list[tuple[str, str]]:
    """The names of models in the sources of `SHIPPED` classes, each with the name the fit knows it by."""
    known = named_models(folder)
    said = [row["model"] for name in (BULLSHIT, MCP) for row in rows(folder / name)]
    said += [row["model_name"] for row in rows(folder / LRM)]
    found = {name: model_named(known, name) for name in dict.fromkeys(said)}
    return [(match[0], name) for name, match in found.items() if match and match[1] is None]


def joined_names(folder: Path) -> list[tuple[str, str]]:
    """The price list's ids of the models that Artificial Analysis measured, hosts aside."""
    return [(row["base"], offer.partition("/")[2]) for row in rows(folder / JOIN) for offer in row["offers"].split()]


def puzzles(samples: Sequence[Row], known: Mapping[Words, str]) -> Iterator[Raw]:
    """LRM Token Economy: reasoning is completion less characters / 4; items weigh alike whatever their repeats."""
    items: dict[tuple[str, str, str], list[tuple[float, float]]] = defaultdict(list)
    for row in samples:
        visible = number(row["char_output"]) / CHARACTERS_PER_TOKEN
        reasoning = max(number(row["tokens_completion"]) - visible, 0.0)
        items[row["model_name"], row["type"], row["prompt_id"]].append((reasoning, visible))
    by_class: dict[tuple[str, str], list[tuple[float, float]]] = defaultdict(list)
    for (model, kind, _), values in items.items():
        by_class[model, kind].append((fmean(v[0] for v in values), fmean(v[1] for v in values)))
    for (model, kind), means in by_class.items():
        found = model_named(known, model)
        if found:
            effort = effort_of(found[0], found[1])
            reasoning, visible = fmean(m[0] for m in means), fmean(m[1] for m in means)
            yield _raw(found[0], effort, LRM_CLASSES[kind], reasoning, visible)


def agents(runs: Sequence[Row], known: Mapping[Words, str]) -> Iterator[Raw]:
    """MCPMark: mean per run over the runs that report their thinking, adjusted for which tasks those are."""
    by_model: dict[str, list[Row]] = defaultdict(list)
    for row in runs:
        by_model[row["model"]].append(row)
    told = {model: [r for r in group if number(r["reasoning_tokens"]) > 0] for model, group in by_model.items()}
    weight = task_weights([told[m] for m, group in by_model.items() if len(told[m]) > FULLY_REPORTED * len(group)])
    for model, group in by_model.items():
        found = model_named(known, model)
        if found is None:
            continue
        thinking = told[model]
        if len(thinking) >= FEW_RUNS:
            total = sum(weight[row["task"]] for row in thinking)
            reasoning = sum(number(r["reasoning_tokens"]) for r in thinking) / total
            output = sum(number(r["output_tokens"]) for r in thinking) / total
            yield _raw(found[0], effort_of(found[0], found[1]), "mcp", reasoning, output - reasoning)
        elif not thinking and never_thinks(model, found[1]):
            yield _raw(found[0], "off", "mcp", 0.0, fmean(number(r["output_tokens"]) for r in group))


def task_weights(groups: Sequence[Sequence[Row]]) -> dict[str, float]:
    """How much thinking a task takes against the mean task, over the models that report every run."""
    shares: dict[str, list[float]] = defaultdict(list)
    for group in groups:
        mean = fmean(number(row["reasoning_tokens"]) for row in group)
        for row in group:
            shares[row["task"]].append(number(row["reasoning_tokens"]) / mean)
    return {task: fmean(values) for task, values in shares.items()}


def never_thinks(model: str, said: str | None) -> bool:
    """Whether an MCPMark model that reports no thinking does none; `said` is the effort that its name speaks of."""
    return said == "off" or model.startswith(("gpt-4", "qwen-3", "deepseek-v3-1-terminus"))


def _raw(model: str, effort: str, task_class: str, reasoning: float, visible: float) -> Raw:
    family, lab = family_and_lab(model)
    return Raw(lab, family, model, effort, task_class, reasoning, visible, None, tier_of(model))


HIDDEN_POWER = 0.7
"""Hidden tokens differ more from model to model than those of benchmarks: ln tokens of these rise by this much."""
USUAL_WAIT = {SPEEDS: 1.0, NEW_SPEEDS: 0.6}
"""Seconds to the first token of models that hide nothing, closed labs; October's are on a measure of their own."""
LEAST_HIDDEN_SECONDS = 0.15
UNDATED_RELEASE = date(2026, 9, 15)
"""Of models that are in October's list and not in August's."""


def hidden_times(folder: Path, cells: Sequence[Cell]) -> list[Cell]:
    """What models that hide their thinking must have thought before their first word, in a speed test: August's figure,
    else October's, which has models that nobody has counted the tokens of. `cells` are the measured ones."""
    seen = {cell.model: cell for cell in cells}
    found: dict[tuple[str, str], Cell] = {}
    for name in (SPEEDS, NEW_SPEEDS):
        for row in rows(folder / name):
            hidden = number(row["ttft"]) - USUAL_WAIT[name]
            told = row["ttft_contains_thinking"] == "yes" and number(row["tok_s"]) > 0 and row["effort"] != "none"
            effort = effort_of(row["base"], row["effort"])
            if not told or hidden < LEAST_HIDDEN_SECONDS or effort not in RUNGS or (row["base"], effort) in found:
                continue
            family, lab = family_and_lab(row["base"], row.get("creator") or None)
            known = seen.get(row["base"])
            day = known.day if known else float(_released(row))
            y = HIDDEN_POWER * log(hidden * number(row["tok_s"]))
            found[row["base"], effort] = Cell(
                known.lab if known else lab, family, row["base"], effort, HIDDEN, y, day, tier_of(row["base"])
            )
    return list(found.values())


def _released(row: Row) -> int:
    told = row.get("release_date")
    return (date.fromisoformat(told) if told else UNDATED_RELEASE).toordinal()
