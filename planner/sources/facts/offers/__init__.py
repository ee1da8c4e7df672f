"""Readers of facts about offers and hosts."""
