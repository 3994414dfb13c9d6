"""`/api/bulk_edit_objects/`: permissions and deletion of many tags, correspondents and so on."""

from intray.api.routing import Routes

routes = Routes()
