"""`/api/tasks/run/`: start a task of maintenance now."""

from intray.api.routing import Routes

routes = Routes()
