"""Workflows with their triggers and actions, as they are stored."""
