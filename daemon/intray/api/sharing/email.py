"""Documents sent by e-mail."""

from intray.api.routing import Routes

routes = Routes()
