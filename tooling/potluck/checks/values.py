"""FM110 to FM114: how much the values of the fields hold. The schema decides; here its verdicts get their words."""

from __future__ import annotations

import re
from collections.abc import Iterator

from potluck.charter import FieldRules
from potluck.checks.rewording import drop_entry, reword
from potluck.checks.violations import name_of, node_at, told_as
from potluck.model import Document, Edit, Mapping, Node, Problem, Scalar, Sequence, Span
from potluck.register import Scope, check
from potluck.slugs import NAME_LIMIT, make_slug
from potluck.translation import _, ngettext
from potluck.words import meant, nearest, quote, spell, unquoted
from potluck.yamltext import as_entry

_IN_ONE_WORD = ("handle", "tag", "slug")  # a comma in one of these can only part two
_ONE_WORD = re.compile(r" *[“”„«»‘’‚]?@?[\w-]+[“”«»‘’]? *")
_WORDS = re.compile(r"[\w-]+(?: [\w-]+)*")  # one tag, where commas part it from others
_TRUTHS = {"yes": "true", "on": "true", "no": "false", "off": "false"}


@check(
    "FM110",
    needs="violations",
    mend="puts a single handle, tag or name between brackets where a list belongs, and writes `true` for `yes`",
)
def wrong_type(document: Document, scope: Scope) -> Iterator[Problem]:
    """A field holds what it is for: one text, a list, a number, or `true` or `false`.

    Some signs mean more to a computer than to you: a value that starts with `[` or a hyphen is a list to it, and one
    that starts with `{` a group of named values. Quotes around the value say that it is just text.

    Bad::

        ---
        title: [Soup night]
        kind: story
        stage: told
        authors: ana-sample
        created: 2026-05-12
        ---

        One pot, one long table.

    Good::

        ---
        title: "[Soup night]"
        kind: story
        stage: told
        authors: [ana-sample]
        created: 2026-05-12
        ---

        One pot, one long table.
    """
    for violation in told_as("wrong-type", document, scope):
        node, rules = node_at(document, violation.path), violation.rules
        is_entry = isinstance(violation.path[-1], int) if violation.path else False
        wanted, hint = _expected(rules, node, is_entry, str(violation.path[-1]) if violation.path else "")
        message = _(
            "`%(name)s` is %(nature)s, and %(wanted)s belongs here",
            name=name_of(violation.path),
            nature=_nature(node),
            wanted=wanted,
        )
        edits = _retyped(document, violation.span, node, rules, is_entry) if rules else ()
        yield Problem(violation.span, message, hint, edits)


@check("FM111", needs="violations")
def nothing_to_see(document: Document, scope: Scope) -> Iterator[Problem]:
    """A text has at least one letter, digit or sign that can be seen.

    Blanks and invisible characters make a title that nobody can read aloud, click on or search for.

    Bad::

        ---
        title: "⟨U+200B⟩ ⟨U+200B⟩ ⟨U+200B⟩"
        kind: story
        stage: told
        authors: [ana-sample]
        created: 2026-05-12
        ---

        One pot, one long table.

    Good::

        ---
        title: "🍲 on Tuesdays"
        kind: story
        stage: told
        authors: [ana-sample]
        created: 2026-05-12
        ---

        One pot, one long table.
    """
    for violation in told_as("nothing-to-see", document, scope):
        name = name_of(violation.path)
        yield Problem(
            violation.span,
            _("`%(name)s` shows nothing", name=name),
            _("write something that can be seen, or leave the line out"),
        )


@check("FM112", needs="violations")
def wrong_length(document: Document, scope: Scope) -> Iterator[Problem]:
    """A text is neither too short to say something nor too long for its place.

    Titles and summaries stand on cards, in lists and in search results, where there is room for a line or two. The long
    form belongs into the text below.

    Bad::

        ---
        title: Hm
        kind: story
        stage: told
        authors: [ana-sample]
        created: 2026-05-12
        ---

        One pot, one long table.

    Good::

        ---
        title: Soup night on Tuesdays
        kind: story
        stage: told
        authors: [ana-sample]
        created: 2026-05-12
        ---

        One pot, one long table.
    """
    for violation in told_as("wrong-length", document, scope):
        name, length = name_of(violation.path), len(" ".join(violation.found.split()))
        least, most = (violation.rules.least, violation.rules.most) if violation.rules else (None, None)
        rest = _("the text below has room for the rest")
        if violation.rules and violation.rules.type == "slug":  # of a list of names, `most` counts the names
            most, rest = NAME_LIMIT, _("no file can have a longer name")
        if violation.rule == "minLength":
            message = ngettext(
                "`%(name)s` has %(num)s character, and %(least)s are the least",
                "`%(name)s` has %(num)s characters, and %(least)s are the least",
                length,
                name=name,
                least=least,
            )
            yield Problem(violation.span, message, _("say a little more"))
        else:
            message = _(
                "`%(name)s` has %(length)s characters, %(over)s more than fit",
                name=name,
                length=length,
                over=length - (most or 0),
            )
            yield Problem(violation.span, message, _("shorten it to %(most)s; %(rest)s", most=most, rest=rest))


