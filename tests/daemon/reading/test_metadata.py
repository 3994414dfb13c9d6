"""What files say of themselves is told, as far as it is short and harmless."""

import io
import time
import zlib

import pikepdf
import pytest
from PIL import Image
from reading_builders import LETTER, digital_pdf, picture, read

from intray.reading.metadata import MOST_XMP_BYTES, metadata_of
from intray.reading.types import MAX_ENTRIES, ArchiveMade, MetadataEntry, MetadataKnown, Source

DC = "http://purl.org/dc/elements/1.1/"
XMP = "http://ns.adobe.com/xap/1.0/"
HEAD = b"<?xpacket begin=''?><x:xmpmeta xmlns:x='adobe:ns:meta/'>"
RDF = (
    b"<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>"
    b"<rdf:Description rdf:about='' xmlns:dc='http://purl.org/dc/elements/1.1/'>"
    b"<dc:format>%s</dc:format></rdf:Description></rdf:RDF></x:xmpmeta>"
)


def pdf_with(xmp=None, packed=False, info=None, path=None):
    pdf = pikepdf.open(io.BytesIO(digital_pdf(LETTER)))
    if xmp is not None:
        stream = pikepdf.Stream(pdf, xmp)
        if packed:
            stream.write(zlib.compress(xmp, 9), filter=pikepdf.Name.FlateDecode)
        pdf.Root.Metadata = pdf.make_indirect(stream)
    for name, value in (info or {}).items():
        pdf.docinfo[name] = value
    pdf.save(path, compress_streams=False, fix_metadata_version=False)
    return path


def told(path, mime_type="application/pdf"):
    return {f"{entry.prefix}:{entry.key}": entry.value for entry in metadata_of(path, mime_type)}


def test_xmp_is_told_with_its_namespace(tmp_path):
    pdf = pikepdf.open(io.BytesIO(digital_pdf(LETTER)))
    with pdf.open_metadata(set_pikepdf_as_editor=False) as xmp:
        xmp["dc:title"] = "Water bill"
        xmp["dc:creator"] = ["Ann", "Bob"]
        xmp["xmp:CreatorTool"] = "A scanner"
    pdf.save(tmp_path / "a.pdf")

    found = metadata_of(tmp_path / "a.pdf", "application/pdf")

    assert MetadataEntry(DC, "dc", "title", "Water bill") in found
    assert MetadataEntry(DC, "dc", "creator", "Ann, Bob") in found
    assert MetadataEntry(XMP, "xmp", "CreatorTool", "A scanner") in found


def test_the_information_of_old_pdfs_is_told_by_its_names_in_xmp(tmp_path):
    info = {"/Title": "Bill", "/CreationDate": "D:20200101", "/Secret": "x"}

    path = pdf_with(info=info, path=tmp_path / "a.pdf")

    assert told(path) == {"dc:title": "Bill", "xmp:CreateDate": "D:20200101", "pdfx:Secret": "x"}


def test_xmp_wins_over_the_information(tmp_path):
    path = tmp_path / "a.pdf"
    pdf = pikepdf.open(io.BytesIO(digital_pdf(LETTER)))
    with pdf.open_metadata(set_pikepdf_as_editor=False) as xmp:
        xmp["dc:title"] = "New"
    pdf.docinfo["/Title"] = "Old"
    pdf.save(path)

    assert told(path)["dc:title"] == "New"


def test_exif_of_a_photo_is_told_without_its_binary_parts(tmp_path):
    image = Image.new("RGB", (8, 8))
    exif = Image.Exif()
    exif[0x010F] = "Cameras Ltd"
    exif.get_ifd(0x8769).update({0x9003: "2026:03:05 12:00:00", 0x927C: b"\0" * 500})
    image.save(tmp_path / "a.jpg", exif=exif)

    assert told(tmp_path / "a.jpg", "image/jpeg") == {
        "tiff:Make": "Cameras Ltd",
        "tiff:ExifOffset": told(tmp_path / "a.jpg", "image/jpeg")["tiff:ExifOffset"],
        "exif:DateTimeOriginal": "2026:03:05 12:00:00",
    }


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_billion_laughs_are_not_laughed(tmp_path, encoding):
    laughs = "<!DOCTYPE x [<!ENTITY a0 'ha'>" + "".join(
        f"<!ENTITY a{n + 1} '{f'&a{n};' * 10}'>" for n in range(12)
    )
    xmp = (laughs + "]>" + (HEAD + RDF % b"&a12;").decode()).encode(encoding)

    began = time.monotonic()
    path = pdf_with(xmp, path=tmp_path / "a.pdf", info={"/Title": "Bill"})

    assert told(path) == {"dc:title": "Bill"}
    assert time.monotonic() - began < 1


