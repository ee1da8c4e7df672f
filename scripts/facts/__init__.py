"""Facts of offers from two independent catalogues: window, limits, input kinds, thinking modes, announced ends.

    make facts

asks pip for litellm's wheel and npm for @earendil-works/pi-ai (both MIT) by package name, reads their tables, joins
them to the offers of the price list, and writes planner/data/offer_facts.csv, lifecycle.csv and catalogues.toml.
Neither package is needed to run the planner.
"""
