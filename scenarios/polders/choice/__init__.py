"""Which level each water-level area should have: options, what they do, trade-offs and the best of them."""
