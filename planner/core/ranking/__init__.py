"""All offers for one workload, as arrays."""
