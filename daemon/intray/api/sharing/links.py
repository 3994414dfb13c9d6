"""`/api/share_links/`."""

from intray.api.routing import Routes

routes = Routes()
