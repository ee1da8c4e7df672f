"""The wire format: requests in, answers out, and the documents that describe them."""
