"""The theme's colours for what has no stylesheet: pictures and letters, which know neither variables nor `oklch()`."""

from __future__ import annotations

from potluck.paths import THEME
from potluck.tokens import STAGES, hex_of, read_tokens

_TOKENS = read_tokens((THEME / "assets/potluck/tokens.css").read_text("utf-8"))
LIGHT = {name: hex_of(colour) for name, colour in _TOKENS.light.items()}
DARK = {name: hex_of(colour) for name, colour in _TOKENS.dark.items()}

# Pictures stand on other people's pages, light and dark alike. White on any of these can be read (at least 4.5:1).
PAPER, LINE, INK, SOFT = (LIGHT[name] for name in ("paper", "line", "ink", "ink-soft"))
STONE = DARK["line"]  # seen on white and on black
TONES = {tone: LIGHT[f"stage-{tone}"] for tone in STAGES}
