"""Token planner: what a language-model workload costs and how long it takes, thinking on and off."""

__version__ = "0.2.0"
