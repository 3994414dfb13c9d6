"""GET /api/config/: settings changed on the page; null where the configuration file decides."""

from typing import Any

from aiohttp import web

from intray.api.answers import answer
from intray.api.routing import LOGGED_IN, Routes, path_id
from intray.errors import NotFoundError

routes = Routes()

KEYS = (
    "user_args",
    "barcode_tag_mapping",
    "llm_api_key",
    "output_type",
    "pages",
    "language",
    "mode",
    "archive_file_generation",
    "image_dpi",
    "unpaper_clean",
    "deskew",
    "rotate_pages",
    "rotate_pages_threshold",
    "max_image_pixels",
    "color_conversion_strategy",
    "app_title",
    "app_logo",
    "barcodes_enabled",
    "barcode_enable_tiff_support",
    "barcode_string",
    "barcode_retain_split_pages",
    "barcode_enable_asn",
    "barcode_asn_prefix",
    "barcode_upscale",
    "barcode_dpi",
    "barcode_max_pages",
    "barcode_enable_tag",
    "barcode_tag_split",
    "ai_enabled",
    "llm_embedding_backend",
    "llm_embedding_model",
    "llm_embedding_endpoint",
    "llm_embedding_chunk_size",
    "llm_context_size",
    "llm_backend",
    "llm_model",
    "llm_endpoint",
    "llm_output_language",
    "llm_request_timeout",
)


@routes.get("/api/config/", needs=LOGGED_IN)
async def list_configurations(request: web.Request) -> web.Response:
    return answer([_configuration()])


@routes.get("/api/config/{id}/", needs=LOGGED_IN)
async def get_configuration(request: web.Request) -> web.Response:
    if path_id(request) != 1:
        raise NotFoundError("No ApplicationConfiguration matches the given query.")
    return answer(_configuration())


def _configuration() -> dict[str, Any]:
    return {"id": 1, **dict.fromkeys(KEYS)}
