"""PDF files in the process that edits them: real files, real limits."""

import asyncio
import io
import os
import sys
import time
import zlib
from pathlib import Path
from random import Random

import pikepdf
import pytest
from editing_papers import pages_of, pdf, widths

from intray.editing.types import EditingError, Output


async def refusal(edit, files, *outputs, **more) -> EditingError:
    with pytest.raises(EditingError) as raised:
        await edit(files, *outputs, **more)
    return raised.value


async def test_all_pages_are_turned(edit):
    [turned] = await edit([pdf(2)], Output(rotate=90))

    assert pages_of(turned) == [(201, 90), (202, 90)]


async def test_turning_adds_to_how_a_page_was_turned_before(edit):
    [once] = await edit([pdf(1)], Output(rotate=270))
    [twice] = await edit([once.read_bytes()], Output(rotate=180))

    assert pages_of(twice) == [(201, 90)]


async def test_turning_keeps_outline_attachments_and_form(edit):
    with pikepdf.new() as file:
        file.add_blank_page()
        with file.open_outline() as outline:
            outline.root.append(pikepdf.OutlineItem("Chapter", 0))
        file.attachments["note.txt"] = b"attached"
        file.Root.AcroForm = file.make_indirect(pikepdf.Dictionary(Fields=pikepdf.Array()))
        out = io.BytesIO()
        file.save(out)

    [turned] = await edit([out.getvalue()], Output(rotate=90))

    with pikepdf.open(turned) as found:
        assert [item.title for item in found.open_outline().root] == ["Chapter"]
        assert found.attachments["note.txt"].get_file().read_bytes() == b"attached"
        assert "/AcroForm" in found.Root


async def test_pages_are_left_out_and_their_words_with_them(edit):
    """Also where the outline points to them."""
    with pikepdf.open(io.BytesIO(pdf(3))) as file:
        with file.open_outline() as outline:
            outline.root.append(pikepdf.OutlineItem("Secret", 1))
        out = io.BytesIO()
        file.save(out, compress_streams=False)

    [rest] = await edit([out.getvalue()], Output(without=(2,)))

    assert pages_of(rest) == widths([1, 3])
    with pikepdf.open(rest) as found:
        streams = [each.read_bytes() for each in found.objects if isinstance(each, pikepdf.Stream)]
    assert not any(b"page 2" in content for content in streams)
    assert any(b"page 3" in content for content in streams)


async def test_one_file_becomes_several(edit):
    parts = await edit(
        [pdf(4)], Output(pages=((1, 0), (2, 0))), Output(pages=((4, 90),)), Output(pages=((4, 0),))
    )

    assert [pages_of(part) for part in parts] == [widths([1, 2]), [(204, 90)], widths([4])]


async def test_a_page_may_come_twice_and_be_turned_once(edit):
    [file] = await edit([pdf(2)], Output(pages=((2, 0), (1, 0), (2, 180))))

    assert pages_of(file) == [(202, 0), (201, 0), (202, 180)]


async def test_several_files_become_one_in_their_order(edit):
    [whole] = await edit([pdf(2), pdf(1, width=400), pdf(1, width=300)], Output())

    assert pages_of(whole) == [*widths([1, 2]), (401, 0), (301, 0)]


async def test_a_password_is_taken_away(edit):
    [free] = await edit([pdf(2, password="geheim")], Output(), password="geheim")

    assert pages_of(free) == widths([1, 2])
    with pikepdf.open(free) as found:
        assert not found.is_encrypted


async def test_a_file_that_everybody_may_read_is_freed_whatever_the_password(edit):
    with pikepdf.open(io.BytesIO(pdf(1))) as file:
        out = io.BytesIO()
        file.save(out, encryption=pikepdf.Encryption(user="", owner="boss"))

    [free] = await edit([out.getvalue()], Output(), password="anything")

    with pikepdf.open(free) as found:
        assert not found.is_encrypted


@pytest.mark.parametrize(
    ("content", "output", "password", "code"),
    [
        (pdf(1, password="x"), Output(rotate=90), None, "pdf_password"),
        (pdf(1, password="x"), Output(), "y", "wrong_password"),
        (pdf(1), Output(), "y", "not_encrypted"),
        (b"not a PDF at all", Output(rotate=90), None, "damaged_pdf"),
        (b"", Output(rotate=90), None, "damaged_pdf"),
        (b"%PDF-1.7\n%%EOF", Output(rotate=90), None, "damaged_pdf"),
        (pdf(2), Output(without=(3,)), None, "page_missing"),
        (pdf(2), Output(pages=((0, 0),)), None, "page_missing"),
        (pdf(2), Output(without=(1, 2)), None, "no_page_left"),
    ],
)
async def test_what_cannot_be_done_is_told(edit, content, output, password, code):
    error = await refusal(edit, [content], output, password=password)

    assert error.code == code
    assert not error.retry


async def test_the_file_at_fault_is_named(edit):
    error = await refusal(edit, [pdf(1), b"broken"], Output())

    assert (error.code, error.source) == ("damaged_pdf", 1)


async def test_the_same_work_gives_the_same_bytes(edit):
    outputs = (Output(pages=((1, 90),)), Output(without=(1,)), Output(rotate=180))

    one = await edit([pdf(3)], *outputs)
    two = await edit([pdf(3)], *outputs)

    assert [path.read_bytes() for path in one] == [path.read_bytes() for path in two]


