"""The preflight: what is wrong with an issue's editions, before anybody gets them.

Each rule is a function of `Editions` that yields findings; `rules.preflight` runs them all. What a
finding's code means, how bad it is and how it is mended stands in `codes.CODES`.
"""
