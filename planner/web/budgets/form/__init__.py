"""The budget form: from text to request and back."""