async def test_no_other_work_gives_these_bytes(edit):
    """Turned there and back, a file is another one than it was."""
    [there] = await edit([pdf(1)], Output(rotate=90), identity="1")
    [back] = await edit([there.read_bytes()], Output(rotate=270), identity="2")
    [again] = await edit([back.read_bytes()], Output(rotate=90), identity="3")
    parts = await edit([pdf(1)], Output(pages=((1, 0),)), Output(pages=((1, 0),)))

    files = [pdf(1), *(path.read_bytes() for path in (there, back, again, *parts))]
    assert len(set(files)) == len(files)


async def test_what_the_file_says_of_itself_is_kept(edit):
    [turned] = await edit([pdf(2)], Output(rotate=90))
    [rest] = await edit([pdf(2)], Output(without=(1,)))

    for path in (turned, rest):
        with pikepdf.open(path) as found:
            assert str(found.docinfo["/Title"]) == "A lease"


@pytest.mark.parametrize(
    ("program", "code"),
    [
        ("raise SystemExit(1)", "editing_failed"),
        ("print('{}')", "editing_failed"),
        ("print('{\"pages\": [1]}')", "editing_failed"),  # but no file
        (
            "import os; os.symlink('/etc/passwd', '0.pdf'); print('{\"pages\": [1]}')",
            "editing_failed",
        ),
        ("print('[' * 100000)", "editing_failed"),
        ("print('x' * 10**8)", "editing_failed"),
        ('print(\'{"error": "no such"}\')', "editing_failed"),
        ("print('{\"error\": [1]}')", "editing_failed"),
        ("import time; time.sleep(60)", "editing_deadline"),
        ("import os; os.close(1); import time; time.sleep(60)", "editing_failed"),
    ],
)
async def test_a_process_gone_mad_harms_nobody(edit, program, code):
    began = time.monotonic()

    error = await refusal(
        edit, [pdf(1)], Output(), command=(sys.executable, "-c", program), limit_s=2.0
    )

    assert error.code == code
    assert error.retry
    assert time.monotonic() - began < 8


async def test_whatever_the_process_started_dies_with_it(edit, tmp_path):
    program = (
        "import os, time\n"
        "if not os.fork():\n"
        f"    open({str(tmp_path / 'pid')!r}, 'w').write(str(os.getpid()))\n"
        "    time.sleep(60)\n"
        "time.sleep(60)"
    )

    await refusal(edit, [pdf(1)], Output(), command=(sys.executable, "-c", program), limit_s=1.0)

    pid = int((tmp_path / "pid").read_text())
    deadline = time.monotonic() + 5
    while Path(f"/proc/{pid}").exists() and time.monotonic() < deadline:
        if "State:\tZ" in Path(f"/proc/{pid}/status").read_text():
            break
        await asyncio.sleep(0.02)
    assert not Path(f"/proc/{pid}/cmdline").exists() or not Path(f"/proc/{pid}/cmdline").read_text()


async def test_the_process_is_bounded_and_told_nothing_but_its_work(edit, tmp_path, monkeypatch):
    monkeypatch.setenv("PAPERLESS_ADMIN_PASSWORD", "canary")
    seen = tmp_path / "seen"
    program = (
        "import os, sys\n"
        "from intray.confine import confine\n"
        "confine(None, 900)\n"
        f"out = open({str(seen)!r}, 'w')\n"
        "out.write(open('/proc/self/limits').read() + str(sorted(os.environ)) + str(sys.argv))\n"
    )

    await refusal(
        edit,
        [pdf(1)],
        Output(),
        password="geheim",
        command=(sys.executable, "-c", program),
        limit_s=5.0,
    )

    told = seen.read_text()
    assert "PAPERLESS" not in told
    assert "geheim" not in told
    assert "900000000" in told  # address space


async def test_nothing_is_unpacked_that_a_bomb_could_hide_in(edit):
    with pikepdf.new() as file:
        bomb = file.make_stream(b"")
        bomb.write(zlib.compress(b"\0" * 50_000_000), filter=pikepdf.Name.FlateDecode)
        for _ in range(50):
            file.add_blank_page().Contents = bomb
        out = io.BytesIO()
        file.save(out, stream_decode_level=pikepdf.StreamDecodeLevel.none)
    assert len(out.getvalue()) < 200_000

    [turned] = await edit([out.getvalue()], Output(rotate=90))

    assert turned.stat().st_size < 200_000
    assert len(pages_of(turned)) == 50


async def test_what_all_pages_share_does_not_fill_the_disk(edit):
    """One large image on all pages: each of 500 files made of them would carry it along."""
    with pikepdf.new() as file:
        image = file.make_stream(Random(7).randbytes(3_000_000))
        for _ in range(20):
            file.add_blank_page().Contents = image
        out = io.BytesIO()
        file.save(out, stream_decode_level=pikepdf.StreamDecodeLevel.none)
    outputs = [Output(pages=((number, 0),)) for number in range(1, 21)]

    refused = await refusal(edit, [out.getvalue()], *outputs, room_bytes=10_000_000)

    assert refused.code == "outputs_too_large"
    assert not refused.retry


async def test_random_damage_is_told_or_mended_and_never_hangs(edit):
    whole = bytearray(pdf(3))
    generator = Random(7)
    for _ in range(12):
        damaged = bytearray(whole)
        for _ in range(30):
            damaged[generator.randrange(len(damaged))] = generator.randrange(256)
        try:
            [turned] = await edit([bytes(damaged)], Output(rotate=90))
        except EditingError as error:
            assert error.code in ("damaged_pdf", "pdf_password", "no_page_left", "editing_failed")
        else:
            assert turned.stat().st_size > 0


async def test_nothing_of_the_process_is_left(edit):
    await edit([pdf(1)], Output(rotate=90))

    children = Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()
    names = [Path(f"/proc/{pid}/cmdline").read_bytes() for pid in children]
    assert not any(b"pdf-worker" in name for name in names)
