"""`potluck digest`: what happened, what is due, and what waits, for whoever was away."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

from potluck import pipeline
from potluck.cli.common import NowOption, RootOption, console, find_root, read_time
from potluck.translation import speaking
from potluck.views.digest import digest_of, digest_page

SinceOption = Annotated[
    str,
    typer.Option("--since", metavar="DAY|SPAN|REV", help="A day (2026-05-12), a span (7d, 2w), a commit or a tag."),
]
TagOption = Annotated[str, typer.Option("--tag", metavar="TAG", help="Only of what has this tag.", show_default=False)]
PersonOption = Annotated[
    str,
    typer.Option(
        "--person",
        metavar="LOGIN",
        help="Only of what this person brought, changed, helped with, decided or voted on, and what waits for them.",
        show_default=False,
    ),
]
FormatOption = Annotated[
    Literal["text", "markdown", "html", "eml", "atom", "json"],
    typer.Option("--format", help="Text to read, Markdown for an issue, HTML or a whole message for mail, Atom, JSON."),
]


def command(
    since: SinceOption = "7d",
    tag: TagOption = "",
    person: PersonOption = "",
    form: FormatOption = "text",
    root: RootOption = None,
    now: NowOption = None,
) -> None:
    """Tell what came, moved and was decided, what is soon due, and what waits for whom.

    Example: potluck digest --since 2w --format markdown
    """
    from potluck.errands import digest as errand
    from potluck.errands import letter

    folder = find_root(root)
    with speaking(pipeline.language_of(folder)):
        community = pipeline.desk(folder, read_time(now))
        about = errand.about_of(community, tag, person.removeprefix("@"))
        found = digest_of(community, about, errand.since_of(folder, since, community.clock))
        page = digest_page(community, found)
        if form == "json":
            typer.echo(errand.as_json(community, found))
        elif form == "atom":
            typer.echo(errand.as_atom(community, found, page.title), nl=False)
        elif form == "eml":
            typer.echo(letter.as_message(page), nl=False)
        elif form == "html":
            typer.echo(letter.as_html(page), nl=False)
        elif form == "markdown":
            typer.echo(errand.as_markdown(page), nl=False)
        else:
            console.print(errand.as_text(page), markup=False, end="")
