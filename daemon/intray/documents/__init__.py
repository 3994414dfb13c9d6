"""Documents: their rows, the filters and order of their lists, and what a person may change."""
