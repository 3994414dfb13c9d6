"""Merge, split, rotate and the other changes to pages."""

from intray.api.routing import Routes

routes = Routes()
