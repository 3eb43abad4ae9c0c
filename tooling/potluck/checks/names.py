"""FM101 to FM106: which fields there are, and what they say a proposal is."""

from __future__ import annotations

from collections.abc import Iterator

from potluck.charter import FieldRules
from potluck.checks.rewording import reword
from potluck.checks.violations import name_of, node_at, told_as
from potluck.model import Document, Mapping, Problem, Scalar
from potluck.register import Scope, check
from potluck.schema import field_rules
from potluck.translation import _
from potluck.words import did_you_mean, going_on, meant, quote, spell


@check("FM101", needs="violations")
def missing_field(document: Document, scope: Scope) -> Iterator[Problem]:
    """Every field that is asked for is there.

    We ask for few. The title names the page, the authors get the thanks, the day says what is new: without them nobody
    finds a proposal or knows whose it is.

    Bad::

        ---
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
    missing = list(told_as("missing-field", document, scope))
    letters = {str(one.path[-1])[:1] for one in missing}
    slips = (one.path for one in told_as("unknown-field", document, scope) if missing)
    named = {  # what is there under a name with a slip is told as that
        (*path[:-1], _free_name(document, path, _known(path, scope)))
        for path in slips
        if str(path[-1])[:1].casefold() in letters
    }
    for violation in missing:
        if violation.path in named:
            continue
        *outer, name = violation.path
        yield Problem(
            violation.span,
            _("`%(name)s` is missing in `%(place)s`", name=name, place=name_of(tuple(outer)))
            if outer
            else _("`%(name)s` is missing", name=name),
            how_to_write(str(name), violation.rules, scope),
        )


@check("FM102", needs="violations", mend="writes the field's name as the charter does, where only one can be meant")
def unknown_field(document: Document, scope: Scope) -> Iterator[Problem]:
    """Every field is one that the charter gives this kind of proposal.

    A name that nobody knows is mostly a slip of the finger. What stands under it would be on no page, and you would
    wonder where it went.

    Bad::

        ---
        titel: Soup night on Tuesdays
        title: Soup night on Tuesdays
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
    for violation in told_as("unknown-field", document, scope):
        *outer, name = violation.path
        known = _known(violation.path, scope)
        found = quote(str(name))
        message = (
            _("%(found)s is not a field of `%(place)s`", found=found, place=name_of(tuple(outer)))
            if outer
            else _("%(found)s is not a field of a proposal of the kind `%(kind)s`", found=found, kind=scope.kind)
        )
        hint = did_you_mean(str(name), known, _("leave it out; the fields are %(words)s", words=spell(known, "and")))
        edits = reword(document, violation.span, str(name), _free_name(document, violation.path, known), is_bare=True)
        yield Problem(violation.span, message, hint, edits)


@check(
    "FM103", hides=True, needs="violations", mend="writes the stage as the charter does, where only one can be meant"
)
def unknown_stage(document: Document, scope: Scope) -> Iterator[Problem]:
    """The stage is one that the charter gives this kind of proposal.

    The site lists proposals by stage. A proposal with a stage of its own invention would be on no list, and nobody
    would find it to vote on it.

    Bad::

        ---
        title: Soup night on Tuesdays
        kind: story
        stage: almost done
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
    for violation in told_as("unknown-stage", document, scope):
        stages = list(scope.rules.stages) if scope.rules else []
        if violation.rule != "required":
            found = quote(violation.found) if violation.found.strip() else _("this")
            hint = did_you_mean(violation.found, stages, _stages(stages))
            edits = reword(document, violation.span, violation.found, meant(violation.found, stages))
            yield Problem(violation.span, _("%(found)s is not a stage a proposal can be in", found=found), hint, edits)
        else:
            message = _("no `%(name)s` says where this proposal stands", name=violation.path[0])
            first = (
                _("write `%(line)s`, where every new one starts", line=f"{violation.path[0]}: {stages[0]}")
                if stages
                else ""
            )
            yield Problem(violation.span, message, first)


@check("FM104", hides=True, needs="violations", mend="writes the kind as the charter does, where only one can be meant")
def unknown_kind(document: Document, scope: Scope) -> Iterator[Problem]:
    """The kind is one that the community takes.

    The kind decides everything else: which fields there are, which stages, who may vote. While it is unknown we cannot
    say more about the other fields either.

    Bad::

        ---
        title: Soup night on Tuesdays
        kind: tale
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
    if scope.kind:
        return
    charter = scope.charter
    words = {rules.written("kind") for rules in charter.kinds.values()}
    field = next((field for field in document.fields if field.name in words and isinstance(field.value, Scalar)), None)
    kinds = spell(charter.kinds)
    if field and isinstance(field.value, Scalar) and field.value.text.strip():
        word = field.value.text
        hint = did_you_mean(word, charter.kinds, _("write one of %(kinds)s", kinds=kinds))
        edits = reword(document, field.value.span, word, meant(word, charter.kinds))
        yield Problem(field.value.span, _("%(word)s is not a kind of proposal here", word=quote(word)), hint, edits)
    else:
        hint = _("add a line `%(word)s:` with one of %(kinds)s", word=sorted(words)[0], kinds=kinds)
        yield Problem(document.front, _("nothing says what kind of proposal this is"), hint)


