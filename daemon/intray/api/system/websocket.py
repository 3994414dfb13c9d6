"""`/ws/status/`: progress as frames."""

from intray.api.routing import Routes

routes = Routes()
