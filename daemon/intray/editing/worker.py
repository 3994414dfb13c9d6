"""The process in which PDF files are edited: one request in, one answer out, then it ends.

Files of strangers are taken apart here, so it has no rights to speak of, and what it answers is
not believed. Streams are copied as they are: nothing is unpacked that a bomb could hide in.
"""

import contextlib
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from intray.confine import allow_cpu, confine
from intray.editing.types import MAX_PAGES, EditingError

if TYPE_CHECKING:
    import pikepdf

CPU_PAGES = 4  # as much of the processor as reading so many pages may take
MARK = "/IntrayEdit"
DESCRIPTION = ("/Title", "/Author", "/Subject", "/Keywords", "/Creator", "/Producer")
DEFAULT_MEMORY_MB = 1500


def main() -> int:
    """Entry of `intray pdf-worker`."""
    parent = os.environ.get("INTRAY_WORKER_PARENT")
    memory_mb = int(os.environ.get("INTRAY_WORKER_MEMORY_MB", DEFAULT_MEMORY_MB))
    confine(int(parent) if parent else None, memory_mb)
    allow_cpu(CPU_PAGES)
    answer = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # what libraries print goes to stderr
    request = json.loads(sys.stdin.buffer.read())
    told: dict[str, Any]
    try:
        told = {"pages": edit(request)}
    except EditingError as error:
        told = {"error": error.code, "source": error.source, "page": error.page}
    answer.write(json.dumps(told))
    answer.flush()
    return 0


def edit(request: dict[str, Any]) -> list[int]:
    """Write 0.pdf, 1.pdf … to the present folder; gives how many pages each one has."""
    import pikepdf

    counts: list[int] = []
    written = 0
    for index, output in enumerate(request["outputs"]):
        with contextlib.ExitStack() as stack:
            sources = [
                stack.enter_context(_opened(path, request["password"], place))
                for place, path in enumerate(request["sources"])
            ]
            with _known_errors():
                pdf = _made(sources, output, stack)
            counts.append(len(pdf.pages))
            if sum(counts) > MAX_PAGES:
                raise EditingError("too_many_pages")
            with _known_errors():
                _mark(pdf, sources[0], f"{request['identity']}/{index}")
                pdf.save(
                    f"{index}.pdf",
                    deterministic_id=True,
                    encryption=False,
                    stream_decode_level=pikepdf.StreamDecodeLevel.none,
                )
        written += Path(f"{index}.pdf").stat().st_size
        if written > request["room_bytes"]:
            raise EditingError("outputs_too_large")
    return counts


@contextlib.contextmanager
def _opened(path: str, password: str | None, place: int) -> Iterator["pikepdf.Pdf"]:
    import pikepdf

    with contextlib.ExitStack() as stack:
        try:
            pdf = stack.enter_context(_open(path, password))
        except pikepdf.PasswordError:
            code = "pdf_password" if password is None else "wrong_password"
            raise EditingError(code, source=place) from None
        except (pikepdf.PdfError, ValueError, RuntimeError):
            raise EditingError("damaged_pdf", source=place) from None
        if password is not None and not pdf.is_encrypted:
            raise EditingError("not_encrypted", source=place)
        if len(pdf.pages) > MAX_PAGES:
            raise EditingError("too_many_pages", source=place)
        yield pdf


def _open(path: str, password: str | None) -> "pikepdf.Pdf":
    """Files that anybody may read and not everybody change open without their password, too."""
    import pikepdf

    try:
        return pikepdf.open(path, password=password or "")
    except pikepdf.PasswordError:
        return pikepdf.open(path)


@contextlib.contextmanager
def _known_errors() -> Iterator[None]:
    import pikepdf

    try:
        yield
    except (pikepdf.PdfError, ValueError, TypeError, KeyError, AttributeError, RuntimeError):
        raise EditingError("damaged_pdf") from None


def _made(
    sources: list["pikepdf.Pdf"], output: dict[str, Any], stack: contextlib.ExitStack
) -> "pikepdf.Pdf":
    """A file that keeps all its pages is changed in itself, and keeps outline, forms, attachments.

    Where pages are left out a new file is made, as outline and forms would keep hold of them.
    """
    import pikepdf

    first = sources[0]
    chosen = _chosen(sources, output)
    degrees = [angle + output["rotate"] for _, _, angle in chosen]
    pages = [(source, number) for source, number, _ in chosen]
    if pages == [(0, number) for number in range(len(first.pages))]:
        pdf = first
    else:
        pdf = stack.enter_context(pikepdf.new())
        for source, number in pages:
            pdf.pages.append(sources[source].pages[number])
    for page, angle in zip(pdf.pages, degrees, strict=True):
        if angle % 360:
            page.rotate(angle % 360, relative=True)
    return pdf


def _chosen(sources: list["pikepdf.Pdf"], output: dict[str, Any]) -> list[tuple[int, int, int]]:
    """Source, place of the page in it, degrees. Raises EditingError."""
    total = len(sources[0].pages)
    wanted = output["pages"]
    for number in [*output["without"], *(number for number, _ in wanted or ())]:
        if not 1 <= number <= total:
            raise EditingError("page_missing", page=number)
    if wanted is not None:
        chosen = [(0, number - 1, degrees) for number, degrees in wanted]
    else:
        left_out = {number - 1 for number in output["without"]}
        chosen = [
            (source, page, 0)
            for source, pdf in enumerate(sources)
            for page in range(len(pdf.pages))
            if source or page not in left_out
        ]
    if not chosen:
        raise EditingError("no_page_left")
    if len(chosen) > MAX_PAGES:
        raise EditingError("too_many_pages")
    return chosen


def _mark(pdf: "pikepdf.Pdf", first: "pikepdf.Pdf", mark: str) -> None:
    """Name the work in the file's information, and keep what else that said."""
    import pikepdf

    known = first.trailer.get("/Info")
    described = {
        key: pikepdf.String(str(known[key])[:1000])
        for key in DESCRIPTION
        if isinstance(known, pikepdf.Dictionary) and isinstance(known.get(key), pikepdf.String)
    }
    if pdf is first and isinstance(known, pikepdf.Dictionary):
        pdf.trailer["/Info"][MARK] = pikepdf.String(mark)
    else:
        pdf.trailer["/Info"] = pdf.make_indirect(
            pikepdf.Dictionary({**described, MARK: pikepdf.String(mark)})
        )
