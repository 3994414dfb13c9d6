"""The picture of a document in lists: its first page, small, as WebP."""

from pathlib import Path

from PIL import Image

from intray.reading.protocol import THUMBNAIL_NAME

WIDTH = 500  # pixels
MAX_HEIGHT = 1500  # of till receipts, which go on forever
QUALITY = 70


def make_thumbnail(page: Image.Image, work_dir: Path) -> Path:
    step = min(page.width // (2 * WIDTH), 8)
    small = page.reduce(step) if step > 1 else page
    if small.mode not in ("RGB", "L"):
        small = small.convert("RGB")
    height = max(1, round(small.height * WIDTH / small.width))
    small = small.resize((WIDTH, height), Image.Resampling.LANCZOS)
    if height > MAX_HEIGHT:
        small = small.crop((0, 0, WIDTH, MAX_HEIGHT))
    path = work_dir / THUMBNAIL_NAME
    small.save(path, "WEBP", quality=QUALITY, method=1)
    return path
