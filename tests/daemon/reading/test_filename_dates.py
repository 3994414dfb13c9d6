from datetime import date

import pytest

from intray.reading.filename_dates import date_from_name, title_from_name

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("name", "order", "expected"),
    [
        ("2024-03-14 invoice.pdf", "YMD", "2024-03-14"),
        ("20240314_invoice.pdf", "YMD", "2024-03-14"),
        ("Rechnung 14.03.2024.pdf", "DMY", "2024-03-14"),
        ("bill 03-14-2024.pdf", "MDY", "2024-03-14"),
        ("bill 03-04-2024.pdf", "MDY", "2024-03-04"),
        ("bill 03-04-2024.pdf", "DMY", "2024-04-03"),
        ("scan_14032024.pdf", "DMY", "2024-03-14"),
        ("14.03.24 Brief.pdf", "DMY", "2024-03-14"),
        ("2024-03-14 and 2020-01-01.pdf", "DMY", "2024-03-14"),
        ("letter 2031-01-01.pdf", "YMD", None),
        ("2024-13-41.pdf", "YMD", None),
        ("IMG0001.jpg", "DMY", None),
        ("order 123456789012.pdf", "DMY", None),
    ],
)
def test_the_date_in_a_file_name_is_read_in_the_order_of_the_setting(name, order, expected):
    assert date_from_name(name, order, today=TODAY) == expected


def test_file_names_are_not_looked_at_without_the_setting():
    assert date_from_name("2024-03-14.pdf", None) is None


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("Invoice 4711.pdf", "Invoice 4711"),
        ("archive.tar.gz", "archive.tar"),
        ("Rechnung 14.03", "Rechnung 14.03"),
        ("bad\x00name\n.pdf", "bad name"),
        ("\u202egpj.txt", "gpj"),
        ("Mu\u0308ller.pdf", "Müller"),
        (".pdf", ".pdf"),
        ("", "Untitled"),
    ],
)
def test_the_title_is_the_file_name_without_its_extension(name, title):
    assert title_from_name(name) == title


def test_a_title_is_of_bounded_length():
    assert len(title_from_name("x" * 500 + ".pdf")) == 128
