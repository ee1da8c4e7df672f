"""Every offer for one workload, as arrays."""
