"""Making a whole PDF of one that came broken: cut off by the network, mangled by a transfer."""

from pathlib import Path

import pikepdf
from pikepdf import Name


def repair(broken: pikepdf.Pdf, target: Path) -> None:
    """Writes the pages that could be found into a new file."""
    with pikepdf.new() as whole:
        whole.pages.extend(broken.pages)
        for page in whole.pages:
            if Name.Contents not in page:
                _show_only_image(whole, page)
        whole.save(target)


def _show_only_image(pdf: pikepdf.Pdf, page: pikepdf.Page) -> None:
    """Scanners put one image on a page; if the instruction to show it is lost, it is shown."""
    images = [
        name
        for name, item in (page.obj.get_dict(pikepdf.NamePath.Resources.XObject) or {}).items()
        if isinstance(item, pikepdf.Stream) and item.get(Name.Subtype) == Name.Image
    ]
    if len(images) == 1:
        left, bottom, right, top = (float(side) for side in page.mediabox)
        matrix = f"{right - left} 0 0 {top - bottom} {left} {bottom}"
        page.Contents = pdf.make_stream(f"q {matrix} cm {images[0]} Do Q".encode())
