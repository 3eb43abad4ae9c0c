"""The look that ships with Potluck; MkDocs finds it here through the entry point `mkdocs.themes`."""

import os

# Loading Material prints a banner over MkDocs' future in red, unless told not to; our docs say what comes after Material.
os.environ.setdefault("NO_MKDOCS_2_WARNING", "1")
