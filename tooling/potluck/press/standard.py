"""What an engine's frame says that the HTML standard does not allow: put right before anything is printed into it.

Nu, the W3C's checker, finds these in what Material for MkDocs and Zensical print, and no others. Each is a pattern of
theirs: where they mend it, nothing matches.
"""

from __future__ import annotations

import re

# A switch is not typed into: there is nothing to complete in it.
_SWITCH = re.compile(r'(<input\b[^>]*\btype="checkbox"[^>]*?) autocomplete="off"')
# The first stands for no number; the second hides from some what works a switch that they do meet.
_OF_NO_LABEL = re.compile(r'(<label\b[^>]*?) (?:tabindex=""|aria-hidden="true")')
# The title of a table of contents belongs to a switch that is printed with the navigation's entry of its page alone.
_LABEL, _LABELLED = '<label class="md-nav__title" for="__toc">', 'id="__toc"'


def as_standard(page: str) -> str:
    """*page*, an engine's, as valid HTML."""
    page = _OF_NO_LABEL.sub(r"\1", _SWITCH.sub(r"\1", page))
    return page if _LABELLED in page else page.replace(_LABEL, _LABEL.replace(' for="__toc"', ""))
