"""Turn openly licensed raw files into files of measured runs (columns of planner/core/validation/measured.py).

    python scripts/convert_measured.py FOLDER [OUTPUT_FOLDER]

FOLDER holds bullshitbench_v1.csv, lrm_token_economy_per_sample.csv, trace_length_stats.csv and
servegen_length_stats.csv. OUTPUT_FOLDER is planner/data/measured unless said. Rows of Artificial Analysis and of
MCPMark are not converted: nothing says that they may be shared.
"""

from __future__ import annotations

import csv
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from statistics import fmean

from planner.core.validation.measured import COLUMNS

Row = Mapping[str, str]
Out = dict[str, object]
OUTPUT = Path(__file__).parent.parent / "planner" / "data" / "measured"
CHARACTERS_PER_TOKEN = 4

# Trivial knowledge questions are everyday work; the puzzles have no class of their own and are left out.
LRM_CLASSES = {"Math": "maths", "knowledge": "everyday_qa"}
TRACES = {
    "azure2023_code": ("Azure 2023 code trace", "code"),
    "azure2023_conv": ("Azure 2023 conversation trace", "everyday_qa"),
    "mooncake_kimi_conversation": ("Kimi conversation trace", "everyday_qa"),
    "vidur_arxiv_summarization": ("arXiv summaries", "long_document"),
}
REMARKS = {
    "bullshitbench_v1.csv": (
        "BullshitBench v1 by Peter Gostev, github.com/petergpt/bullshit-benchmark at d2489cf76c, MIT licence.",
        "Means over open-ended professional questions, served by OpenRouter; cost as billed, seconds of wall time.",
    ),
    "lrm_token_economy.csv": (
        "LRM Token Economy by cpldcpu, github.com/cpldcpu/LRMTokenEconomy at d5cc353cf1, Apache-2.0 licence.",
        "Changed: means over repeats and items of a kind; visible is characters / 4, reasoning the rest.",
    ),
    "traces.csv": (
        "Licences: Azure LLM inference traces 2023 CC BY 4.0, Mooncake Apache-2.0, Vidur MIT, ServeGen Apache-2.0.",
        "Changed: means of production lengths. The models behind most are not named, so most rows are refused.",
    ),
}


def main(arguments: list[str]) -> int:
    if not arguments:
        print("usage: convert_measured.py FOLDER [OUTPUT_FOLDER]", file=sys.stderr)
        return 2
    folder = Path(arguments[0])
    target = Path(arguments[1]) if len(arguments) > 1 else OUTPUT
    write(target, "bullshitbench_v1.csv", bullshit(rows(folder / "bullshitbench_v1.csv")))
    write(target, "lrm_token_economy.csv", lrm(rows(folder / "lrm_token_economy_per_sample.csv")))
    write_speeds(target.parent / "speeds.csv", speeds(rows(folder / "bullshitbench_v1.csv")))
    servegen = rows(folder / "servegen_length_stats.csv")
    write(target, "traces.csv", [*traces(rows(folder / "trace_length_stats.csv")), *production(servegen)])
    return 0


def rows(path: Path) -> list[Row]:
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def write(folder: Path, name: str, found: Iterable[Out]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / name).open("w", newline="", encoding="utf-8") as file:
        file.writelines(f"# {line}\n" for line in REMARKS[name])
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n", restval="")
        writer.writeheader()
        writer.writerows(found)


def bullshit(raw: Iterable[Row]) -> Iterator[Out]:
    """Mean tokens, dollars and seconds per question; the OpenRouter id is the offer."""
    for row in raw:
        reasoning = float(row["reasoning_tok"])
        yield {
            "model": row["model"],
            "effort": row["reasoning"],
            "task_class": "everyday_qa",
            "n": row["n"],
            "input": row["prompt_tok"],
            "visible": round(float(row["completion_tok"]) - reasoning, 1),
            "reasoning": round(reasoning, 1),
            "cost": row["cost_usd"],
            "seconds": row["latency_s"],
            "steps": 1,
            "offer": f"openrouter/{row['model']}",
            "source": "BullshitBench v1",
        }


FIRST_TOKEN_SECONDS = 1.5


# Above this a figure is several agents answering at once (Grok 4.20 multi-agent: 3,617), not the pace of one stream.
FASTEST_STREAM = 800.0


def speeds(raw: Iterable[Row]) -> Iterator[tuple[object, ...]]:
    """Tokens/s after the first at the router, the wait for the first taken as 1.5 s but no more than half the call."""
    for row in raw:
        effort = {"none": "off", "default": "on" if float(row["reasoning_tok"]) > 0 else "off"}.get(row["reasoning"])
        whole = float(row["latency_s"])
        speed = float(row["completion_tok"]) / max(whole - FIRST_TOKEN_SECONDS, whole / 2)
        if speed > FASTEST_STREAM:
            continue
        yield f"openrouter/{row['model']}", effort or row["reasoning"], round(speed, 1), row["n"], "bullshitbench"


def write_speeds(path: Path, found: Iterable[tuple[object, ...]]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("offer", "effort", "tokens_per_second", "points", "source"))
        writer.writerows(found)


def lrm(raw: Iterable[Row]) -> Iterator[Out]:
    """Mean per item, then over the items of a kind; n counts the answers."""
    items: dict[tuple[str, str, str], list[tuple[float, float]]] = defaultdict(list)
    for row in raw:
        visible = float(row["char_output"]) / CHARACTERS_PER_TOKEN
        thought = max(float(row["tokens_completion"]) - visible, 0.0)
        items[row["model_name"], row["type"], row["prompt_id"]].append((thought, visible))
    for model, kind in dict.fromkeys((model, kind) for model, kind, _ in items):
        means = [
            (fmean(t for t, _ in v), fmean(s for _, s in v), len(v)) for k, v in items.items() if k[:2] == (model, kind)
        ]
        if kind in LRM_CLASSES:
            yield {
                "model": model,
                "effort": "default",
                "task_class": LRM_CLASSES[kind],
                "n": sum(count for _, _, count in means),
                "visible": round(fmean(said for _, said, _ in means), 1),
                "reasoning": round(fmean(thought for thought, _, _ in means), 1),
                "steps": 1,
                "source": f"LRM Token Economy, {kind}",
            }


def traces(raw: Iterable[Row]) -> Iterator[Out]:
    """Production traces without thinking: mean prompt and answer."""
    found = {(row["trace"], row["field"]): row for row in raw}
    for trace, (name, task_class) in TRACES.items():
        sent, said = found[trace, "input"], found[trace, "output"]
        yield _trace(name, "none", task_class, said["n"], float(sent["mean"]), float(said["mean"]), None)


def production(raw: Iterable[Row]) -> Iterator[Out]:
    """ServeGen's DeepSeek-R1: the only production trace that tells thinking from answer; n is not published."""
    found = {(row["workload"], row["field"]): float(row["mean"]) for row in raw}
    sent, output, share = (found["reason/deepseek-r1", f] for f in ("input_tokens", "output_tokens", "reason_ratio"))
    yield _trace("deepseek-r1", "on", "everyday_qa", "1000", sent, output * (1 - share), output * share)


def _trace(model: str, effort: str, task_class: str, n: str, sent: float, said: float, thought: float | None) -> Out:
    return {
        "model": model,
        "effort": effort,
        "task_class": task_class,
        "n": n,
        "input": round(sent, 1),
        "visible": round(said, 1),
        "reasoning": "" if thought is None else round(thought, 1),
        "steps": 1,
        "source": "production trace",
    }


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
