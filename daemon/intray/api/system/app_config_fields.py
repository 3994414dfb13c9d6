"""Settings that can be changed on the page, and what each of them may be."""

import json
import math
from collections.abc import Mapping
from typing import Any, Final

from intray.api.fields import Convert, FieldError, Fields, json_object
from intray.api.fields import text as plain_text
from intray.config.values import languages

FLAGS: Final = (
    *("deskew", "rotate_pages", "barcodes_enabled", "barcode_enable_tiff_support"),
    *("barcode_retain_split_pages", "barcode_enable_asn", "barcode_enable_tag"),
    *("barcode_tag_split", "ai_enabled"),
)
CHOICES: Final[Mapping[str, tuple[str, ...]]] = {
    "output_type": ("pdf", "pdfa", "pdfa-1", "pdfa-2", "pdfa-3"),
    "mode": ("auto", "force", "redo", "off"),
    "archive_file_generation": ("auto", "always", "never"),
    "unpaper_clean": ("clean", "clean-final", "none"),
    "color_conversion_strategy": (
        *("LeaveColorUnchanged", "RGB", "UseDeviceIndependentColor", "Gray", "CMYK"),
    ),
    "llm_embedding_backend": ("openai-like", "huggingface", "ollama"),
    "llm_backend": ("openai-like", "ollama"),
}
LENGTHS: Final[Mapping[str, int]] = {
    "app_title": 48,
    "barcode_string": 32,
    "barcode_asn_prefix": 32,
    "llm_api_key": 1024,
    "llm_embedding_model": 128,
    "llm_embedding_endpoint": 256,
    "llm_model": 128,
    "llm_endpoint": 256,
    "llm_output_language": 32,
}
INTEGERS: Final[Mapping[str, tuple[int, int]]] = {
    "pages": (1, 100_000),
    "image_dpi": (36, 4800),
    "barcode_dpi": (1, 4800),
    "barcode_max_pages": (1, 100_000),
    "llm_embedding_chunk_size": (1, 1_000_000_000),
    "llm_context_size": (1, 1_000_000_000),
    "llm_request_timeout": (1, 86_400),
}
NUMBERS: Final[Mapping[str, tuple[float, float]]] = {
    "rotate_pages_threshold": (0, 1000),
    "max_image_pixels": (0, 1_000_000_000),
    "barcode_upscale": (1, 100),
}
OBJECTS: Final = ("user_args", "barcode_tag_mapping")
OBJECT_LENGTH = 20_000
LANGUAGE_LENGTH = 32
SECRET: Final = "llm_api_key"  # noqa: S105 - a name
LOGO: Final = "app_logo"

# In the order of the API.
KEYS: Final = (
    *("user_args", "barcode_tag_mapping", "llm_api_key", "output_type", "pages", "language"),
    *("mode", "archive_file_generation", "image_dpi", "unpaper_clean", "deskew", "rotate_pages"),
    *("rotate_pages_threshold", "max_image_pixels", "color_conversion_strategy", "app_title"),
    *("app_logo", "barcodes_enabled", "barcode_enable_tiff_support", "barcode_string"),
    *("barcode_retain_split_pages", "barcode_enable_asn", "barcode_asn_prefix"),
    *("barcode_upscale", "barcode_dpi", "barcode_max_pages", "barcode_enable_tag"),
    *("barcode_tag_split", "ai_enabled", "llm_embedding_backend", "llm_embedding_model"),
    *("llm_embedding_endpoint", "llm_embedding_chunk_size", "llm_context_size", "llm_backend"),
    *("llm_model", "llm_endpoint", "llm_output_language", "llm_request_timeout"),
)


def checked(body: Mapping[str, Any], *, partial: bool) -> dict[str, Any]:
    """What was sent, but for the logo; None where the file is to decide. Raises ValidationError."""
    fields = Fields(body, partial=partial)
    for name in FLAGS:
        fields.boolean(name, null=True)
    for name, choices in CHOICES.items():
        fields.choice(name, choices, null=True)
    for name, length in LENGTHS.items():
        fields.text(name, max_length=length, null=True, blank=True)
    for name, (low, high) in INTEGERS.items():
        fields.integer(name, minimum=low, maximum=high, null=True)
    for name, bounds in NUMBERS.items():
        fields.field(name, _number(*bounds), null=True)
    for name in OBJECTS:
        fields.field(name, _object, null=True, required=True)
    fields.field("language", _language, null=True)
    values = fields.checked()
    if values.get(SECRET) and not values[SECRET].strip("*"):
        del values[SECRET]  # as we have shown it
    return {name: None if value == "" else value for name, value in values.items()}


def _number(low: float, high: float) -> Convert:
    def convert(value: Any) -> float | None:
        if value == "":
            return None
        try:
            number = math.nan if isinstance(value, bool) else float(value)
        except (TypeError, ValueError, OverflowError):
            number = math.nan
        if not math.isfinite(number):
            raise FieldError("A valid number is required.")
        if number < low:
            raise FieldError(f"Ensure this value is greater than or equal to {low:g}.")
        if number > high:
            raise FieldError(f"Ensure this value is less than or equal to {high:.0f}.")
        return number

    return convert


def _object(value: Any) -> dict[str, Any] | None:
    if value == "":
        return None
    found = json_object(value)
    if len(json.dumps(found)) > OBJECT_LENGTH:
        raise FieldError(f"Ensure this field has no more than {OBJECT_LENGTH} characters.")
    return found


def _language(value: Any) -> str:
    found = plain_text(value, LANGUAGE_LENGTH, blank=True)
    try:
        if found:
            languages(found)
    except ValueError as error:
        raise FieldError(f"Allowed: {error}.") from None
    return found
