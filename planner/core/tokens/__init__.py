"""How many tokens a call thinks and answers."""
