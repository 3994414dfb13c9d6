"""The way of a document: stored, read, understood; indexing follows by itself.

Store first, enrich later: `register` makes the document exist; nothing that `process` meets
afterwards can take it away.
"""
