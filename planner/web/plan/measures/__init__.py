"""The measures of a kind of work: dollars of one thing and the time it takes, expected and with an 80 % range."""
