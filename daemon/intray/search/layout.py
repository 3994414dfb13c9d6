"""Names and numbers that the index and its readers agree on; changing one means a new schema."""

SCHEMA_VERSION = 1
INDEX_NAME = "MAIN"
TEXT_FIELDS = ("title", "content", "notes", "custom_fields")
SPELLINGS = "spellings"
