"""The theme's colours for what has no stylesheet: pictures that stand on other people's pages, light and dark alike."""

from __future__ import annotations

# As in tokens.css, of the light scheme; white on any of them can be read (at least 4.5:1).
PAPER = "#fcfaf6"
LINE = "#ddd9cf"
INK = "#261d17"
SOFT = "#5d534a"
STONE = "#3d3730"  # the lines of the dark scheme: seen on white and on black
TONES = {"open": "#1654a9", "moving": "#7d4a07", "done": "#22683b", "no": "#972f27", "rest": "#5d574f"}
