"""Addresses of login pages that clients know."""

from intray.api.routing import Routes

routes = Routes()
