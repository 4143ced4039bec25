"""`digest.toml`: its tables, its kinds of values, and how it is read."""
