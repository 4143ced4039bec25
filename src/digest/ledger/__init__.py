"""Facts about people and attempts: transactional, private, never in git."""
