"""Fit the estimator's tables and cross-validate them.

    python scripts/fit.py FOLDER [--tables FOLDER] [--report FILE]

FOLDER holds the raw files (their names are in scripts/fitting/reading.py). Writes planner/data/estimator/*.csv and
docs/accuracy.md, whose dollars and seconds are those of the product with the tables in planner/data, and renews the
line of README.md that says how far off estimates are. The raw files are not part of the repository: two of them say
nothing of a licence.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from planner.sources.catalogue import load_catalogue
from scripts.fitting import agents, episodes, own_runs
from scripts.fitting.agent_widths import width_section, widths
from scripts.fitting.fitting import REASONING_NAME, fit_all
from scripts.fitting.formulas import trials
from scripts.fitting.noise_floor import everyday_floor, floors
from scripts.fitting.one_run import judged as one_runs
from scripts.fitting.one_run import one_run_section
from scripts.fitting.own_runs_report import section as own_runs_section
from scripts.fitting.proof import proofs
from scripts.fitting.proof_report import proof_section
from scripts.fitting.reading import eval_rows, measured
from scripts.fitting.report import claim, report, with_claim
from scripts.fitting.speeds import HEADER, judged, speed_rows, speed_section
from scripts.fitting.summary import SUMMARY_HEADER, summary
from scripts.fitting.tables import write

ROOT = Path(__file__).parent.parent


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description="Fit the estimator's tables and cross-validate them.")
    parser.add_argument("folder", type=Path, help="the raw files")
    parser.add_argument("--tables", type=Path, default=ROOT / "planner" / "data" / "estimator")
    parser.add_argument("--report", type=Path, default=ROOT / "docs" / "accuracy.md")
    options = parser.parse_args(arguments)
    try:
        results = fit_all(options.folder, options.tables)
        write(options.tables.parent / "model_speeds.csv", HEADER, speed_rows(options.folder))
        proof = proof_section(proofs(options.folder), trials(options.folder))
        reasoning = results.known[REASONING_NAME], results.unseen[REASONING_NAME]
        proof += "\n" + one_run_section(one_runs(options.folder, *reasoning))
        speeds = judged(options.folder)
        proof += "\n" + speed_section(speeds)
        proof += "\n" + own_runs_section(own_runs.trials(options.folder), own_runs.tried(options.folder))
        bills = agents.scores(options.folder)
        proof += "\n\n" + agents.section(bills)
        write(options.tables / "accuracy.csv", SUMMARY_HEADER, summary(results, bills))
        proof += "\n" + width_section(widths(load_catalogue(), options.folder))
        evals = eval_rows(options.folder)
        proof += "\n" + episodes.section(episodes.episodes(evals), episodes.tellings(options.folder, evals))
    except OSError as error:
        print(f"fit: {error}", file=sys.stderr)
        return 2
    options.report.parent.mkdir(parents=True, exist_ok=True)
    apart = floors(options.folder), everyday_floor(measured(options.folder))
    options.report.write_text(report(results, *apart, speeds, proof), encoding="utf-8")
    readme = ROOT / "README.md"
    readme.write_text(with_claim(readme.read_text(encoding="utf-8"), claim(results)), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
