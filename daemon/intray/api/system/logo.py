"""`/logo/<file>`: the logo of the page."""

from intray.api.routing import Routes

routes = Routes()
