"""Small papers that are read in no time, each one of a kind."""

import random

PDF_SHARE = 0.3


def paper(rng: random.Random, number: int) -> tuple[str, bytes]:
    """A file name and its content."""
    words = " ".join(f"w{rng.randrange(10**6):06}" for _ in range(rng.randrange(20, 2000)))
    if rng.random() < PDF_SHARE:
        return f"scan-{number:05}.pdf", _pdf(f"{number} {words[:60]}")
    return f"scan-{number:05}.txt", f"Paper {number}\n{words}\n".encode()


def _pdf(text: str) -> bytes:
    """One page with that text, and a valid table of its objects."""
    stream = f"BT /F1 12 Tf 72 720 Td ({text}) Tj ET".encode()
    objects = (
        b"<</Type /Catalog /Pages 2 0 R>>",
        b"<</Type /Pages /Kids [3 0 R] /Count 1>>",
        b"<</Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        b" /Resources <</Font <</F1 5 0 R>>>>>>",
        b"<</Length %d>> stream\n%s\nendstream" % (len(stream), stream),
        b"<</Type /Font /Subtype /Type1 /BaseFont /Helvetica>>",
    )
    body = b"%PDF-1.4\n"
    places = []
    for number, content in enumerate(objects, 1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return (
        body
        + b"xref\n0 6\n0000000000 65535 f \n"
        + table
        + b"trailer <</Size 6 /Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % len(body)
    )
