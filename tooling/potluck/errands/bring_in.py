"""Pieces from elsewhere → proposals here, each saying where it comes from; and what could not come along."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from itertools import count as counting
from pathlib import Path

import msgspec

from potluck.charter import Charter, KindRules
from potluck.doors.answers import Answer, Answers
from potluck.doors.files import file_of
from potluck.fields import fields_of
from potluck.importing import FORMATS, SUFFIXES, Export, Format, Piece
from potluck.load import open_plainly, read_document
from potluck.load.walk import RESERVED
from potluck.meaning import reading_of
from potluck.mechanisms.votes import CARRIED
from potluck.model import PotluckError, Severity
from potluck.schema import HANDLE, make_readers
from potluck.slugs import make_slug
from potluck.words import count, quote, spell, without_addresses
from potluck.writing import create_file, locked, told

_LARGEST = 1 << 26  # bytes of one file that is read
_ADDRESS = re.compile(r"https://[^\s<>\"'`\\()]{1,500}")
_UNTOLD = "*Nothing was asked or told about this where it comes from.*"


class Wishes(msgspec.Struct, frozen=True):
    """How whoever brings it over wants it: as what, in whose name where nobody's is certain, and with which words."""

    kind: str
    login: str
    today: date
    stages: Mapping[str, str] = msgspec.field(default_factory=dict)  # theirs, in small letters → ours
    people: Mapping[str, str] = msgspec.field(default_factory=dict)  # names there, in small letters → logins here


class Brought(msgspec.Struct, frozen=True):
    """The files that there would be, by their paths, and in sentences what they lack or leave behind."""

    files: Mapping[str, str]
    faulty: Mapping[str, int]  # by path: errors that `potluck check` will tell
    there: tuple[str, ...]  # files that are here already, to the letter
    left: tuple[str, ...]
    has_votes: bool


def read_export(form: Format, paths: Iterable[Path]) -> Export:
    """What the files at *paths*, or those in a folder, hold; a PotluckError where they cannot be read."""
    files: dict[str, bytes] = {}
    for path in paths:
        for one in _files_at(path, SUFFIXES[form]):
            try:
                raw = open_plainly(one.parent, one.name, _LARGEST)
            except (OSError, ValueError) as error:
                reason = getattr(error, "strerror", None) or "it is not a plain file"
                raise PotluckError(f"{quote(str(one))} cannot be read: {reason}") from None
            if len(raw) > _LARGEST:
                raise PotluckError(f"{quote(str(one))} is larger than {_LARGEST >> 20} MB; split it")
            files[str(one.relative_to(path) if path.is_dir() else one.name)] = raw
    if not files:
        raise PotluckError(f"there is no file whose name ends in {spell(SUFFIXES[form])}")
    return FORMATS[form](files)


def _files_at(path: Path, suffixes: tuple[str, ...]) -> Iterator[Path]:
    if not path.is_dir():
        yield path
        return
    for one in sorted(path.rglob("*")):
        hidden = any(part.startswith(".") for part in one.relative_to(path).parts)
        if one.name.lower().endswith(suffixes) and not hidden and not one.is_symlink():
            yield one


def bring_in(export: Export, wishes: Wishes, charter: Charter, names: Mapping[str, str], root: Path) -> Brought:
    """The proposals that *export* becomes; *names* are those in use, old ones too, with the file that bears each."""
    rules = charter.kinds[wishes.kind]
    readers = make_readers(charter)
    taken = dict(names)
    files, faulty, there, left = {}, {}, [], list(export.left)
    for piece in export.pieces:
        text = _text(piece, export.source, wishes, charter, left)
        first = make_slug(piece.title, wishes.kind)
        if _is_there(root, taken.get(first, ""), text):
            there.append(taken[first])
            continue
        slugs = (first if number == 1 else f"{first}-{number}" for number in counting(1))
        slug = next(one for one in slugs if one not in taken and one not in RESERVED)
        parts = (charter.proposals, rules.folder, f"{slug}.md")
        path = "/".join(part for part in parts if part != ".")
        if slug != first:
            left.append(f"{quote(piece.title)}: its name is taken, so it is called `{slug}`")
        taken[slug], files[path] = path, text
        document = read_document(text.encode(), path, slug, "" if rules.folder == "." else rules.folder, charter.limits)
        found = reading_of(document, charter, readers).diagnostics
        if errors := sum(one.severity is Severity.ERROR for one in found):
            faulty[path] = errors
    has_votes = any(piece.votes for piece in export.pieces)
    return Brought(files, faulty, tuple(there), tuple(dict.fromkeys(left)), has_votes)


def write(brought: Brought, root: Path) -> None:
    """Put the files in their places, where nothing is yet."""
    with locked(root, "new"):
        for path, text in brought.files.items():
            with told(path):
                create_file(root, path, text.encode())


def _is_there(root: Path, path: str, text: str) -> bool:
    try:
        return bool(path) and open_plainly(root, path, _LARGEST) == text.encode()
    except OSError:
        return False


