"""FM007 to FM012: whether the fields at the top can be found and read. Reading came upon these."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec.structs import replace

from potluck.model import Document, Problem
from potluck.register import Scope, check
from potluck.yamlmends import space_colon


@check(
    "FM007",
    hides=True,
    needs="faults",
    mend="deletes empty lines before the first one, writes three hyphens where a telephone wrote dashes, and puts the "
    "line in where it is missing above a title",
)
def no_front_matter(document: Document, _scope: Scope) -> Iterable[Problem]:
    """A file starts with a line of three hyphens, its title and other fields, and three hyphens again.

    These lines are the label on the jar: they say what it is, whose it is and where it stands. Without them the
    page has no title and no list to stand in.

    Bad::

        # proposals/stories/soup-night.md
        Soup night on Tuesdays

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
    return document.problems_of("no-front-matter")


@check(
    "FM008",
    hides=True,
    needs="faults",
    mend="writes three hyphens where a telephone wrote dashes, and puts the line in where an empty line or a heading "
    "comes after the fields",
)
def unclosed_front_matter(document: Document, _scope: Scope) -> Iterable[Problem]:
    """The fields at the top of a file end with a line of three hyphens.

    That line tells us where the label ends and the story begins. Without it, the whole text would be read as fields.
    Where an empty line or a heading follows the fields, we can guess, and say so: what else is wrong with them is told
    at once. It stays an error, since other programs do not guess.

    Bad::

        ---
        title: Soup night on Tuesdays
        kind: story
        stage: told
        authors: [ana-sample]
        created: 2026-05-12

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
    return document.problems_of("unclosed-front-matter")


@check("FM009", hides=True, needs="faults")
def front_matter_too_large(document: Document, _scope: Scope) -> Iterable[Problem]:
    """The fields at the top of a file are short: together no longer than the community's limit.

    They are a label. Long texts have all the room they need below the second line of three hyphens.

    Bad::

        ---
        title: Soup night on Tuesdays
        kind: story
        stage: told
        authors: [ana-sample]
        created: 2026-05-12
        summary: ⟨900 times soup ⟩
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

        ⟨900 times soup ⟩of the day.
    """
    return document.problems_of("front-matter-too-large")


@check("FM010", hides=True, needs="faults")
def control_character(document: Document, _scope: Scope) -> Iterable[Problem]:
    """The fields at the top of a file hold nothing but what can be seen, and ordinary blanks.

    Some characters show nothing and still do something: to one program they end a line, to another they do not. A field
    could then say one thing to us and another to the next reader.

    Bad::

        ---
        title: Soup night⟨U+2028⟩on Tuesdays
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
    return document.problems_of("control-character")


@check(
    "FM011",
    hides=True,
    needs="faults",
    mend="puts quotes around a value that YAML stumbles over, and a blank after a field's colon",
)
def not_yaml(document: Document, scope: Scope) -> Iterable[Problem]:
    """Every line at the top of a file is a name, a colon, a blank and a value.

    This way of writing is called YAML. It is easy to read and has a few traps: a colon, a quotation mark or a bracket
    inside a value can look like the start of something else. Quotes around the value always help.

    Bad::

        ---
        title: Soup night: one pot for all
        kind: story
        stage: told
        authors: [ana-sample]
        created: 2026-05-12
        ---

        One pot, one long table.

    Good::

        ---
        title: "Soup night: one pot for all"
        kind: story
        stage: told
        authors: [ana-sample]
        created: 2026-05-12
        ---

        One pot, one long table.
    """
    return _with_spaced_colons("not-yaml", document, scope)


@check("FM012", hides=True, needs="faults", mend="puts a blank after a field's colon, where one is missing")
def not_a_mapping(document: Document, scope: Scope) -> Iterable[Problem]:
    """The top of a file is made of names with values, one a line.

    Each value needs a name, so that we know whether `soup` is the title, a tag or somebody's handle.

    Bad::

        ---
        - Soup night on Tuesdays
        - ana-sample
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
    return _with_spaced_colons("not-a-mapping", document, scope)


def _with_spaced_colons(slug: str, document: Document, scope: Scope) -> Iterator[Problem]:
    """The faults under *slug*; `title:Soup` is mended where `title` is a field, since `http:` is none."""
    for problem in document.problems_of(slug):
        line = problem.span.line
        if not problem.edits and document.lines[line - 1].partition(":")[0] in scope.fields:
            first, end = document.front_lines
            front = "\n".join(document.lines[first - 1 : end - 1])
            problem = replace(problem, edits=space_colon(front, line - first, first))
        yield problem
