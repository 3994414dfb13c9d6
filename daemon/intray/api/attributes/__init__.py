"""Tags, correspondents, document types, storage paths."""
