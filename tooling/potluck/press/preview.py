"""The picture that chats and social sites show with a link to a proposal: its title, its stage, its voices."""

from __future__ import annotations

import io
import unicodedata
import zlib
from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import groupby

from PIL import Image, ImageColor, ImageDraw, ImageFont

from potluck.paths import THEME
from potluck.press.colours import INK, LINE, PAPER, SOFT, TONES
from potluck.press.drawings import bowl, mark
from potluck.shapes import Bar
from potluck.translation import _, apart
from potluck.views.sharing import PREVIEW_SIZE, Shared

_FONTS = THEME / "assets" / "potluck" / "fonts"
_FACES = ("fraunces.woff2", "fraunces-more.woff2")  # one face, cut by which signs most pages need
Style = tuple[int, int]  # size and weight
_WIDTH, _HEIGHT = PREVIEW_SIZE
_EDGE = 80
_ROOM = _WIDTH - 2 * _EDGE
_HEAD, _TITLE, _STAGE, _VOICES = 60, 130, 450, 536  # where each begins, from the top
_SIZES = ((88, 3), (76, 3), (58, 4))  # of a title, and in how many lines: the largest that takes all of it
_SMALL, _MEDIUM = 34, 44
_MARK = 34  # the shape before a stage
_BAR = (380, 24)
_BOWL = 132  # the theme's mark, at the end of the last line


def preview(shared: Shared) -> bytes:
    """A PNG of few colours, the same to the byte on every machine.

    Words in a script that the theme's face does not have are left out: whoever shows the picture writes them beside it.
    """
    image = Image.new("RGB", PREVIEW_SIZE, PAPER)
    draw = ImageDraw.Draw(image)
    kind, stage, name, title = map(_settable, (shared.kind, shared.stage, shared.community, shared.title))
    draw.rectangle((0, 0, 19, _HEIGHT), fill=TONES[shared.tone])
    head = (kind, name) if title else (kind,)
    _write(draw, _HEAD, _cut(" · ".join(filter(None, head)), (_SMALL, 400)), (_SMALL, 400), SOFT)
    _write_title(draw, title or name)
    colour = ImageColor.getrgb(TONES[shared.tone])
    image.paste(colour, (_EDGE, _STAGE + 13), mark(shared.tone, _MARK))
    image.paste(colour, (_WIDTH - _EDGE - _BOWL, _HEIGHT - 60 - _BOWL), bowl(_BOWL))
    _write(draw, _STAGE, stage, (_MEDIUM, 600), TONES[shared.tone], x=_EDGE + _MARK + 18)
    if shared.bar:
        _draw_voices(draw, shared.bar, TONES[shared.tone])
    out = io.BytesIO()
    few = image.quantize(palette=_palette(shared.tone), dither=Image.Dither.NONE)
    few.save(out, "PNG", compress_type=zlib.Z_RLE)  # flat colours: half the time of the usual way, a twentieth larger
    return out.getvalue()


def _write(draw: ImageDraw.ImageDraw, top: int, text: str, style: Style, colour: str, x: int = _EDGE) -> None:
    for face, signs in groupby(text, _face_of):
        run = "".join(signs)
        draw.text((x, top), run, fill=colour, font=_font(face, style))
        x += round(_length(run, style))


def _write_title(draw: ImageDraw.ImageDraw, title: str) -> None:
    for size, most in _SIZES:
        style = (size, 600)
        lines = list(_lines(title, style))
        if len(lines) <= most:
            break
    else:
        lines = [*lines[: most - 1], _cut(f"{lines[most - 1]}…", style)]
    for number, line in enumerate(lines):
        _write(draw, _TITLE + number * size * 7 // 6, line, style, INK)


def _lines(text: str, style: Style) -> Iterator[str]:
    """*text* broken between words, and within one that is longer than a line."""
    line = ""
    for word in text.split():
        if _length(longer := f"{line} {word}".lstrip(), style) <= _ROOM:
            line = longer
            continue
        if line:
            yield line
        while _length(word, style) > _ROOM:
            most = next(most for most in range(len(word) - 1, 0, -1) if _length(word[:most], style) <= _ROOM)
            yield word[:most]
            word = word[most:]
        line = word
    yield line


def _cut(line: str, style: Style) -> str:
    """*line* as far as there is room."""
    while _length(line, style) > _ROOM:
        line = f"{line.rstrip('…')[:-1].rstrip(' ,;:')}…"
    return line


def _length(text: str, style: Style) -> float:
    """How wide *text* is: as wide as its signs together, which this layout sets side by side."""
    return sum(_advance(sign, style) for sign in text)


@lru_cache(4096)
def _advance(sign: str, style: Style) -> float:
    return _font(_face_of(sign), style).getlength(sign)


def _draw_voices(draw: ImageDraw.ImageDraw, bar: Bar, colour: str) -> None:
    """Height tells for from against, as on the page."""
    (width, height), top = _BAR, _VOICES + 9
    draw.rectangle((_EDGE, top + height * 5 // 8, _EDGE + width - 1, top + height - 1), fill=LINE)
    if bar.support:
        draw.rectangle((_EDGE, top, _EDGE + width * bar.share // 100 - 1, top + height - 1), fill=colour)
    said = _("%(support)s for, %(opposition)s against", support=apart(bar.support), opposition=apart(bar.opposition))
    words = said if bar.voices else _("no voices yet")
    _write(draw, _VOICES, _settable(words), (_SMALL, 400), SOFT, x=_EDGE + width + 24)


@cache
def _font(face: int, style: Style) -> ImageFont.FreeTypeFont:
    size, weight = style
    # The basic layout comes with Pillow everywhere; the other asks for a library that some machines have.
    font = ImageFont.truetype(_FONTS / _FACES[face], size, layout_engine=ImageFont.Layout.BASIC)
    font.set_variation_by_axes([weight])
    return font


def _settable(text: str) -> str:
    """*text* without the signs that the face does not have; "" where a letter is among them."""
    kept = []
    for sign in unicodedata.normalize("NFC", text):
        if sign.isspace() or _has(sign):
            kept.append(sign)
        elif unicodedata.category(sign)[0] in "LN" or unicodedata.combining(sign):
            return ""
    return " ".join("".join(kept).split())


def _has(sign: str) -> bool:
    return _face_of(sign) >= 0


@lru_cache(4096)
def _face_of(sign: str) -> int:
    """Which of the faces has *sign*; -1 for none."""
    if sign == " ":  # nothing to see of it, as of a sign that no face has
        return 0
    for face in range(len(_FACES)):
        font = _font(face, (_SMALL, 400))
        if bytes(font.getmask(sign)) != bytes(font.getmask("\uffff")):  # which no face has
            return face
    return -1


@cache
def _palette(tone: str) -> Image.Image:
    """At most sixteen, which take four bits: the paper, and its ways to ink and to the colour of *tone*."""
    found = [
        *_ramp(PAPER, INK, 7),
        *list(_ramp(PAPER, TONES[tone], 5))[1:],
        ImageColor.getrgb(SOFT),
        ImageColor.getrgb(LINE),
    ]
    palette = Image.new("P", (1, 1))
    palette.putpalette([part for colour in found for part in colour])
    return palette


def _ramp(start: str, end: str, steps: int) -> Iterator[tuple[int, ...]]:
    pairs = list(zip(ImageColor.getrgb(start), ImageColor.getrgb(end), strict=True))
    for step in range(steps):
        yield tuple(round(a + (b - a) * step / (steps - 1)) for a, b in pairs)
