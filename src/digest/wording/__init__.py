"""The fixed words of every edition, in the language of what is read.

`words/LANGUAGE.toml` has the phrases, `load` puts a language's together, `cldr` knows how it counts
and dates, `direction` which way it runs.
"""
