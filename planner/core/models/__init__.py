"""Which models and offers there are, what is known of them, and which one a name means."""
