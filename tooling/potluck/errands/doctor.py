"""Everything that an operator has to have right, asked of the files here and of the forge. Nothing is changed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from potluck import pipeline
from potluck.charter import Charter
from potluck.doors import State
from potluck.doors.disk import look
from potluck.errands.doctor_forge import forge_findings
from potluck.errands.findings import Finding, ok, to_do
from potluck.errands.start import STARTER, dotted
from potluck.history.repository import HistoryError, Repository
from potluck.load import open_plainly
from potluck.model import PotluckError, Severity
from potluck.press.settings import read_settings
from potluck.translation import languages, nearest_to
from potluck.words import count, spell

_MOST = 1_048_576  # bytes of a file that is looked at
WORKFLOWS = "github/workflows"  # in the starter
_HASHED = re.compile(r"^potluck @ \S+.*--hash=sha256:[0-9a-f]{64}", re.MULTILINE)
_FROM_GIT = re.compile(r"^potluck @ git\+\S+@[0-9a-f]{40}", re.MULTILINE)


def examine(root: Path, repository: str | None, environment: Mapping[str, str]) -> list[Finding]:
    """All findings: of the files at *root* first, then of the forge, at *repository* or where the files say."""
    try:
        charter = pipeline.charter_of(root)
    except pipeline.CharterFaultError:
        return [to_do("charter", "it contradicts itself or cannot be read", "potluck charter")]
    own = [*_local(root, charter)]
    return [*own, *forge_findings(root, charter, repository, environment, _secrets(root))]


def _local(root: Path, charter: Charter) -> Iterator[Finding]:
    yield ok("charter", f"{charter.community.name}, with {count(len(charter.kinds), 'kind')}")
    yield _language(charter)
    people = sorted(charter.people_of("facilitator"))
    if people:
        yield ok("facilitators", spell(people, "and"))
    else:
        yield to_do("facilitators", "nobody may decide anything yet", "write a login under `roles:` in potluck.yml")
    yield _proposals(root)
    yield _site(root)
    yield _git(root)
    yield _doors(root, charter)
    yield _workflows(root)
    yield _pin(root)


def _language(charter: Charter) -> Finding:
    language = charter.community.languages[0]
    ours = nearest_to(language)
    if not ours:
        do = f"write a catalogue for it, or put one of {spell(sorted(languages()))} first under `community.languages`"
        return to_do("language", f"Potluck's own words are not there in `{language}`, and stay English", do)
    return ok("language", f"Potluck's own words are there in `{ours}`")


def _proposals(root: Path) -> Finding:
    report = pipeline.check(root, None)
    errors = sum(one.severity is Severity.ERROR for one in report.diagnostics)
    said = f"{count(len(report), 'proposal')}, {count(errors, 'error') if errors else 'none with an error'}"
    return to_do("proposals", said, "potluck check") if errors else ok("proposals", said)


def _site(root: Path) -> Finding:
    try:
        address = read_settings(root).site_url
    except PotluckError as error:
        return to_do("site's address", str(error), "write it as `site_url:` in mkdocs.yml")
    if not address:
        return to_do("site's address", "feeds and comments lead nowhere", "write it as `site_url:` in mkdocs.yml")
    return ok("site's address", address)


def _git(root: Path) -> Finding:
    try:
        repository = Repository.open(root)
    except HistoryError as error:
        return to_do("git", error.sentence, "git init && git add . && git commit -m 'Set the table'")
    if repository.boundary:
        return to_do("git", "this clone is shallow, so dates and names are missing", "git fetch --unshallow")
    return ok("git", "the whole history is here")


def _doors(root: Path, charter: Charter) -> Finding:
    states = look(root, charter)
    behind = [path for path, state in states.items() if state in (State.ABSENT, State.STALE, State.EDITED)]
    if not states:
        return to_do("issue forms", "there are none, so people without git stay outside", "potluck forms")
    if behind:
        return to_do("issue forms", f"{spell(behind, 'and')} not as the charter wants", "potluck forms")
    return ok("issue forms", f"{count(len(states), 'file')} as the charter wants")


def _workflows(root: Path) -> Finding:
    """Whether the workflows are this Potluck's; how they install it is the community's own."""
    missing, differing = [], []
    names = sorted((STARTER / WORKFLOWS).glob("*.yml"))
    for path in names:
        text = _read(root, dotted(f"{WORKFLOWS}/{path.name}"))
        pattern = re.sub(r"\\\{\\\{[a-z\\-]+\\\}\\\}", "[^{}]+", re.escape(path.read_text("utf-8")))
        if text is None:
            missing.append(path.stem)
        elif not re.fullmatch(pattern, text):
            differing.append(path.stem)
    if missing or differing:
        said = [f"{spell(missing, 'and')} missing"] if missing else []
        said += [f"{spell(differing, 'and')} not as this Potluck writes them"] if differing else []
        do = "potluck init in an empty folder, and take over its .github/workflows"
        return to_do("workflows", "; ".join(said), do)
    return ok("workflows", f"all {len(names)} as this Potluck writes them")


def _pin(root: Path) -> Finding:
    lock, line = _read(root, "requirements.txt") or "", _read(root, "requirements-potluck.txt") or ""
    if _HASHED.search(lock.replace("\\\n", " ")):
        return ok("Potluck's version", "one file, by its hash")
    if _FROM_GIT.search(line):
        return ok("Potluck's version", "one commit")
    if 'name = "potluck"' in (_read(root, "pyproject.toml") or ""):
        return ok("Potluck's version", "this repository is Potluck's own")
    do = "potluck init in an empty folder, and take over its requirements.txt"
    return to_do("Potluck's version", "nothing pins it, so a workflow would run whatever is newest", do)


def _secrets(root: Path) -> frozenset[str]:
    """The secrets that the workflows here ask for by name; GitHub's own token is always there."""
    texts = [_read(root, f".github/workflows/{path.name}") or "" for path in (root / ".github/workflows").glob("*.yml")]
    return frozenset(re.findall(r"\bsecrets\.([A-Za-z_][A-Za-z0-9_]*)", "\n".join(texts))) - {"GITHUB_TOKEN"}


def _read(root: Path, path: str) -> str | None:
    try:
        return open_plainly(root, path, _MOST).decode("utf-8", "replace")
    except OSError:
        return None
