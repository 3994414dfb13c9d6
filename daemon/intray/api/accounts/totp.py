"""The second factor of a login."""

from intray.api.routing import Routes

routes = Routes()
