"""One offer's estimate, and many: inputs, runs, stages, pairs of modes, efforts, solved tasks."""
