"""Your usage: count a text, read a response, import a log, calibrate a plan."""
