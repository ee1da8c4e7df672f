"""The list of models and the page of each."""
