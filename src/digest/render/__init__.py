"""Issue → editions: mail, text, web, feeds. From the issue alone, the same bytes on every run."""
