"""Own offers: their page, and which ones a request may name."""
