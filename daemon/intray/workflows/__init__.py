"""Workflows as people write them: triggers and actions. They are kept and shown; nothing runs."""
