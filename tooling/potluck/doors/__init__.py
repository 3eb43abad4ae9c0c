"""The doors by which people come in, each written from the charter: a field is described once, and asked for anywhere.

Here are the files that `potluck forms` writes: an issue form a kind, the text that a pull request starts with, who
looks after what, and what editors need. The checks, `potluck new` and the reference page read the same description.
"""

from __future__ import annotations

from collections.abc import Mapping

from potluck.charter import Charter
from potluck.doors.editors import editor_files
from potluck.doors.github import code_owners, pull_request_template
from potluck.doors.issue_forms import issue_forms
from potluck.doors.marks import State, marked, state_of
from potluck.translation import speaking

__all__ = ["PLACES", "State", "doors_of", "marked", "state_of"]

PLACES = (".github/ISSUE_TEMPLATE/", ".vscode/schemas/")  # folders in which a file may be left over when a kind goes


def doors_of(charter: Charter) -> Mapping[str, str]:
    """Every file that the charter asks for, whole and with its mark, by its path from the community's folder.

    They speak its language: whoever fills them in is no maintainer.
    """
    with speaking(charter.community.languages[0]):
        files = {
            **issue_forms(charter),
            ".github/pull_request_template.md": pull_request_template(charter),
            ".github/CODEOWNERS": code_owners(charter),
            **editor_files(charter),
        }
    return {path: marked(path, text) for path, text in sorted(files.items())}
