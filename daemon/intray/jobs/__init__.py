"""The journal of work: one row for each paper received or job to do."""
