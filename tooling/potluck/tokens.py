"""The theme's tokens, read from its own `tokens.css`: sizes, spaces, and colours with how well they can be read."""

from __future__ import annotations

import re
from collections.abc import Mapping
from math import cos, radians, sin

import msgspec

_TOKEN = re.compile(r"^[ \t]*--pl-([a-z0-9-]+): (.+?);", re.MULTILINE)
_COLOUR = re.compile(r"oklch\(([\d.]+)% ([\d.]+) ([\d.]+)\)")
_WASH = re.compile(r"--pl-wash: color-mix\(in oklab, var\(--pl-tone\) (\d+)%, var\(--pl-paper\)\)")

READ, SEEN = 4.5, 3.0  # WCAG 2.2: 1.4.3 for text, 1.4.11 for what is a sign
STAGES = ("open", "moving", "done", "no", "rest")
Channels = tuple[float, float, float]

# What stands on what, and how well it has to be told from it.
_PAIRS = (
    *(("ink", ground, READ) for ground in ("paper", "plate", "butter")),
    *(("ink-soft", ground, READ) for ground in ("paper", "plate")),
    *(("accent", ground, READ) for ground in ("paper", "plate", "butter")),
    *(("accent-deep", ground, READ) for ground in ("paper", "plate")),
    *(("on-accent", ground, READ) for ground in ("accent", "accent-deep")),
    *((f"stage-{tone}", ground, READ) for tone in STAGES for ground in ("paper", "plate", f"wash-{tone}")),
    *(("paper", f"stage-{tone}", READ) for tone in STAGES),
    ("ink-soft", "wash-plain", READ),
    ("butter-line", "paper", 0.0),
    ("line", "paper", 0.0),
)


class Pair(msgspec.Struct, frozen=True):
    """A colour on another: how many times lighter one is, by day and by night, and how many times it has to be."""

    front: str
    ground: str
    light: float
    dark: float
    least: float  # 0: it only sets apart what words and shapes tell anyway


class Tokens(msgspec.Struct, frozen=True):
    """All tokens by their names without `--pl-`: as written, and the colours by scheme as channels of Oklab."""

    written: Mapping[str, str]
    light: Mapping[str, Channels]
    dark: Mapping[str, Channels]

    @property
    def pairs(self) -> tuple[Pair, ...]:
        """Whatever stands on something else, with its contrast."""
        return tuple(
            Pair(
                front,
                ground,
                contrast(self.light[front], self.light[ground]),
                contrast(self.dark[front], self.dark[ground]),
                least,
            )
            for front, ground, least in _PAIRS
        )

    def named(self, prefix: str) -> tuple[str, ...]:
        """The names that begin with *prefix* and go on with a number, in order."""
        return tuple(name for name in self.written if re.fullmatch(rf"{prefix}-\d", name))


def read_tokens(css: str) -> Tokens:
    """What *css* defines. A name that is written again (for a wide screen, a scheme) keeps what it was first."""
    written: dict[str, str] = {}
    for name, value in _TOKEN.findall(css):
        written.setdefault(name, value)
    schemes: tuple[dict[str, Channels], dict[str, Channels]] = ({}, {})
    for name, value in written.items():
        for scheme, colour in zip(schemes, _COLOUR.findall(value), strict=False):
            lightness, chroma, hue = map(float, colour)
            scheme[name] = (lightness / 100, chroma * cos(radians(hue)), chroma * sin(radians(hue)))
    (share,) = _WASH.findall(css)
    for scheme in schemes:
        for tone, name in {tone: f"stage-{tone}" for tone in STAGES}.items() | {("plain", "ink-soft")}:
            scheme[f"wash-{tone}"] = _mixed(scheme[name], scheme["paper"], int(share) / 100)
    return Tokens(written, *schemes)


def _mixed(colour: Channels, other: Channels, share: float) -> Channels:
    one, two, three = (a * share + b * (1 - share) for a, b in zip(colour, other, strict=True))
    return one, two, three


def contrast(colour: Channels, other: Channels) -> float:
    """How many times lighter one is than the other, by WCAG: from 1 to 21."""
    low, high = sorted((_luminance(colour), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def hex_of(colour: Channels) -> str:
    """*colour* as `#rrggbb`."""
    curved = (12.92 * one if one <= 0.0031308 else 1.055 * one ** (1 / 2.4) - 0.055 for one in _shown(colour))
    return "#" + "".join(f"{round(255 * one):02x}" for one in curved)


def _luminance(colour: Channels) -> float:
    """By WCAG."""
    return sum(part * channel for part, channel in zip((0.2126, 0.7152, 0.0722), _shown(colour), strict=True))


def _shown(colour: Channels) -> Channels:
    """The red, green and blue light of what a screen of sRGB can show of *colour*.

    https://www.w3.org/TR/css-color-4/#color-conversion-code
    """
    lightness, a, b = colour
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    red = 4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short
    green = -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short
    blue = -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short
    red, green, blue = (min(max(channel, 0.0), 1.0) for channel in (red, green, blue))
    return red, green, blue
