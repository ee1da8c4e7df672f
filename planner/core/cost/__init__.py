"""What a run costs: its calls, what is cached of them, and the prices."""
