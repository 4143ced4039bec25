"""Which articles go into an issue, in what order, and why."""
