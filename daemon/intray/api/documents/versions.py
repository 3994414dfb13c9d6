"""Versions of a document: a new file, its label, and going back."""

from intray.api.routing import Routes

routes = Routes()
