"""Rules that file a document by its text: tags, correspondents, types and storage paths alike."""
