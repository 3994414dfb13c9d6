"""Workflows, triggers and actions."""
