"""What stands for a thumbnail that is not made yet: a page with grey lines, as WebP."""

from base64 import b64decode

PLACEHOLDER = b64decode(
    "UklGRk4AAABXRUJQVlA4TEIAAAAvlcA0ABdw9vqz15+9fv7jAaA4tk0HK2OvNE2q9OccIvpPIGnjKvwlPE1CkCQ+"
    "qVl42kff/7918G/YR6kWe+XwNAk="
)
