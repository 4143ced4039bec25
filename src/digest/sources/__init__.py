"""Bytes of the world → `Article`."""
