"""Share links as the API shows them."""

from datetime import tzinfo
from typing import Any

from intray.api.answers import local_time, local_time_or_none
from intray.sharing import slugs
from intray.sharing.links import ShareLink


def link_json(link: ShareLink, key: bytes, zone: tzinfo) -> dict[str, Any]:
    """`key`: of this box; the slug is made of it."""
    return {
        "id": link.id,
        "created": local_time(link.created_at, zone),
        "expiration": local_time_or_none(link.expires_at, zone),
        "slug": slugs.derive(key, link.slug_salt),
        "document": link.document_id,
        "file_version": link.file_version,
    }
