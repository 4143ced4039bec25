"""Feeds and lists of feeds: bytes → items and articles."""
