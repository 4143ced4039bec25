"""The one way to what is not ours."""
