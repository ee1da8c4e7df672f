"""How the estimator's tables are fitted: cells from raw files, one ridge regression, cross-validation, tables, report."""
