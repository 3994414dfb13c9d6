"""The page: the files that the web build made, and index.html for every address inside it."""

import asyncio
from dataclasses import dataclass
from pathlib import Path

from aiohttp import web

import intray
from intray.api.context import script_name
from intray.errors import NotFoundError

TYPES = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".ico": "image/x-icon",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".mjs": "text/javascript; charset=utf-8",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".wasm": "application/wasm",
    ".webmanifest": "application/manifest+json",
    ".webp": "image/webp",
    ".woff2": "font/woff2",
}
FOR_GOOD = "public, max-age=31536000, immutable"  # the name changes with the content
NOT_BUILT = "Intray is running, but its page has not been built: run `make web`.\n"
ALIASES = {"/favicon.ico": "/icon-192.png"}  # browsers that show JSON ask for it
FETCHED = {"doc": "download", "thumb": "thumb", "preview": "preview"}


@dataclass(frozen=True)
class PageFile:
    path: Path  # with a gzip sibling, which FileResponse prefers where the browser takes it
    content_type: str


Files = dict[str, PageFile]
FILES: web.AppKey[Files] = web.AppKey("page files")


def page_folder() -> Path:
    """Beside the package when installed, the build's folder in a clone."""
    package = Path(intray.__file__).parent
    installed = package / "web"
    return installed if installed.is_dir() else package.parents[1] / "web" / "dist"


async def load_page(app: web.Application) -> None:
    """Only what is listed now is ever served: no path is built from a request."""
    app[FILES].update(await asyncio.to_thread(_files))


def mount_page(app: web.Application) -> None:
    app[FILES] = {}
    app.on_startup.append(load_page)
    app.router.add_get(r"/fetch/{kind:doc|thumb|preview}/{id:\d{1,18}}", redirect_to_file)
    app.router.add_get("/{path:.*}", serve_page)


async def redirect_to_file(request: web.Request) -> web.Response:
    kind, number = FETCHED[request.match_info["kind"]], request.match_info["id"]
    path = f"{script_name(request)}/api/documents/{number}/{kind}/"
    return web.Response(status=302, headers={"Location": path})


async def serve_page(request: web.Request) -> web.StreamResponse:
    files = request.app[FILES]
    path = ALIASES.get(request.path, request.path)
    found = files.get(path)
    if found is None:
        if "." in path.rpartition("/")[2] or path.startswith("/assets/"):
            raise NotFoundError
        found = files.get("/index.html")
    if found is None:
        return web.Response(text=NOT_BUILT, status=503)
    return web.FileResponse(
        found.path,
        headers={
            "Content-Type": found.content_type,
            "Cache-Control": FOR_GOOD if path.startswith("/assets/") else "no-cache",
        },
    )


def _files(folder: Path | None = None) -> Files:
    folder = folder or page_folder()
    paths = sorted(folder.rglob("*")) if folder.is_dir() else []
    return {
        f"/{path.relative_to(folder).as_posix()}": PageFile(
            path, TYPES.get(path.suffix, "application/octet-stream")
        )
        for path in paths
        if path.suffix != ".gz" and path.is_file()
    }
