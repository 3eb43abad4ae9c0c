"""A filled issue form becomes a file, and the file a pull request that follows every edit of the issue.

What a stranger wrote is data from end to end: it is read as a form, written as a proposal, and looked at by the check
that everybody's proposals meet. Nothing of it names a branch, is run, or reaches the forge but as text.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from itertools import count as counting
from pathlib import Path
from urllib.parse import quote as quote_part
from urllib.parse import urlsplit

import msgspec

from potluck.charter import Charter
from potluck.charter.model import LOGIN
from potluck.diagnostics import Sources
from potluck.doors.answers import kind_of, read_answers
from potluck.doors.files import file_of
from potluck.doors.issue_forms import asked_of
from potluck.errands import reply
from potluck.errands.about import about_of, understood
from potluck.errands.pictures import settle
from potluck.errands.rehearse import stage
from potluck.errands.reply import MARK, Situation
from potluck.fields import fields_of
from potluck.forge.bringing import Bringing, OwnPull
from potluck.forge.carrier import RefusalError
from potluck.forge.issues import LARGEST as LARGEST_EVENT
from potluck.forge.issues import Issue, IssueEvent, read_issue_event
from potluck.forge.uploads import UPLOAD, UploadError, fetch_upload
from potluck.history.difference import blob_id
from potluck.load import open_plainly, read_document
from potluck.load.pictures import LARGEST as LARGEST_PICTURE
from potluck.load.walk import RESERVED
from potluck.model import Diagnostic, PotluckError
from potluck.pipeline import charter_of
from potluck.slugs import make_slug
from potluck.words import quote

CONTEXT = "check"  # the name under which branch protection asks for a check


class Dish(msgspec.Struct, frozen=True):
    """What somebody brings: its files, and what the check says of them."""

    path: str  # of the text
    files: Mapping[str, bytes]
    situation: Situation


class Tried(msgspec.Struct, frozen=True):
    """What would be brought, without asking the forge."""

    text: str
    diagnostics: tuple[Diagnostic, ...]
    sources: Sources
    path: str


def read_notice(path: Path) -> IssueEvent:
    """The event at *path*; a PotluckError where there is none."""
    try:
        return read_issue_event(open_plainly(path.parent, path.name, LARGEST_EVENT))
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "it is not a plain file"
        raise PotluckError(f"{quote(str(path))} cannot be read: {reason}") from None


def try_intake(notice: IssueEvent, root: Path, now: datetime | None) -> Tried | str:
    """What `intake` would make of the issue as the event has it; a sentence where it would make nothing of it."""
    charter = charter_of(root)
    issue = notice.issue
    kind = _kind(issue, charter)
    if not kind:
        return _no_form(issue)
    if why := _nobody(issue):
        return why
    with stage(root) as there:
        names = there.names()
        slug, _ = _slug(issue.title, kind, names)
        path = _path(kind, slug, charter)
        text = _text(issue, kind, notice.repository.full_name, charter)
        report, sources = there.check({path: text.encode()}, _login(issue), now)
        lines = {path: sources(path)}
        return Tried(text, report.diagnostics, lambda wanted: lines.get(wanted), path)


def take_in(notice: IssueEvent, root: Path, environment: Mapping[str, str], now: datetime | None) -> str:
    """Bring the issue that *notice* tells of to where it should stand, and say so in it; what was done, in a sentence.

    *root* is the community as its published branch has it. A PotluckError where the token is missing, or GitHub does
    not answer or allow.
    """
    charter = charter_of(root)
    token = environment.get("GITHUB_TOKEN", "")
    if not token:
        raise PotluckError("GITHUB_TOKEN is not set; look at what would be made of an issue with --dry-run")
    api = environment.get("GITHUB_API_URL") or "https://api.github.com"
    home = notice.repository
    hub = Bringing(token, api, home.full_name, home.default_branch)
    issue = hub.issue(notice.issue.number)
    kind = _kind(issue, charter)
    if not kind:
        return _no_form(issue)
    if why := _nobody(issue):
        return why
    branch = f"intake/{issue.number}"
    pull = hub.pull_of(branch)
    if pull and pull.state != "open":
        ended = reply.taken_in if pull.merged_at else reply.put_aside
        hub.say(issue.number, MARK, ended(_login(issue), pull.number))
        return f"Issue {issue.number}: pull request {pull.number} has ended; the issue says so."
    if not pull and issue.state != "open":
        return f"Issue {issue.number} is closed, and nothing is made of it any more."
    dish = _dish(issue, kind, home.full_name, root, charter, now)
    by_hand = f"{charter.forge.url}/{home.full_name}/compare/{quote_part(home.default_branch)}...{branch}?expand=1"
    return _bring(hub, issue, branch, pull, dish, _message(issue, dish.path, charter), by_hand)


def _bring(
    hub: Bringing, issue: Issue, branch: str, pull: OwnPull | None, dish: Dish, message: str, by_hand: str
) -> str:
    """Let branch, status, pull request and comment say what *dish* is; *by_hand* is where a person can open it."""
    one = dish.situation
    if not pull and not one.is_clear:  # of what cannot be taken in yet, no facilitator has to know
        hub.say(issue.number, MARK, reply.waiting(one))
        return f"Issue {issue.number}: there are things to change first; the issue says which."
    ids = {path: blob_id(content, 40) for path, content in dish.files.items()}
    brought = hub.bring(branch, dish.files, ids, message)
    if not brought.is_ours:
        hub.say(issue.number, MARK, reply.worked_on(one, pull.number if pull else 0))
        return f"Issue {issue.number}: somebody else works on {branch}, which is left alone; the issue says so."
    hub.state(brought.commit, "success" if one.is_clear else "failure", CONTEXT, reply.status_of(one))
    title, text = reply.title_of(issue.title, dish.path), reply.text_of(one, issue.number, dish.path, issue.title)
    try:
        offer = hub.offer(branch, pull, title, text)
    except RefusalError:
        hub.say(issue.number, MARK, reply.held_up(one, by_hand))
        raise
    hub.say(issue.number, MARK, reply.offered(one, offer.number))
    done = "follows" if pull else "is opened"
    state = "content" if one.is_clear else "not content"
    return f"Issue {issue.number}: pull request {offer.number} {done}, and the check is {state}."


def _dish(issue: Issue, kind: str, repository: str, root: Path, charter: Charter, now: datetime | None) -> Dish:
    """The files that the issue becomes, with its pictures, and what the check says of them."""
    login = _login(issue)
    text = _text(issue, kind, repository, charter)
    fences = read_document(text.encode(), "", "", "", charter.limits).outline.fences
    settled = settle(text, fences, lambda address: UPLOAD.fullmatch(address) is not None, _fetch)
    with stage(root) as there:
        slug, namesake = _slug(issue.title, kind, there.names())
        path = _path(kind, slug, charter)
        if settled.pictures:
            path = f"{path.removesuffix('.md')}/index.md"
        folder = path.rpartition("/")[0]
        files = {path: settled.text.encode()}
        files |= {f"{folder}/{name}": content for name, content in settled.pictures.items()}
        report, sources = there.check(files, login, now)
        lines = {one.path: sources(one.path) for one in report.diagnostics}
    situation = Situation(
        about=about_of(root, charter, [understood(one, charter) for one in report.readings]),
        diagnostics=report.diagnostics,
        sources=lines.get,
        login=login,
        box=next(asked_of(charter.kinds[kind], charter)).label,
        days=charter.promises.answer_days,
        left=settled.left,
        namesake=namesake,
    )
    return Dish(path, files, situation)


def _fetch(address: str) -> bytes | str:
    try:
        return fetch_upload(address, LARGEST_PICTURE)
    except UploadError as error:
        return str(error)


def _kind(issue: Issue, charter: Charter) -> str:
    return "" if issue.pull_request else kind_of(issue.label_names, issue.body or "", charter)


def _no_form(issue: Issue) -> str:
    return f"Issue {issue.number} is none of this community's forms, so there is nothing to make of it."


def _nobody(issue: Issue) -> str:
    """Why nobody can be credited; "" where somebody can."""
    if issue.user is None:
        return f"Issue {issue.number} has lost its author, so there is nobody to credit."
    if issue.user.type != "User" or not re.fullmatch(LOGIN, issue.user.login):
        return f"Issue {issue.number} was not opened by a person, so there is nobody to credit."
    return ""


def _login(issue: Issue) -> str:
    return issue.user.login if issue.user else ""


def _slug(title: str, kind: str, names: Mapping[str, str]) -> tuple[str, str]:
    """A name that is free, and the file that has the first choice already ("": nobody has)."""
    first = make_slug(title, kind)
    slugs = (first if number == 1 else f"{first}-{number}" for number in counting(1))
    return next(slug for slug in slugs if slug not in names and slug not in RESERVED), names.get(first, "")


def _path(kind: str, slug: str, charter: Charter) -> str:
    parts = (charter.proposals, charter.kinds[kind].folder, f"{slug}.md")
    return "/".join(part for part in parts if part != ".")


def _text(issue: Issue, kind: str, repository: str, charter: Charter) -> str:
    rules = charter.kinds[kind]
    forge = charter.forge
    is_ours = forge.type == "github" and forge.repository.lower() == repository.lower()
    thread = str(issue.number) if is_ours else f"{forge.url}/{repository}/issues/{issue.number}"
    if rules.written("thread") not in fields_of(rules):
        thread = ""
    answers = read_answers(issue.body or "", kind, charter)
    return file_of(kind, issue.title, _login(issue), issue.created_at.date(), thread, answers, charter)


def _message(issue: Issue, path: str, charter: Charter) -> str:
    """The commit's message: what it brings, and who is to be thanked. Nothing in it is the stranger's own word."""
    author = issue.user
    host = urlsplit(charter.forge.url).hostname
    credit = f"{author.login} <{author.id}+{author.login}@users.noreply.{host}>" if author else ""
    return f"Bring {path}, from issue {issue.number}\n\nCo-authored-by: {credit}\n"
