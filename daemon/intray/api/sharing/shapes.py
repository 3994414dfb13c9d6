"""Share links and bundles as the API shows them."""

from datetime import tzinfo
from typing import Any

from intray.api.answers import local_time, local_time_or_none
from intray.sharing import slugs
from intray.sharing.bundles import Bundle
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


def bundle_json(bundle: Bundle, key: bytes, zone: tzinfo) -> dict[str, Any]:
    return {
        "id": bundle.id,
        "created": local_time(bundle.created_at, zone),
        "expiration": local_time_or_none(bundle.expires_at, zone),
        "slug": slugs.derive(key, bundle.slug_salt),
        "file_version": bundle.file_version,
        "status": bundle.status,
        "size_bytes": bundle.size,
        "last_error": bundle.last_error,
        "built_at": local_time_or_none(bundle.built_at, zone),
        "documents": list(bundle.document_ids),
        "document_count": len(bundle.document_ids),
    }
