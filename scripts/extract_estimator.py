"""Make the small estimator tables that the planner ships from the study's full ones.

    python scripts/extract_estimator.py CALIBRATION_FOLDER [OUTPUT_FOLDER]

CALIBRATION_FOLDER holds `estimator/*.csv` and `lrm_token_economy_per_sample.csv`. Only the models the product names
are kept, as derived values; the planner itself never reads that folder.
"""

from __future__ import annotations

import csv
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from math import exp, log
from pathlib import Path
from statistics import mean

Row = Mapping[str, str]

MODELS = (
    "Kimi K2 Thinking",
    "GPT-5.4",
    "GPT-5.2",
    "GLM-5",
    "Gemini 3.1 Flash-Lite",
    "Claude Opus 4.5",
    "Grok 4",
    "Kimi K2.5",
    "GPT-5.3 Codex",
    "Kimi K2 0905",
)
CLASSES = (
    "omniscience",
    "everyday",
    "ifbench",
    "gpqa",
    "hle",
    "critpt",
    "lrm_maths",
    "scicode",
    "lcr",
    "mmmuPro",
    "tau2",
    "gdpval",
    "terminalbenchV21",
    "terminalbenchHard",
    "mcp",
)
LADDER = ("low", "medium", "high", "xhigh", "max")

# Cells the study calls left in but suspicious (its section 6): the family's value is taken instead.
SUSPECT = {("Grok 4", "lcr"): "grok"}

# Spreads the study asks to be used where its own check was weak (its section 2, under the tables).
WEAK = {("model", "mcp"): 1.0, ("model", "everyday"): 0.85}

# A model that does not think writes more: the study's k of expert Q&A, as there is no maths row without thinking.
MATHS_K = 0.40

DEFAULT_OUTPUT = Path(__file__).parent.parent / "planner" / "data" / "estimator"


def main(arguments: list[str]) -> int:
    if not arguments:
        print("usage: extract_estimator.py CALIBRATION_FOLDER [OUTPUT_FOLDER]", file=sys.stderr)
        return 2
    source = Path(arguments[0])
    target = Path(arguments[1]) if len(arguments) > 1 else DEFAULT_OUTPUT
    tables = source / "estimator"
    checked = parameter_spreads(tables)
    write(target / "reasoning_base.csv", "study_class,effort,tokens", reasoning_base(tables))
    write(target / "reasoning.csv", "study_model,effort,study_class,tokens,level,spread", reasoning(tables, checked))
    write(target / "visible_base.csv", "study_class,thinking,tokens", visible_base(tables, source))
    write(target / "visible_factor.csv", "study_model,effort,anchor,factor,level,spread", visible(tables, checked))
    write(target / "effort_multiplier.csv", "anchor,effort,multiplier", multipliers(tables))
    write(target / "parameter_spread.csv", "quantity,level,anchor,sd_ln", spread_rows(checked))
    return 0


def read(path: Path) -> list[Row]:
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def write(path: Path, header: str, rows: Iterable[tuple[object, ...]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header.split(","))
        writer.writerows(rows)


def parameter_spreads(tables: Path) -> dict[tuple[str, str, str], float]:
    """The empirical sd of ln by (quantity, level, anchor); the study's basis `none` is the level `class`."""
    rows = (row for row in read(tables / "cross_validation.csv") if row["anchor"] != "ALL")
    return {
        (row["quantity"], "class" if row["basis"] == "none" else row["basis"], row["anchor"]): float(row["s_param"])
        for row in rows
    }


def spread_rows(checked: Mapping[tuple[str, str, str], float]) -> Iterator[tuple[object, ...]]:
    for (quantity, level, anchor), spread in checked.items():
        yield quantity, level, anchor, spread


def reasoning_base(tables: Path) -> Iterator[tuple[object, ...]]:
    """Tokens per class and effort; the ladder never falls from one effort to the next."""
    by_class: dict[str, dict[str, float]] = defaultdict(dict)
    for row in read(tables / "class_effort_base.csv"):
        by_class[row["task_class"]][row["effort"]] = float(row["base_reasoning_tokens"])
    for name in CLASSES:
        yield from ((name, effort, tokens) for effort, tokens in climbing(by_class[name]))


def climbing(ladder: Mapping[str, float]) -> Iterator[tuple[str, float]]:
    highest = 0.0
    for effort in LADDER:
        highest = max(highest, ladder[effort])
        yield effort, highest
    yield "on", ladder["on"]


def reasoning(tables: Path, checked: Mapping[tuple[str, str, str], float]) -> Iterator[tuple[object, ...]]:
    rows = read(tables / "reasoning_factors_by_class.csv")
    family = {(r["family"], r["effort"], r["task_class"]): r for r in rows if r["level"] == "family"}
    for row in rows:
        if row["model"] not in MODELS or row["task_class"] not in CLASSES or row["effort"] == "max":
            continue
        suspect = SUSPECT.get((row["model"], row["task_class"]))
        kept = family[suspect, row["effort"], row["task_class"]] if suspect else row
        spread = max(float(kept["s_param"]), empirical(checked, kept))
        yield row["model"], row["effort"], row["task_class"], kept["reasoning_tokens"], kept["level"], spread


def empirical(checked: Mapping[tuple[str, str, str], float], row: Row) -> float:
    weak = WEAK.get((row["level"], row["task_class"]), 0.0)
    return max(weak, checked["reasoning", row["level"], row["anchor"]])


def visible_base(tables: Path, source: Path) -> Iterator[tuple[object, ...]]:
    for row in read(tables / "visible_base.csv"):
        if row["task_class"] in CLASSES:
            yield row["task_class"], "no", row["visible_not_thinking"]
            yield row["task_class"], "yes", row["visible_thinking"]
    maths = maths_visible(source / "lrm_token_economy_per_sample.csv")
    yield "lrm_maths", "no", round(maths / MATHS_K, 1)
    yield "lrm_maths", "yes", round(maths, 1)


def maths_visible(path: Path) -> float:
    """Visible tokens of a maths answer: characters / 4, geometric mean over models of each model's mean."""
    lengths: dict[str, list[float]] = defaultdict(list)
    for row in read(path):
        if row["type"] == "Math":
            lengths[row["model_name"]].append(float(row["char_output"]) / 4)
    return exp(mean(log(mean(values)) for values in lengths.values()))


def visible(tables: Path, checked: Mapping[tuple[str, str, str], float]) -> Iterator[tuple[object, ...]]:
    for row in read(tables / "visible_factors.csv"):
        if row["model"] not in MODELS or row["effort"] == "max":
            continue
        quantity = "visible, thinking" if row["thinking"] == "True" else "visible, not thinking"
        effort = "off" if row["effort"] == "none" else row["effort"]
        spread = checked[quantity, row["level"], row["anchor"]]
        yield row["model"], effort, row["anchor"], row["factor"], row["level"], spread


def multipliers(tables: Path) -> Iterator[tuple[object, ...]]:
    for row in read(tables / "effort_multipliers.csv"):
        if row["family"] == "(any)":
            ladder = {effort: float(row[effort]) for effort in (*LADDER, "on")}
            yield from ((row["anchor"], effort, value) for effort, value in climbing(ladder))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
