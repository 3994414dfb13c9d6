"""What needs a language model, which Intray has not."""

from intray.api.routing import Routes

routes = Routes()
