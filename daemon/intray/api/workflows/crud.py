"""`/api/workflows/`, `/api/workflow_triggers/`, `/api/workflow_actions/`."""

from intray.api.routing import Routes

routes = Routes()
