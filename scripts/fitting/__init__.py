"""How the estimator's tables are fitted: cells, one ridge regression, cross-validation, tables."""
