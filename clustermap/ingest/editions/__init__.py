"""Two editions of the same data, and what changed between them."""
