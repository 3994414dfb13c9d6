"""`/api/mail_rules/`."""

from intray.api.routing import Routes

routes = Routes()
