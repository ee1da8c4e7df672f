"""What a kind of work is measured in: dollars of one thing and the time it takes, expected and with an 80 % range."""
