"""FM013 to FM020: what YAML offers beyond names and values, and we leave out. Reading came upon these."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from potluck.checks.violations import node_at
from potluck.model import Document, Problem, Scalar
from potluck.register import Scope, check


@check("FM013", hides=True, needs="faults", mend="writes two blanks for each tab, if the fields can be read then")
def tab_indent(document: Document, _scope: Scope) -> Iterable[Problem]:
    """Lines at the top of a file are moved to the right with blanks, not with the tab key.

    A tab is as wide as each editor pleases. Here the width says what belongs to what, so it has to be the same for all.

    Bad::

        ---
        title: Soup night on Tuesdays
        kind: story
        stage: told
        authors:
        ⟨U+0009⟩- ana-sample
        created: 2026-05-12
        ---

        One pot, one long table.

    Good::

        ---
        title: Soup night on Tuesdays
        kind: story
        stage: told
        authors:
          - ana-sample
        created: 2026-05-12
        ---

        One pot, one long table.
    """
    return document.problems_of("tab-indent")


@check("FM014", hides=True, needs="faults")
def several_documents(document: Document, _scope: Scope) -> Iterable[Problem]:
    """There is one block of fields at the top of a file.

    A line of three dots ends the block in YAML, and a second block starts after it. We would not know which of the two
    is meant.

    Bad::

        ---
        title: Soup night on Tuesdays
        kind: story
        ...
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
    return document.problems_of("several-documents")


@check("FM015", hides=True, needs="faults")
def yaml_alias(document: Document, _scope: Scope) -> Iterable[Problem]:
    """Every value is written out where it belongs.

    YAML can give a value a nickname with `&` and use it again with `*`. People who read the file have to search for
    what is meant, and a few lines of nicknames can keep a computer busy for hours. A text that starts with one of
    these signs only needs quotes.

    Bad::

        ---
        title: *starred soup of the week
        kind: story
        stage: told
        authors: [ana-sample]
        created: 2026-05-12
        ---

        One pot, one long table.

    Good::

        ---
        title: "*starred* soup of the week"
        kind: story
        stage: told
        authors: [ana-sample]
        created: 2026-05-12
        ---

        One pot, one long table.
    """
    return document.problems_of("yaml-alias")


@check("FM016", hides=True, needs="faults")
def yaml_tag(document: Document, _scope: Scope) -> Iterable[Problem]:
    """Values are texts, lists and dates, and nothing that a program would have to be asked to make.

    A word that starts with `!` asks YAML for a special kind of value. Some programs obey and run what it says; ours do
    not. A text that starts with the sign only needs quotes.

    Bad::

        ---
        title: !important Soup night on Tuesdays
        kind: story
        stage: told
        authors: [ana-sample]
        created: 2026-05-12
        ---

        One pot, one long table.

    Good::

        ---
        title: "!important: Soup night on Tuesdays"
        kind: story
        stage: told
        authors: [ana-sample]
        created: 2026-05-12
        ---

        One pot, one long table.
    """
    return document.problems_of("yaml-tag")


@check("FM017", hides=True, needs="faults")
def merge_key(document: Document, _scope: Scope) -> Iterable[Problem]:
    """Every field is written out.

    The name `<<` copies fields from another place. Whoever reads the file does not see what it says, and a few such
    lines can keep a computer busy for hours.

    Bad::

        ---
        <<: {stage: told}
        title: Soup night on Tuesdays
        kind: story
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
    return document.problems_of("merge-key")


@check("FM018", hides=True, needs="faults")
def too_deep(document: Document, _scope: Scope) -> Iterable[Problem]:
    """Values are texts, or lists with a few named parts, and not boxes within boxes within boxes.

    No field needs more. Brackets that open again and again are mostly a slip, and sometimes a trick to make a program
    fall over.

    Bad::

        ---
        title: Soup night on Tuesdays
        kind: story
        stage: told
        authors: [[[[ana-sample]]]]
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
    return document.problems_of("too-deep")


@check("FM019", needs="faults")
def repeated_field(document: Document, scope: Scope) -> Iterator[Problem]:
    """Each field is written once.

    Where a field stands twice we keep the first. The second may be the one that you meant, so please look.

    Bad::

        ---
        title: Soup night on Tuesdays
        kind: story
        stage: told
        authors: [ana-sample]
        created: 2026-05-12
        title: Soup night on Wednesdays
        ---

        One pot, one long table.

    Good::

        ---
        title: Soup night on Wednesdays
        kind: story
        stage: told
        authors: [ana-sample]
        created: 2026-05-12
        ---

        One pot, one long table.
    """
    return (problem for problem, is_doubtful in _repeated(document, scope) if not is_doubtful)


@check("FM020", hides=True, needs="faults")
def two_meanings(document: Document, scope: Scope) -> Iterator[Problem]:
    """A file says once what kind of proposal it is, and once at which stage it stands.

    With two stages the proposal would stand on two lists, accepted on the one and refused on the other. We print it as
    soon as it says one thing.

    Bad::

        ---
        title: Soup night on Tuesdays
        kind: story
        stage: told
        stage: featured
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
    return (problem for problem, is_doubtful in _repeated(document, scope) if is_doubtful)


def _repeated(document: Document, scope: Scope) -> Iterator[tuple[Problem, bool]]:
    """Each field that was there before, and whether it gives the kind or the stage another word."""
    at = {field.key: field for field in document.fields}
    names = {scope.written(word) for word in ("kind", "stage")}
    for problem in document.problems_of("repeated-field"):
        again = at.get(problem.span)
        name = again.name.casefold() if again else ""
        first = node_at(document, (name,)) if name in names else None
        words = [one.text for one in (first, again.value if again else None) if isinstance(one, Scalar)]
        yield problem, name in names and not (len(words) == 2 and words[0] == words[1])
