"""`/share/<slug>`: what is open to whoever knows the link."""

from intray.api.routing import Routes

routes = Routes()
