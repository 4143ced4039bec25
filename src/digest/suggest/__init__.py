"""Takeaways that a language model proposes; off unless `[suggest] model` names one."""
