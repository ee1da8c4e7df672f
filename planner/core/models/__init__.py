"""Models and what is known of them."""
