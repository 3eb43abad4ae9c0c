"""The comment on a pull request, made where a token is at hand (SEC-062).

Two files come in: GitHub's own event, and the result of a check that ran where a stranger's files were read. Of the
second nothing is believed but its form; what it says of files that the pull request does not change is left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from potluck.charter.read import NAME as CHARTER
from potluck.diagnostics.json import LARGEST, Result, parse
from potluck.diagnostics.markdown import comment
from potluck.errands.about import about_of
from potluck.forge import GitHub, Pull, read_event
from potluck.forge.event import LARGEST as LARGEST_EVENT
from potluck.forge.github import MARK
from potluck.load import open_plainly
from potluck.model import PotluckError, Severity
from potluck.pipeline import charter_of, language_of
from potluck.register import checks
from potluck.translation import speaking
from potluck.words import quote

_SENTENCES = {
    "written": "Pull request {0}: the comment is written.",
    "changed": "Pull request {0}: the comment is brought up to date.",
    "unchanged": "Pull request {0}: the comment says so already.",
    "nothing": "Pull request {0} brings no proposal and no other rules, so there is nothing to say.",
}


def comment_on(event: Path, result: Path, root: Path, environment: Mapping[str, str]) -> str:
    """Write or update the one comment on the pull request that *event* tells of; a sentence says what was done.

    *root* is the community as its base branch has it: names, addresses and words of ours come from there.

    A PotluckError where a file is refused, the token is missing, or GitHub does not answer.
    """
    found = _known(parse(_read(result, LARGEST)))
    run = read_event(_read(event, LARGEST_EVENT))
    token = environment.get("GITHUB_TOKEN", "")
    if not token:
        raise PotluckError("GITHUB_TOKEN is not set; a comment needs a token that may write to pull requests")
    if run is None:
        return "The branch of this pull request is gone; there is nobody to answer."
    api = environment.get("GITHUB_API_URL") or "https://api.github.com"
    hub = GitHub(token, api, run.repository, needs="the job needs `pull-requests: write`")
    pull = hub.pull_of(run)
    if pull is None:
        return "No open pull request has this commit at its end any more; a newer check will speak."
    with speaking(language_of(root)):
        text, is_about_something = _text(found, pull, hub.files_of(pull), root)
    return _SENTENCES[hub.say(pull.number, MARK, text, is_first_wanted=is_about_something)].format(pull.number)


def _text(found: Result, pull: Pull, files: frozenset[str], root: Path) -> tuple[str, bool]:
    """The comment, and whether the pull request brings anything to speak about.

    A contributor whose proposal is well is told so too, once: silence is no answer to somebody's first pull request.
    """
    own = [one for one in found.diagnostics if one.path in files]
    documents = [one for one in found.documents if one.path in files]
    elsewhere = sum(one.severity is Severity.ERROR for one in found.diagnostics) - sum(
        one.severity is Severity.ERROR for one in own
    )
    rules_change = found.rules_change if CHARTER in files else None
    text = comment(
        own,
        lambda path, number: found.lines.get((path, number), ""),
        about_of(root, charter_of(root), documents, rules_change),
        to=pull.author,
        edit_address=pull.edit_address,
        elsewhere=elsewhere,
    )
    return text, bool(own or documents or rules_change)


def _known(result: Result) -> Result:
    """*result*, if every problem in it is one that our checks can find."""
    known = {one.code: one.slug for one in checks()}
    if any(known.get(one.code) != one.slug for one in result.diagnostics):
        raise PotluckError("the result names a check that there is not; was it written by another version of Potluck?")
    return result


def _read(path: Path, most: int) -> bytes:
    """The bytes of a plain file, one more than *most* at most; no link is followed to it."""
    try:
        return open_plainly(path.parent, path.name, most)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "it is not a plain file"
        raise PotluckError(f"{quote(str(path))} cannot be read: {reason}") from None
