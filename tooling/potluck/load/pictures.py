"""What a picture's bytes say of it: its form and its size. Nothing is unpacked to find out."""

from __future__ import annotations

import io
import warnings

from PIL import Image, UnidentifiedImageError

from potluck.translation import _

FORMS = {".png": "PNG", ".jpg": "JPEG", ".jpeg": "JPEG", ".gif": "GIF", ".webp": "WEBP"}
LARGEST = 8_000_000  # bytes
PIXELS = 40_000_000  # of all its frames; more would be unpacked into half a gigabyte
FRAMES = 1_000
# What Pillow says in its several ways of bytes that are no picture, or a broken one.
UNREADABLE = (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError)
# What it says of very many points, before it counts them for us.
BOMBS = (Image.DecompressionBombError, Image.DecompressionBombWarning)


def open_picture(raw: bytes) -> Image.Image:
    """The picture that *raw* is, not unpacked yet; one of UNREADABLE or BOMBS where it is none that we would show."""
    with warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        return Image.open(io.BytesIO(raw), formats=sorted(set(FORMS.values())))


def picture_fault(raw: bytes, suffix: str) -> str:
    """Why *raw*, in a file whose name ends in *suffix*, cannot be published as a picture; "" where it can."""
    if len(raw) > LARGEST:
        return _("is larger than %(most)s MB", most=LARGEST // 1_000_000)
    many = _("has more than %(most)s million pixels", most=PIXELS // 1_000_000)
    try:
        with open_picture(raw) as image:
            form = image.format or ""
            if image.width * image.height > PIXELS:
                return many
            image.verify()
    except BOMBS:
        return many
    except UNREADABLE:
        return _("is not a picture inside")
    return "" if form == FORMS[suffix] else _("is called %(suffix)s and is %(form)s inside", suffix=suffix, form=form)
