"""Feeds, pages and lists, polled now and then and kept in the ledger."""
