from intray.reading.language import language_of

GERMAN = "Sehr geehrte Damen und Herren, wir danken für die Bestellung und bitten um den Betrag."
ENGLISH = "Dear Sir or Madam, we thank you for your order and ask you to pay the amount."


def test_the_language_is_one_of_the_configured_ones():
    assert language_of(GERMAN, ("deu", "eng")) == "de"
    assert language_of(ENGLISH, ("deu", "eng")) == "en"
    assert language_of(ENGLISH, ("deu",)) is None


def test_a_text_of_a_few_numbers_has_no_language():
    assert language_of("4711 0815", ("deu", "eng")) is None
    assert language_of("", ("deu",)) is None


def test_the_only_configured_language_is_taken_where_its_words_are_unknown():
    assert language_of("Tere tulemast", ("est",)) == "et"
