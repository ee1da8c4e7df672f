"""Where facts come in: the price packages and the files of planner/data."""
