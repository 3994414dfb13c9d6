"""Documents: their types, rules and SQL."""
