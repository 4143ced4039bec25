"""Turns the clock into use cases: slots decide, APScheduler only wakes."""
