"""What stands on the pages: workers turn an original into text, archive and thumbnail."""
