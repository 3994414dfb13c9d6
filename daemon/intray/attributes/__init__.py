"""Tags, correspondents, document types and storage paths."""
