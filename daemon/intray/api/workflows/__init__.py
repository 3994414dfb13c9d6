"""Workflows with their triggers and actions."""
