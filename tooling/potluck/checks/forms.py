"""FM115 to FM118: the forms and words that the values of the fields have. The schema decides; here are the words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from potluck.checks.rewording import reword
from potluck.checks.violations import name_of, told_as
from potluck.model import Document, Edit, Problem
from potluck.register import Scope, check
from potluck.schema import HANDLE
from potluck.slugs import SLUG, make_slug
from potluck.translation import N_, _
from potluck.words import did_you_mean, meant, quote, spell, unquoted

_NATURES = {
    "slug": N_("%(found)s, in `%(field)s`, is not the name of a proposal"),
    "tag": N_("%(found)s, in `%(field)s`, is not written as a tag is"),
    "address": N_("%(found)s, in `%(field)s`, is not a whole address"),
    "language": N_("%(found)s, in `%(field)s`, is not the short code of a language"),
    "thread": N_("%(found)s, in `%(field)s`, is not the number of a thread, nor its address"),
    "person": N_("%(found)s, in `%(field)s`, is not a person in a form that is known here"),
}
_OTHER = N_("%(found)s, in `%(field)s`, is not as the charter asks for it")
_FORMS = {
    "slug": N_("write the name of a file without `.md`, such as `soup-night`"),
    "tag": N_("write small letters, digits and hyphens, such as `long-table`"),
    "address": N_("write a whole address, such as `https://example.org/soup`"),
    "language": N_("write a language as a short code, such as `en`, `de` or `pt-BR`"),
    "thread": N_("write the number of a thread, such as `12`, or its whole address with `https://`"),
    "person": N_("write `Name`, `Name (@handle)` or `Name <address>`"),
}
_ANY_FORM = N_("write it as the charter says")
_FITTING = {
    "slug": N_("write `%(fitting)s`: the name of a file without `.md`"),
    "tag": N_("write `%(fitting)s`: small letters, digits and hyphens"),
    "thread": N_("write `%(fitting)s`: the number of a thread"),
}


@check("FM115", needs="violations", mend="leaves the `@` out, and curly quotes")
def malformed_handle(document: Document, scope: Scope) -> Iterator[Problem]:
    """A person is named by their handle: letters, digits and single hyphens, without `@`.

    The handle is the name somebody has where the community talks. It leads to their page, and shows who may edit. An
    `@` in front would ping them each time the file is quoted.

    Bad::

        ---
        title: Soup night on Tuesdays
        kind: story
        stage: told
        authors: ["@ana-sample"]
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
    for violation in told_as("malformed-handle", document, scope):
        found = violation.found.strip()
        edits: tuple[Edit, ...] = ()
        bare = unquoted(found).removeprefix("@")
        if bare != found and "@" not in bare:
            hint = (
                _("leave the `@` out: %(bare)s", bare=quote(bare))
                if found.startswith("@")
                else _("leave the curly quotes out: %(bare)s", bare=quote(bare))
                if "@" not in found
                else _("leave quotes and `@` out: %(bare)s", bare=quote(bare))
            )
            edits = reword(document, violation.span, found, bare) if HANDLE.fullmatch(bare) else ()
        elif "@" in found:
            hint = _("this looks like an e-mail address; write the handle instead, since everything here is public")
        else:
            hint = _("write letters, digits and single hyphens, at most 39 of them: `ana-sample`")
        yield Problem(violation.span, _("%(found)s is not a handle", found=quote(found)), hint, edits)


@check("FM116", needs="violations", mend="writes the tag as the charter does, where only one can be meant")
def unknown_tag(document: Document, scope: Scope) -> Iterator[Problem]:
    """Every tag is one that the community uses.

    A tag is a shelf. With `soup`, `soups` and `Suppe` there would be three shelves with one jar each, and whoever
    looks on one misses the other two.

    Bad::

        ---
        title: Soup night on Tuesdays
        kind: story
        stage: told
        authors: [ana-sample]
        created: 2026-05-12
        tags: [soups]
        ---

        One pot, one long table.

    Good::

        ---
        title: Soup night on Tuesdays
        kind: story
        stage: told
        authors: [ana-sample]
        created: 2026-05-12
        tags: [soup]
        ---

        One pot, one long table.
    """
    for violation in told_as("unknown-tag", document, scope):
        tags = list(violation.rules.choices if violation.rules and violation.rules.choices else scope.charter.tags)
        hint = did_you_mean(violation.found, tags, _("choose from %(words)s", words=spell(tags, "and")))
        edits = reword(document, violation.span, violation.found, meant(violation.found, tags))
        yield Problem(
            violation.span, _("%(found)s is not a tag in use here", found=quote(violation.found)), hint, edits
        )


