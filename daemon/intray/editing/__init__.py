"""Work on the pages of PDF files: turned, left out, parted, joined, freed of a password."""
