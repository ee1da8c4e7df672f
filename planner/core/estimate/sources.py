"""The evidence of an estimate's price and tokens, with source and day."""

from __future__ import annotations

from planner.core.estimate.inputs import EstimateInputs
from planner.core.models.catalogue import OWN_HOST, Catalogue
from planner.core.results import Evidence
from planner.core.tokens.fitted import Fit
from planner.core.tokens.own_runs import evidence_after
from planner.core.tokens.thinking_budget import BESIDE, BUDGET_CHECKED, BUDGET_SOURCE, SHARE_USED, budget_fit


def price_evidence(inputs: EstimateInputs, catalogue: Catalogue) -> Evidence:
    """The date of the price itself. A price without a date has its list's evidence, but not the list's newest date."""
    offer, own = inputs.offer, inputs.overrides
    parts = [offer.source]
    if own.usd_per_mtok:
        parts = [f"your own rates for {', '.join(sorted(inputs.own_rates))}".replace("_", " "), f"else {offer.source}"]
    if own.discount:
        parts.append(f"less your discount of {float(own.discount * 100):g}%")
    basis = "given" if own.usd_per_mtok or offer.host == OWN_HOST else "published"
    return Evidence(basis, ", ".join(parts), offer.checked, offer.source_url, list_date=catalogue.prices_checked)


def reasoning_evidence(inputs: EstimateInputs, fit: Fit) -> Evidence:
    by_budget = budget_fit(inputs)
    if fit.level == "given" or by_budget is None:
        return fit_evidence(inputs, fit)
    return evidence_after(Evidence(fit.level, _budget_words(inputs, fit, by_budget), BUDGET_CHECKED), fit.own)


def _budget_words(inputs: EstimateInputs, fit: Fit, by_budget: Fit) -> str:
    """The rule with its figures, and why the bill differs from it; own runs may have changed both."""
    budget = float(inputs.workload.thinking_budget_tokens or 0)
    rule = f"Claude thinks {SHARE_USED:g} x {budget:,.0f} + {BESIDE} = {by_budget.value:,.0f} tokens"
    if fit.own or round(fit.value) == round(by_budget.value):
        return f"{rule}; {BUDGET_SOURCE}"
    why = "which few but long calls raise" if fit.value > by_budget.value else "cut at the longest output"
    return f"{rule} as a median; billed is the mean, {fit.value:,.0f}, {why}; {BUDGET_SOURCE}"


def fit_evidence(inputs: EstimateInputs, fit: Fit) -> Evidence:
    if fit.level == "given":
        return Evidence("given", "as you stated it, or none by definition with thinking off")
    return evidence_after(Evidence(fit.level, inputs.estimator.source, inputs.estimator.checked), fit.own)
