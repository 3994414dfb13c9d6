"""Which attributes a document gets by itself."""
