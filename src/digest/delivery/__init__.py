"""Edition and subscriber → message → the next hop."""
