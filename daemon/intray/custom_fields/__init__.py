"""Custom fields: their definitions, types and values."""
