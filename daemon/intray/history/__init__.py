"""Who changed what on a document, and when."""
