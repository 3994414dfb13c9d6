"""`/api/oauth/callback/`."""

from intray.api.routing import Routes

routes = Routes()
