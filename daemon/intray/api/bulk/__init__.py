"""Many documents or objects at once."""
