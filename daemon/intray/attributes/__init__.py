"""Tags, correspondents, document types and storage paths: one implementation for the four."""
