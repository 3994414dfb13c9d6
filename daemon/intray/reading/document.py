"""One document from the first look to the archive, step by step."""

import threading
from collections.abc import Sequence
from concurrent.futures import FIRST_EXCEPTION, Future, ThreadPoolExecutor, wait
from dataclasses import astuple
from pathlib import Path

from intray.confine import allow_cpu
from intray.reading.channel import Channel
from intray.reading.dates import dates_in
from intray.reading.language import language_of
from intray.reading.page import WORKER_MB, PageReader, ReadPage, drawing_dpi, memory_mb
from intray.reading.pdf import Pages, PdfPages, open_pages
from intray.reading.programs import ProgramError
from intray.reading.protocol import ARCHIVE_NAME, MAX_PAGES, Message, clean_text
from intray.reading.recognise import installed_languages
from intray.reading.task import Task, UnreadableError, task_from
from intray.reading.thumbnail import make_thumbnail
from intray.reading.types import (
    NOTICE_DAMAGED,
    NOTICE_LANGUAGE_MISSING,
    NOTICE_NO_ARCHIVE,
    NOTICE_PAGES_SKIPPED,
    NOTICE_TOO_LARGE,
)

FEW_LETTERS = 40  # on a page that is one big image: a scanner's stamp rather than its text
THUMBNAIL_DPI = 62


def read_document(channel: Channel, message: Message) -> tuple[str | None, str | None]:
    """Says every step but the last over the channel; gives what that one has to tell."""
    task = task_from(message)
    if message["metadata_only"]:
        archive = message["archive"]
        _say_metadata(channel, task, Path(archive) if archive else None)
        return None, None
    try:
        if task.mime_type.startswith("text/"):
            _read_text(channel, task)
        else:
            _read_pages(channel, task)
        made = task.work_dir / ARCHIVE_NAME
        _say_metadata(channel, task, made if made.is_file() else None)
    except UnreadableError as error:
        task.notice(error.notice, str(error))
    return task.worst_notice()


def _say_metadata(channel: Channel, task: Task, archive: Path | None) -> None:
    """Nothing of the original in the last attempt: it may be what nobody survived."""
    from intray.reading.metadata import metadata_of

    found = [] if task.lenient else metadata_of(task.original, task.mime_type)
    of_archive = None if archive is None else metadata_of(archive, "application/pdf")
    channel.say(
        "metadata",
        original=[astuple(entry) for entry in found],
        archive=None if of_archive is None else [astuple(entry) for entry in of_archive],
    )


def _read_text(channel: Channel, task: Task) -> None:
    from intray.reading.plain_text import picture_of, read_text

    with channel.page_slot(WORKER_MB):
        text = read_text(task.original)
        _say_text(channel, task, text, None)
        picture_of(text, task.work_dir)
        channel.say("thumbnail")


def _read_pages(channel: Channel, task: Task) -> None:
    is_image = task.mime_type.startswith("image/")
    with channel.page_slot(WORKER_MB):
        path = _as_pdf(task) if is_image else task.original
        pages = open_pages(path, task.work_dir, cautious=task.lenient)
        if not isinstance(pages, PdfPages) and not task.lenient:
            task.notice(NOTICE_DAMAGED, "The PDF is damaged; its pages could only be drawn.")
        channel.say("opened", pages=pages.page_count)
        allow_cpu(min(pages.page_count, MAX_PAGES))
        texts = _own_texts(task, pages)
        wanted = _pages_to_recognise(task, pages, texts)
        if 0 not in wanted:
            _thumbnail_as_is(channel, task, pages)
    read = _recognise(channel, task, pages, wanted) if wanted else []
    with_text = frozenset(page.number for page in read if texts[page.number].strip())
    for page in read:
        texts[page.number] = page.text
    _say_text(channel, task, "\n\n".join(_tidy(text) for text in texts), pages.page_count)
    if _wants_archive(task, is_image, bool(wanted)) and isinstance(pages, PdfPages):
        _archive(channel, task, pages, read, with_text)
    pages.close()


def _as_pdf(task: Task) -> Path:
    from intray.reading.images import image_to_pdf

    return image_to_pdf(task)


def _own_texts(task: Task, pages: Pages) -> list[str]:
    """The text that the file holds itself, page by page."""
    count = min(pages.page_count, MAX_PAGES)
    if count < pages.page_count:
        task.notice(NOTICE_TOO_LARGE, f"Only the first {MAX_PAGES} pages are read.")
    return [pages.text(number) for number in range(count)]


def _pages_to_recognise(task: Task, pages: Pages, texts: Sequence[str]) -> list[int]:
    if task.ocr.mode == "off":
        return []
    if task.ocr.mode == "force":
        numbers = list(range(len(texts)))
    else:
        redo = task.ocr.mode == "redo"
        numbers = [n for n, text in enumerate(texts) if _lacks_text(pages, n, text, redo=redo)]
    return [n for n in numbers if not task.ocr.pages or n < task.ocr.pages]