@check("FM113", needs="violations")
def wrong_count(document: Document, scope: Scope) -> Iterator[Problem]:
    """A list has as many entries as there is room for, and at least as many as are asked for.

    Eight tags help to find a proposal; thirty would put it everywhere, and help nobody.

    Bad::

        ---
        title: Soup night on Tuesdays
        kind: story
        stage: told
        authors: []
        created: 2026-05-12
        ---

        One pot, one long table.

    Good::

        ---
        title: Soup night on Tuesdays
        kind: story
        stage: told
        authors: [ana-sample]
        created: 2026-05-12
        ---

        One pot, one long table.
    """
    for violation in told_as("wrong-count", document, scope):
        name, node, rules = name_of(violation.path), node_at(document, violation.path), violation.rules
        entries = (
            len(node.items)
            if isinstance(node, Sequence)
            else violation.found.count(rules.separator) + 1
            if rules
            else 0
        )
        if violation.rule == "minItems":
            hint = (
                _("write at least %(least)s, such as `%(line)s`", least=rules.least, line=f"{name}: {rules.sample}")
                if rules
                else ""
            )
            yield Problem(
                violation.span,
                ngettext("`%(name)s` has %(num)s entry", "`%(name)s` has %(num)s entries", entries, name=name),
                hint,
            )
        else:
            hint = _("keep the %(most)s that matter most", most=rules.most) if rules else ""
            yield Problem(
                violation.span, _("`%(name)s` has %(entries)s entries, more than fit", name=name, entries=entries), hint
            )


@check("FM114", needs="violations", mend="takes the second of two equal entries out")
def repeated_entry(document: Document, scope: Scope) -> Iterator[Problem]:
    """Each entry of a list is there once.

    Twice the same tag or person says nothing more, and we would count them twice.

    Bad::

        ---
        title: Soup night on Tuesdays
        kind: story
        stage: told
        authors: [ana-sample, ana-sample]
        created: 2026-05-12
        ---

        One pot, one long table.

    Good::

        ---
        title: Soup night on Tuesdays
        kind: story
        stage: told
        authors: [ana-sample, lee-sample]
        created: 2026-05-12
        ---

        One pot, one long table.
    """
    for violation in told_as("repeated-entry", document, scope):
        node = node_at(document, violation.path)
        items = node.items if isinstance(node, Sequence) else ()
        written = [item.text.strip() if isinstance(item, Scalar) else None for item in items]
        again = next((n for n, text in enumerate(written) if text is not None and text in written[:n]), None)
        what = quote(written[again] or "") if again is not None else _("an entry")
        span = items[again].span if again is not None else violation.span
        edits = drop_entry(document, node, again) if node and again is not None else ()
        yield Problem(
            span,
            _("%(entry)s stands in `%(name)s` twice", entry=what, name=name_of(violation.path)),
            _("keep one of the two"),
            edits,
        )


def _entries(text: str, rules: FieldRules) -> str:
    """*text* between brackets: a handle without the `@`, a tag in its form, several where commas part them."""
    if rules.type not in _IN_ONE_WORD:
        return f"[{as_entry(text)}]"
    written = [unquoted(one.strip()).removeprefix("@") for one in text.split(",") if one.strip()]
    if rules.type == "tag":
        written = [make_slug(one, "tag") for one in written]
    return f"[{', '.join(as_entry(one) for one in written)}]"


def _retyped(document: Document, span: Span, node: Node | None, rules: FieldRules, is_entry: bool) -> tuple[Edit, ...]:
    """The same value as its type is written: between brackets, or as `true`. Texts may hold commas, and are left."""
    if not isinstance(node, Scalar):
        return ()
    text = node.text.strip()
    if rules.list and not is_entry:
        is_simple = rules.type in _IN_ONE_WORD and all(_ONE_WORD.fullmatch(one) for one in text.split(","))
        if rules.type == "tag" and "," in text:
            is_simple = all(_WORDS.fullmatch(one.strip()) for one in text.split(","))
        return reword(document, span, node.text, _entries(text, rules), is_bare=True) if is_simple else ()
    if rules.type == "boolean" and node.is_plain:
        word = _TRUTHS.get(text.lower()) or meant(text, ["true", "false"])
        return reword(document, span, node.text, word, is_bare=True)
    return ()


def _nature(node: Node | None) -> str:
    """What *node* is, as people say it, with the letters where they are few."""
    if isinstance(node, Scalar):
        return _("the text %(text)s", text=quote(node.text))
    return (
        _("a list")
        if isinstance(node, Sequence)
        else _("a group of named values")
        if isinstance(node, Mapping)
        else _("empty")
    )


def _expected(rules: FieldRules | None, node: Node | None, is_entry: bool, name: str) -> tuple[str, str]:
    """What belongs there, and how to write it."""
    if rules is None:
        return _("something else"), ""
    if rules.list and not is_entry:
        text = node.text.strip() if isinstance(node, Scalar) else ""
        if not text or rules.type == "record":
            line = f"{name}: {rules.sample}"
            return _("a list"), _("write it as here: `%(line)s`", line=line) if rules.sample else ""
        if rules.type == "handle" and not all(_ONE_WORD.fullmatch(one) for one in text.split(",")):
            line = f"{name}: {rules.sample}"
            return _("a list"), _("write the handles between brackets, as in `%(line)s`", line=line)
        return _("a list"), _("put it between brackets: `%(line)s`", line=f"{name}: {_entries(text, rules)}")
    if rules.type == "record":
        lines = spell([f"{inner}: …" for inner in rules.fields], "and")
        return _("a group of named values"), _("write %(words)s", words=lines)
    if rules.type == "integer":
        return _("a whole number"), _("write digits alone, such as `12`")
    if rules.type == "boolean":
        text = node.text.strip().lower() if isinstance(node, Scalar) else ""
        near = _TRUTHS.get(text) or nearest(text, ["true", "false"])
        hint = _("did you mean `%(near)s`?", near=near) if near else _("write one of the two words")
        return _("`true` or `false`"), hint
    if isinstance(node, Sequence):
        return (
            _("one text"),
            _("a value that starts with `[` or a hyphen is read as a list; put quotes around it if it is text"),
        )
    return _("one text"), _(
        "a value that starts with `{` or holds `name: …` is read as further names; put quotes around it"
    )
