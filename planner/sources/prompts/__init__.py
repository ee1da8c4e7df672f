"""Texts, chats and documents to count: read from a file, and counted by their model's vocabulary."""
