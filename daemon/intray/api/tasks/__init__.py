"""The journal of work as tasks."""
