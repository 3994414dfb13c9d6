"""Saved views: named searches that people keep, and how their results are shown."""