@check("FM117", needs="violations", mend="writes the word as the charter does, where only one can be meant")
def unknown_choice(document: Document, scope: Scope) -> Iterator[Problem]:
    """Where the charter gives a list of words to choose from, the value is one of them, letter by letter.

    Pages are sorted and counted by these words. A word of one's own would be sorted nowhere.

    Bad::

        # proposals/ideas/soup-night.md
        ---
        title: Soup night on Tuesdays
        kind: idea
        stage: declined
        authors: [ana-sample]
        created: 2026-05-12
        decision: {by: mara-sample, date: 2026-06-03, reason: too-few-hand, says: We have nobody to stir the pot.}
        ---

        ## Problem

        Tuesdays are empty.

        ## Solution

        One pot, one long table.

    Good::

        # proposals/ideas/soup-night.md
        ---
        title: Soup night on Tuesdays
        kind: idea
        stage: declined
        authors: [ana-sample]
        created: 2026-05-12
        decision: {by: mara-sample, date: 2026-06-03, reason: too-few-hands, says: We have nobody to stir the pot.}
        ---

        ## Problem

        Tuesdays are empty.

        ## Solution

        One pot, one long table.
    """
    for violation in told_as("unknown-choice", document, scope):
        choices = list(violation.rules.choices) if violation.rules else []
        hint = did_you_mean(violation.found, choices, _("write one of %(words)s", words=spell(choices)))
        message = _(
            "%(found)s is not one of the words for `%(name)s`",
            found=quote(violation.found),
            name=name_of(violation.path),
        )
        edits = reword(document, violation.span, violation.found, meant(violation.found, choices))
        yield Problem(violation.span, message, hint, edits)


@check(
    "FM118",
    needs="violations",
    mend="writes a tag in small letters with hyphens; leaves out a file's folder and `.md`, and the `#` of a number",
)
def malformed_value(document: Document, scope: Scope) -> Iterator[Problem]:
    """Names of files, addresses, languages, threads and people are written in the form that a computer can follow.

    From these values come links. A small slip in one leads the reader nowhere.

    Bad::

        ---
        title: Soup night on Tuesdays
        kind: story
        stage: told
        authors: [ana-sample]
        created: 2026-05-12
        language: German
        ---

        One pot, one long table.

    Good::

        ---
        title: Soup night on Tuesdays
        kind: story
        stage: told
        authors: [ana-sample]
        created: 2026-05-12
        language: de
        ---

        One pot, one long table.
    """
    for violation in told_as("malformed-value", document, scope):
        found, form = violation.found.strip(), violation.rules.type if violation.rules else ""
        fitting = _fitting(found, form)
        hint = _(_FORMS.get(form, _ANY_FORM))
        if fitting and fitting != found:
            hint = _(_FITTING[form], fitting=fitting)
        if form == "slug" and found.endswith(".md"):
            name = quote(found.rsplit("/", 1)[-1].removesuffix(".md"))
            hint = _("leave the folder and `.md` out: %(name)s", name=name)
        edits = reword(document, violation.span, found, fitting)
        field = name_of(tuple(step for step in violation.path if isinstance(step, str)))
        message = _(_NATURES.get(form, _OTHER), found=quote(found), field=field)
        yield Problem(violation.span, message, hint, edits)


def _fitting(found: str, form: str) -> str:
    """*found* in the form that its field asks for; "" where that would be a guess."""
    if form == "slug":
        name = found.rsplit("/", 1)[-1].removesuffix(".md")
        return name if SLUG.fullmatch(name) else ""
    if form == "tag":
        is_latin = unicodedata.normalize("NFKD", found).encode("ascii", "ignore").decode()
        return make_slug(found, "tag") if re.fullmatch(r"[\w\s-]*", found) and re.search(r"\w", is_latin) else ""
    return found.removeprefix("#") if form == "thread" and re.fullmatch(r"#[1-9][0-9]{0,8}", found) else ""
