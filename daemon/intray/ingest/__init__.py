"""Doors and journal: how bytes come in and become durable."""
