"""What might be said of an article that has no takeaways."""
