"""A Chromium of the machine's, to look at editions as readers do."""
