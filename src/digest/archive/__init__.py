"""Issue ⇄ Markdown, the `issues/` folder, seals."""
