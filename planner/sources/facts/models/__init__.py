"""Readers of facts about models."""
