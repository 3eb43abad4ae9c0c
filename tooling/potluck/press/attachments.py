"""Pictures that come with a proposal: known by their content, and published without what they say of their maker."""

from __future__ import annotations

import io

from PIL import Image, ImageOps, ImageSequence

from potluck.load.pictures import BOMBS, FRAMES, LARGEST, PIXELS, UNREADABLE, open_picture


def picture(raw: bytes) -> bytes | None:
    """*raw* encoded anew, without metadata such as where it was taken (SEC-008); None where it is no picture."""
    if len(raw) > LARGEST:
        return None
    try:
        with open_picture(raw) as image:
            if image.width * image.height > PIXELS:
                return None
            kind = image.format or "PNG"
            if getattr(image, "is_animated", False):
                return _animated(image, kind)
            turned = _upright(image)
            out = io.BytesIO()
            if kind == "JPEG":
                turned.convert("RGB").save(out, kind, quality=85, optimize=True)
            elif kind == "PNG":
                turned.save(out, kind, optimize=True)
            else:
                turned.save(out, kind)
    except (*UNREADABLE, *BOMBS):
        return None
    return out.getvalue()


def _animated(image: Image.Image, kind: str) -> bytes | None:
    """Every frame anew, with their pace, and nothing else; None where all of them together are too large."""
    frames: list[Image.Image] = []
    pace: list[float] = []
    for frame in ImageSequence.Iterator(image):
        if len(frames) == FRAMES or (len(frames) + 1) * image.width * image.height > PIXELS:
            return None
        frames.append(frame.convert("RGBA"))
        pace.append(frame.info.get("duration", 100))
        frames[-1].info = {}  # comments, and whatever else may be hidden in them
    out = io.BytesIO()
    frames[0].save(out, kind, save_all=True, append_images=frames[1:], duration=pace, loop=image.info.get("loop", 0))
    return out.getvalue()


def _upright(image: Image.Image) -> Image.Image:
    """Turned as its metadata says, which is then left behind."""
    turned = ImageOps.exif_transpose(image)
    turned.info = {key: value for key, value in turned.info.items() if key in ("transparency", "duration", "loop")}
    return turned
