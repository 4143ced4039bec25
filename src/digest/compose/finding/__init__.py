"""Where an article announces takeaways and outlook, and what they are."""
