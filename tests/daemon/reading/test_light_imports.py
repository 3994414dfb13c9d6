"""Idle memory is a promise: what the main process imports of reading stays small."""

import subprocess
import sys


def test_the_main_process_imports_nothing_heavy():
    script = """
import sys, intray.reading.pool, intray.reading.supported, intray.reading.filename_dates
heavy = {"ocrmypdf", "pikepdf", "PIL", "pypdfium2", "pytesseract", "pdf2image", "dateparser",
         "sklearn", "numpy"}
sys.exit(",".join(heavy & set(sys.modules)) or 0)
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)

    assert (done.returncode, done.stderr) == (0, "")
