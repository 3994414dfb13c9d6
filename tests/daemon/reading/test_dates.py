from datetime import date

import pytest
from reading_builders import dates

from intray.reading.dates import dates_in

TODAY = date(2026, 11, 22)


def found(text, *, languages=("eng", "deu", "fra"), **settings):
    return dates_in(text, dates(**settings), languages, today=TODAY)


@pytest.mark.parametrize(
    "written",
    [
        "14.03.2024",
        "14/03/2024",
        "14-3-24",
        "14 . 03 . 2024",
        "2024-03-14",
        "14. März 2024",
        "14 March 2024",
        "March 14, 2024",
        "March 14th 2024",
        "14th of March 2024",
        "14 mars 2024",
        "14 MAR 2024",
        "14-Mar-2024",
        "14. Mrz. 2024",
    ],
)
def test_a_date_is_found_however_it_is_written(written):
    assert found(f"Dear customer,\nof {written} we tell\n") == ["2024-03-14"]


def test_the_setting_decides_what_the_numbers_leave_open():
    assert found("on 03/04/2024", order="DMY") == ["2024-04-03"]
    assert found("on 03/04/2024", order="MDY") == ["2024-03-04"]


def test_a_day_above_twelve_elsewhere_gives_the_order_of_the_paper_away():
    assert found("Date: 03/04/2024\npaid 05/27/2023", order="DMY")[0] == "2024-03-04"


@pytest.mark.parametrize(
    "text",
    [
        "Fällig am 28.03.2024\nRechnungsdatum: 14.03.2024",
        "Due date: 28 March 2024\nDate: 14 March 2024",
        "Geburtsdatum: 03.02.1971\nDatum: 14.03.2024",
        "Né le 03/02/1971\nDate de facture : 14/03/2024",
        "Leistungszeitraum 01.02.2024 - 29.02.2024\nKöln, den 14.03.2024",
        "Account statement February 2024\n14 March 2024\n02/02/2024 Rent 700\n03/02/2024 Food 20",
        "Lieferdatum Rechnungsdatum: 14.03.2024\nBestellt am 01.03.2024",
        "à régler avant le 28/03/2024\nLyon, le 14 mars 2024",
    ],
)
def test_the_date_of_the_document_comes_before_other_dates_on_it(text):
    assert found(text)[0] == "2024-03-14"


def test_a_label_in_the_line_above_counts():
    assert found("ordered 01.02.2024\nRechnungsdatum\n14.03.2024")[0] == "2024-03-14"


def test_dates_in_the_future_and_ignored_ones_are_left_out():
    text = "2031-01-01 2024-03-14 1999-09-09"

    assert found(text, ignore=("1999-09-09",)) == ["2024-03-14"]


@pytest.mark.parametrize("text", ["12.345.678", "192.168.12.24", "31.02.2024", "Tel. 030/12/3456"])
def test_what_only_looks_like_a_date_is_none(text):
    assert found(text) == []


def test_months_of_other_configured_languages_are_understood():
    assert found("Warszawa, 14 marca 2024", languages=("pol",)) == ["2024-03-14"]


def test_a_long_hostile_text_takes_no_time():
    assert found("1 . 1 . 1 Mai " * 50_000) == []