def _lacks_text(pages: Pages, number: int, text: str, *, redo: bool) -> bool:
    """Nothing, signs without meaning, or a stamp on a scan; with `redo` any text layer of it."""
    letters = sum(character.isalnum() for character in text)
    if letters == 0:
        return True
    strange = sum(
        c == "\ufffd" or "\ue000" <= c <= "\uf8ff" or c < " " for c in "".join(text.split())
    )
    if strange > letters / 3:
        return True
    if letters >= FEW_LETTERS and not redo:
        return False
    try:
        return pages.shape(number).image_dpi is not None and (redo or letters < FEW_LETTERS)
    except UnreadableError:
        return False


def _recognise(channel: Channel, task: Task, pages: Pages, wanted: Sequence[int]) -> list[ReadPage]:
    """As many pages at once as there are slots; in page order."""
    languages = _languages(task)
    layer = task.ocr.archive != "never" and isinstance(pages, PdfPages)
    if layer:
        from intray.reading.archive import warm_up

        threading.Thread(target=warm_up, daemon=True).start()
    reader = PageReader(
        task, pages, languages, layer=layer, thumbnail=lambda _: channel.say("thumbnail")
    )
    progress = _Progress(channel, len(wanted))

    def one(number: int) -> ReadPage | None:
        page = _read_one(channel, task, pages, reader, number)
        progress.another()
        return page

    threads = 1 if task.lenient else min(task.threads, len(wanted))
    with ThreadPoolExecutor(threads) as executor:
        futures = [executor.submit(one, number) for number in wanted]
        _first_failure_ends_all(futures)
    found = [future.result() for future in futures]
    return [page for page in found if page is not None]


def _first_failure_ends_all(futures: Sequence[Future[ReadPage | None]]) -> None:
    _, unfinished = wait(futures, return_when=FIRST_EXCEPTION)
    for future in unfinished:
        future.cancel()


def _read_one(
    channel: Channel, task: Task, pages: Pages, reader: PageReader, number: int
) -> ReadPage | None:
    """None if the page had to be left out."""
    try:
        shape = pages.shape(number)
        dpi = drawing_dpi(shape, task.max_dpi, task.ocr.max_image_pixels)
        with channel.page_slot(memory_mb(shape, dpi)):
            return reader.read(number, dpi)
    except UnreadableError as error:
        skipped = NOTICE_TOO_LARGE if error.notice == NOTICE_TOO_LARGE else NOTICE_PAGES_SKIPPED
        task.notice(skipped, str(error))
    except (ProgramError, MemoryError, OSError, RuntimeError, ValueError) as error:
        if not task.lenient:
            raise
        task.notice(NOTICE_PAGES_SKIPPED, f"Page {number + 1}: {error}")
    return None


def _languages(task: Task) -> tuple[str, ...]:
    """Those of the configured ones that Tesseract has."""
    there = installed_languages()
    missing = [code for code in task.ocr.languages if code not in there]
    found = tuple(code for code in task.ocr.languages if code in there)
    if missing:
        task.notice(NOTICE_LANGUAGE_MISSING, f"Tesseract lacks {', '.join(missing)}.")
    if not found:
        found = ("eng",) if "eng" in there else tuple(sorted(there - {"osd", "equ"})[:1])
    if not found:
        raise ProgramError("Tesseract has no language to read with")
    return found


def _thumbnail_as_is(channel: Channel, task: Task, pages: Pages) -> None:
    try:
        shape = pages.shape(0)
        dpi = min(THUMBNAIL_DPI * 8.27 / shape.width, drawing_dpi(shape, 300, 50_000_000))
        make_thumbnail(pages.draw(0, dpi, whole=False), task.work_dir)
    except (UnreadableError, ValueError, OSError) as error:
        task.notice(getattr(error, "notice", NOTICE_DAMAGED), str(error))
    else:
        channel.say("thumbnail")


def _say_text(channel: Channel, task: Task, text: str, page_count: int | None) -> None:
    text = clean_text(text)
    channel.say(
        "text",
        text=text,
        page_count=page_count,
        language=language_of(text, task.ocr.languages),
        dates=dates_in(text, task.dates, task.ocr.languages),
    )


def _tidy(text: str) -> str:
    lines = [" ".join(line.split()) for line in text.strip().splitlines()]
    kept = [line for n, line in enumerate(lines) if line or (n and lines[n - 1])]
    return "\n".join(kept)


def _wants_archive(task: Task, is_image: bool, recognised: bool) -> bool:
    if task.ocr.archive == "never":
        return False
    return task.ocr.archive == "always" or is_image or recognised


def _archive(
    channel: Channel,
    task: Task,
    pages: PdfPages,
    read: Sequence[ReadPage],
    with_text: frozenset[int],
) -> None:
    from intray.reading.archive import ArchiveError, build_archive

    try:
        with channel.page_slot(WORKER_MB):
            page_count = build_archive(task, pages, read, with_text=with_text)
    except ArchiveError as error:
        task.notice(NOTICE_NO_ARCHIVE, str(error))
    else:
        channel.say("archive", page_count=page_count)


class _Progress:
    def __init__(self, channel: Channel, pages: int) -> None:
        self._channel = channel
        self._pages = pages
        self._done = 0
        self._lock = threading.Lock()

    def another(self) -> None:
        with self._lock:
            self._done += 1
            self._channel.say("page", page=self._done, pages=self._pages)