def test_no_file_of_the_box_gets_into_it(tmp_path):
    (tmp_path / "secret").write_text("the secret")
    outside = f"<!DOCTYPE x [<!ENTITY f SYSTEM 'file://{tmp_path}/secret'>]>".encode()

    path = pdf_with(outside + HEAD + RDF % b"&f;", path=tmp_path / "a.pdf")

    assert "the secret" not in str(metadata_of(path, "application/pdf"))


@pytest.mark.parametrize("packed", [False, True])
def test_huge_xmp_is_left_alone(tmp_path, packed):
    path = pdf_with(HEAD + RDF % (b"x" * (20 * MOST_XMP_BYTES)), packed, path=tmp_path / "a.pdf")

    assert told(path) == {}


def test_xmp_packed_more_than_once_is_left_alone(tmp_path):
    pdf = pikepdf.open(io.BytesIO(digital_pdf(LETTER)))
    stream = pikepdf.Stream(pdf, b"")
    bomb = zlib.compress(zlib.compress(b"\0" * 50_000_000, 9), 9)
    stream.write(bomb, filter=pikepdf.Array([pikepdf.Name.FlateDecode] * 2))
    pdf.Root.Metadata = pdf.make_indirect(stream)
    pdf.save(tmp_path / "a.pdf", stream_decode_level=pikepdf.StreamDecodeLevel.none)

    began = time.monotonic()

    assert told(tmp_path / "a.pdf") == {}
    assert time.monotonic() - began < 1


@pytest.mark.parametrize(
    "xmp",
    [
        b"",
        b"\xff\xfe\0\0",
        b"<",
        b"\0" * 1000,
        bytes(range(256)) * 50,
        HEAD * 1000,
        b"<a>" * 80_000,
    ],
)
def test_broken_xmp_is_nothing(tmp_path, xmp):
    assert told(pdf_with(xmp, path=tmp_path / "a.pdf")) == {}


def test_what_is_told_is_bounded_in_number_and_length(tmp_path):
    info = {f"/Key{number}": "x" * 5000 for number in range(MAX_ENTRIES + 50)}
    info["/Line\tbreak"] = "a\r\nb\u0000c"

    found = metadata_of(pdf_with(info=info, path=tmp_path / "a.pdf"), "application/pdf")

    assert len(found) == MAX_ENTRIES
    assert max(len(entry.value) for entry in found) == 1000
    assert not [entry for entry in found if "\n" in entry.key + entry.value]


@pytest.mark.parametrize("metadata", [pikepdf.Array([1]), pikepdf.Name.Nothing, 7])
def test_metadata_that_is_no_stream_is_nothing(tmp_path, metadata):
    pdf = pikepdf.open(io.BytesIO(digital_pdf(LETTER)))
    pdf.Root.Metadata = metadata
    pdf.save(tmp_path / "a.pdf", fix_metadata_version=False)

    assert told(tmp_path / "a.pdf") == {}


@pytest.mark.parametrize("mime_type", ["application/pdf", "image/jpeg", "image/heic", "text/plain"])
@pytest.mark.parametrize(
    "content", [b"", b"%PDF-1.7", b"\xff\xd8\xff\xe1\xff\xffExif\0\0II", b"x" * 99]
)
def test_a_file_that_is_none_is_nothing(tmp_path, mime_type, content):
    (tmp_path / "a").write_bytes(content)

    assert metadata_of(tmp_path / "a", mime_type) == []


@pytest.mark.asyncio(loop_scope="module")
async def test_a_worker_tells_it_of_original_and_archive(pool, tmp_path):
    image = io.BytesIO()
    exif = Image.Exif()
    exif[0x0110] = "Scanner 3000"
    picture().save(image, "JPEG", exif=exif)

    steps = await read(pool, tmp_path, image.getvalue(), "image/jpeg")

    known = steps[MetadataKnown]
    assert ArchiveMade in steps
    assert ("Model", "Scanner 3000") in {(e.key, e.value) for e in known.original}
    assert ("part", "2") in {(e.key, e.value) for e in known.archive or ()}  # PDF/A-2


@pytest.mark.asyncio(loop_scope="module")
async def test_a_worker_can_be_asked_for_nothing_else(pool, tmp_path):
    path = pdf_with(info={"/Title": "Bill"}, path=tmp_path / "a.pdf")
    work_dir = tmp_path / "work"
    work_dir.mkdir()
    source = Source(path, "application/pdf", "a.pdf", 1, metadata_only=True, archive=path)

    steps = [step async for step in pool.read(source, work_dir)]

    assert [type(step).__name__ for step in steps] == ["MetadataKnown", "Finished"]
    [entry] = steps[0].original
    assert entry == MetadataEntry(DC, "dc", "title", "Bill")
    assert steps[0].archive == (entry,)