@check("FM105", needs="violations")
def empty_field(document: Document, scope: Scope) -> Iterator[Problem]:
    """Every field that is asked for has something in it.

    An empty line is a good reminder while you write. Before others read it, it wants its value.

    Bad::

        ---
        title:
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
    for violation in told_as("empty-field", document, scope):
        hint = how_to_write(str(violation.path[-1]), violation.rules, scope)
        yield Problem(violation.span, _("`%(name)s` is empty", name=name_of(violation.path)), hint)


@check("FM106")
def misplaced_file(document: Document, scope: Scope) -> Iterator[Problem]:
    """A proposal lies in the folder of its kind.

    The folder is part of the page's address. A story among the ideas would have an address that promises something
    else.

    Bad::

        # proposals/ideas/soup-night.md
        ---
        title: Soup night on Tuesdays
        kind: story
        stage: told
        authors: [ana-sample]
        created: 2026-05-12
        ---

        One pot, one long table.

    Good::

        # proposals/stories/soup-night.md
        ---
        title: Soup night on Tuesdays
        kind: story
        stage: told
        authors: [ana-sample]
        created: 2026-05-12
        ---

        One pot, one long table.
    """
    if scope.rules is None or scope.rules.folder == (document.folder or "."):
        return
    charter = scope.charter
    top = "" if charter.proposals == "." else f"{charter.proposals}/"
    here, there = f"{top}{document.folder}".rstrip("/"), f"{top}{scope.rules.folder}".removesuffix("/.")
    field = document.field(scope.written("kind"))
    yield Problem(
        field.value.span if field else document.front,
        _("this is of the kind `%(kind)s`, and lies in `%(here)s/`", kind=scope.kind, here=here),
        _("move it to `%(there)s/`, or change the kind", there=there),
    )


def _stages(stages: list[str]) -> str:
    """What to write for a stage that is none: most who ask bring something new."""
    first, *others = stages or [""]
    if not others:
        return _("write `%(line)s`, where every new one starts", line=first)
    later = spell(others)
    return _("write `%(line)s`, where every new one starts; later it can be %(later)s", line=first, later=later)


def _known(path: tuple[str | int, ...], scope: Scope) -> list[str]:
    """The names that may stand where the last one of *path* does."""
    owner = field_rules(scope.fields, path[:-1]) if path[:-1] else None
    return list(owner.fields if owner else scope.fields)


def _free_name(document: Document, path: tuple[str | int, ...], known: list[str]) -> str:
    """The field that the last name of *path* can only be; "" where that one is written already."""
    name = meant(str(path[-1]), known)
    around = node_at(document, path[:-1])
    return name if isinstance(around, Mapping) and around.get(name) is None else ""


def how_to_write(name: str, rules: FieldRules | None, scope: Scope) -> str:
    """A line that would pass, and what it means."""
    sample = rules.sample if rules else ""
    if name == scope.written("kind"):
        sample = scope.kind
    elif rules and not sample:
        sample = rules.choices[0] if rules.choices else {"date": "2026-05-12", "handle": "ana"}.get(rules.type, "…")
    line = f"{name}: {sample}"
    if not rules or not rules.means:
        return _("write `%(line)s`", line=line)
    return _("write `%(line)s`, %(means)s", line=line, means=going_on(_(rules.means)).rstrip("."))
