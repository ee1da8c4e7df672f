"""What a name means: how people, logs and gateways spell offers, and which host answers."""
