"""One use case a module. Takes ports, returns a report; the only place that chooses adapters."""
