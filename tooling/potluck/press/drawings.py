"""The theme's small drawings for pictures: what templates and `mark.svg` draw on pages, as masks."""

from __future__ import annotations

from functools import cache

from PIL import Image, ImageDraw

_SMOOTH = 4  # a shape is drawn so many times as large, and shrunk: its edges are as smooth as letters'

Point = tuple[float, float]
Box = tuple[float, float, float, float]  # left, top, right, bottom


@cache
def mark(tone: str, size: int) -> Image.Image:
    """The shape that stands before a stage of *tone*, as `pieces.mark` draws it in a square of twelve."""
    pen = _Pen(size, 12, 1.8)
    if tone == "done":
        pen.line((1.5, 6.5), (4.5, 9.5), (10.5, 2.5))
    elif tone == "no":
        pen.line((2.5, 2.5), (9.5, 9.5))
        pen.line((9.5, 2.5), (2.5, 9.5))
    elif tone == "rest":
        pen.line((2, 6), (10, 6))
    else:
        pen.arc((1.5, 1.5, 10.5, 10.5), 0, 360)
        if tone == "moving":
            pen.half((1.5, 1.5, 10.5, 10.5))
    return pen.drawn()


@cache
def bowl(size: int) -> Image.Image:
    """The theme's mark, as `mark.svg` has it in a square of 32."""
    pen = _Pen(size, 32, 2.6)
    pen.line((11, 27), (21, 27))
    pen.arc((15, 15, 27, 27), 0, 90)
    pen.line((27, 21), (27, 15), (5, 15), (5, 21))
    pen.arc((5, 15, 17, 27), 90, 180)
    pen.line((2, 18), (5, 18))
    pen.line((27, 18), (30, 18))
    for x in (11.5, 16, 20.5):
        pen.curve((x, 10.5), (x - 1.5, 8.5), (x + 1.5, 7), (x, 5))
    return pen.drawn()


class _Pen:
    """Draws lines with round ends in a square of so many units, larger than it will be."""

    def __init__(self, size: int, units: int, width: float) -> None:
        self._size, self._unit, self._width = size, size * _SMOOTH / units, width
        self._image = Image.new("L", (size * _SMOOTH, size * _SMOOTH), 0)
        self._draw = ImageDraw.Draw(self._image)

    def line(self, *points: Point) -> None:
        """From point to point."""
        unit, half = self._unit, self._width / 2
        self._draw.line([(x * unit, y * unit) for x, y in points], fill=255, width=round(self._width * unit))
        for x, y in points:
            self._draw.ellipse([one * unit for one in (x - half, y - half, x + half, y + half)], fill=255)

    def curve(self, *four: Point) -> None:
        """Of Bézier's, with three control points."""
        self.line(*(self._on(four, step / 12) for step in range(13)))

    @staticmethod
    def _on(four: tuple[Point, ...], t: float) -> Point:
        """The point at *t*, from 0 to 1, of the curve."""
        weights = ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3)
        x, y = (sum(weight * point[axis] for weight, point in zip(weights, four, strict=True)) for axis in (0, 1))
        return x, y

    def arc(self, box: Box, start: float, end: float) -> None:
        """Part of an ellipse, in degrees from the right, clockwise."""
        half = self._width / 2  # Pillow draws an arc inside its box
        outer = (box[0] - half, box[1] - half, box[2] + half, box[3] + half)
        width = round(self._width * self._unit)
        self._draw.arc([one * self._unit for one in outer], start, end, fill=255, width=width)

    def half(self, box: Box) -> None:
        """The right half of an ellipse, filled."""
        self._draw.pieslice([one * self._unit for one in box], -90, 90, fill=255)

    def drawn(self) -> Image.Image:
        """What was drawn, as large as it is wanted: a mask to lay colour through."""
        return self._image.resize((self._size, self._size), Image.Resampling.LANCZOS)
