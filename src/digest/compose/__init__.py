"""Pure: articles → issue. No clock, disk, socket or randomness comes in here except as a value."""
