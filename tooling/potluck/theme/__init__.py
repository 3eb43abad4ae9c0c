"""The look that ships with Potluck: an engine's theme around the pages, and the templates that print what is inside."""

import os

# Loading Material prints a banner over MkDocs' future, unless told not to; our docs say what comes after Material.
os.environ.setdefault("NO_MKDOCS_2_WARNING", "1")
