"""The shape of every answer, as typed dictionaries: mypy holds the writers to them, OpenAPI is generated from them."""
