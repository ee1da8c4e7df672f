"""Texts, chats and tool schemas: their parts, and how many tokens they are on each model."""
