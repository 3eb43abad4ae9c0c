"""Which of HTML's elements a text may use: what the press keeps, and what the checks say of the others."""

from __future__ import annotations

_TEXT = "p h2 h3 h4 h5 h6 blockquote pre code hr br em strong b i u s del ins mark sub sup small kbd samp var q cite"
_LISTS = "ul ol li dl dt dd details summary figure figcaption div span abbr time bdi bdo ruby rt rp wbr"
_TABLES = "table caption thead tbody tfoot tr th td"
ELEMENTS = frozenset((*_TEXT.split(), *_LISTS.split(), *_TABLES.split(), "a", "img", "input"))
WHOLE = frozenset({"script", "style"})  # these go with all that stands in them; of others the words stay