def _text(piece: Piece, source: str, wishes: Wishes, charter: Charter, left: list[str]) -> str:
    rules = charter.kinds[wishes.kind]
    login = piece.login if HANDLE.fullmatch(piece.login) else wishes.people.get(piece.name.lower(), "")
    title = piece.title
    longest = fields_of(rules)[rules.written("title")].most if rules.written("title") in fields_of(rules) else None
    if longest and len(title) > longest:
        title = f"{title[: longest - 1].rstrip()}…"
        left.append(f"{quote(piece.title)}: the end of its title stands in the text")
    if piece.created is None:
        left.append(f"{quote(piece.title)}: its day is not known, so it has today's")
    fields: dict[str, Answer] = {}
    if tags := _tags(piece, rules, charter, left):
        fields[rules.written("tags")] = tags
    thread = _thread(piece, source, rules, charter)
    if carried := _carried(piece, source, thread, rules):
        fields[rules.written(CARRIED)] = carried
    body = _body(piece, source, title, is_credited=bool(login), says_votes=not carried)
    answers = _answers(body, rules, fields)
    text = file_of(wishes.kind, title, login or wishes.login, piece.created or wishes.today, thread, answers, charter)
    stage = _stage(piece, wishes, rules, left)
    if stage != rules.entry:
        word = rules.written("stage")
        text = text.replace(f"\n{word}: {rules.entry}\n", f"\n{word}: {stage}\n", 1)
    return text


def _stage(piece: Piece, wishes: Wishes, rules: KindRules, left: list[str]) -> str:
    """Where it stands here: only as far as nobody has to have decided anything."""
    word = piece.status.lower()
    known = {stage.lower(): stage for stage in rules.stages}
    stage = wishes.stages.get(word) or known.get(word, "")
    if not word or stage == rules.entry:
        return rules.entry
    if not stage:
        left.append(f"the status {quote(piece.status)}: give it a stage, as in `--stage '{word}={rules.entry}'`")
        return rules.entry
    if rules.stages[stage].closes:
        left.append(f"{quote(piece.title)}: {quote(piece.status)}; a facilitator moves it to `{stage}` and says why")
        return rules.entry
    return stage


def _tags(piece: Piece, rules: KindRules, charter: Charter, left: list[str]) -> list[str]:
    field_ = fields_of(rules).get(rules.written("tags"))
    if field_ is None:
        return []
    allowed = field_.choices or tuple(charter.tags)
    slugs = list(dict.fromkeys(make_slug(tag, "tag") for tag in piece.tags))
    if strange := [tag for tag in slugs if allowed and tag not in allowed]:
        left.append(f"tags that are not in use here: {spell(strange, 'and')}")
    kept = [tag for tag in slugs if not allowed or tag in allowed]
    return kept[: field_.most] if field_.most else kept


def _thread(piece: Piece, source: str, rules: KindRules, charter: Charter) -> str:
    """The issue or discussion, where it is one of this community's own."""
    home = f"{charter.forge.url}/{charter.forge.repository}/"
    is_ours = source == "GitHub" and charter.forge.type == "github" and piece.address.startswith(home)
    return piece.number if is_ours and rules.written("thread") in fields_of(rules) else ""


def _answers(body: str, rules: KindRules, fields: dict[str, Answer]) -> Answers:
    """The text under the sections that the kind asks for; a text that has them all stays as it is."""
    sections = rules.sections.required
    there = {line[3:].strip().casefold() for line in body.split("\n") if line.startswith("## ")}
    if not sections or all(name.casefold() in there for name in sections):
        return Answers(fields, {}, body, "")
    return Answers(fields, {name: body if name == sections[0] else _UNTOLD for name in sections}, "", "")


def _carried(piece: Piece, source: str, thread: str, rules: KindRules) -> dict[str, str]:
    """Its votes as a source of their own; none where the thread is ours, and `fetch` reads there who reacted."""
    if not piece.votes or thread or rules.written(CARRIED) not in fields_of(rules):
        return {}
    return {"from": source, "votes": str(piece.votes)}


def _body(piece: Piece, source: str, title: str, *, is_credited: bool, says_votes: bool) -> str:
    parts = [piece.title] if title != piece.title else []
    parts.append(piece.text or "*Nothing more was written.*")
    if piece.answer:
        quoted = "\n".join(f"> {line}".rstrip() for line in piece.answer.split("\n"))
        parts.append(f"It was answered there:\n\n{quoted}")
    parts.append(_origin(piece, source, is_credited=is_credited, says_votes=says_votes))
    return "\n\n".join(parts)


def _origin(piece: Piece, source: str, *, is_credited: bool, says_votes: bool) -> str:
    """Where it comes from, in a sentence; votes that have no place of their own are said not to be counted."""
    number = _plain(piece.number)
    if _ADDRESS.fullmatch(piece.address):
        number = f"[{number or 'there'}]({piece.address})"
    where = f"{source} ({number})" if number else source
    who = f", where {_plain(piece.name)} wrote it" if piece.name and not is_credited else ""
    day = f" on {piece.created.isoformat()}" if piece.created and who else ""
    said = [f"Brought over from {where}{who}{day}."]
    if says_votes and piece.votes is not None:
        what = "reaction" if source == "GitHub" else "vote"
        verb = "it is" if piece.votes == 1 else "they are"
        said.append(f"It had {count(piece.votes, what)} there; {verb} not counted here.")
    return f"*{' '.join(said)}*"


def _plain(words: str) -> str:
    return re.sub(r"([\\`*_\[\]<>#|])", r"\\\1", without_addresses(words))


def pairs_of(given: Iterable[str], option: str, right: Iterable[str] | None = None) -> dict[str, str]:
    """`their words=ours`, by theirs in small letters; a PotluckError where one is no pair, or ours is not *right*."""
    found = {}
    known = list(right) if right is not None else None
    for one in given:
        theirs, sign, ours = one.rpartition("=")
        if not sign or not theirs.strip() or not ours.strip():
            raise PotluckError(f"{quote(one)} is no pair; write `{option} 'THEIRS=OURS'`")
        if known is not None and ours.strip() not in known:
            raise PotluckError(f"{quote(ours.strip())} is not a stage here; write one of {spell(known)}")
        found[theirs.strip().lower()] = ours.strip()
    return found
