"""Where Potluck's own files lie."""

from pathlib import Path

PACKAGE = Path(__file__).resolve().parent
THEME = PACKAGE / "theme"
TEMPLATES = THEME / "templates"
