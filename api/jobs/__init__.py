"""Jobs: one row each in a database that outlives every crash; `scenarios.executor` does the work."""
