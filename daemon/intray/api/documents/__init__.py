"""Documents: lists, one of them, files, notes, upload, trash."""
