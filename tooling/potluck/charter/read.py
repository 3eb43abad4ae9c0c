"""`potluck.yml` to `Charter`, read strictly: whatever it says that we do not know has a line, a column and a hint."""

from __future__ import annotations

import errno
import os
import re
import stat
from collections.abc import Iterator
from pathlib import Path

import msgspec

from potluck.charter.model import Charter
from potluck.charter.strict import find, first_line, validate
from potluck.model import START, Fault, Field, Mapping, Node, PotluckError, Problem, Span
from potluck.words import visible
from potluck.yamltree import read_tree

NAME = "potluck.yml"
LIMIT = 262_144  # bytes; the one size that the charter cannot set, as it is the charter's own
DEPTH = 12  # kinds: idea: fields: a record's fields in a record's fields

# Line ends to YAML but not to an editor, and controls (SEC-022).
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]|\r(?!\n)")

# Where reading YAML has a front matter in mind, the words for a charter.
_HINTS = {
    "several-documents": "keep one block of `name: value` lines, and no line `---` between them",
    "not-a-mapping": "write `name: value` lines, such as `community:` and below it `  name: Open Kitchen`",
}


class CharterReading(msgspec.Struct, frozen=True):
    """What reading a charter gave. `charter` is None where anything about its shape is wrong: `faults` says what.

    A charter that is there may still contradict itself (a move to a stage that there is not): the checks tell.
    """

    path: str
    source: str  # the whole text, line ends as LF
    tree: Mapping
    charter: Charter | None
    faults: tuple[Fault, ...]

    @property
    def lines(self) -> list[str]:
        """The text, line by line."""
        return self.source.split("\n")

    def problems_of(self, slug: str) -> Iterator[Problem]:
        """The faults that reading found under *slug*, for the check of that name to report."""
        return (fault.problem for fault in self.faults if fault.slug == slug)

    def node(self, *path: str | int) -> Node | None:
        """What is written at *path*; None where nothing is."""
        return find(self.tree, path, START)[1]

    def key(self, *path: str | int) -> Span:
        """Where the name at *path* is written; the nearest one above it where it is not."""
        return find(self.tree, path, START)[0]

    def names(self, *path: str | int) -> tuple[Field, ...]:
        """The `name: value` lines at *path*, as far as there are any."""
        node = self.node(*path)
        return node.fields if isinstance(node, Mapping) else ()


def read_charter(root: Path) -> CharterReading:
    """The charter in the folder *root*. Only a file that cannot be opened is an exception."""
    if not os.path.lexists(root / NAME):
        raise PotluckError(f"there is no {NAME} in {root}; make a community with: potluck init DIR")
    return parse_charter(_plain_bytes(root / NAME))


def read_charter_at(path: Path) -> CharterReading:
    """The charter in any file, such as a pull request's. Only one that cannot be opened is an exception."""
    return parse_charter(_plain_bytes(path), path.name)


def _plain_bytes(path: Path) -> bytes:
    """What a plain file holds, as far as a charter may be long."""
    try:
        # A link could lead out of the repository; a named pipe would make us wait for ever.
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as error:
        if error.errno == errno.ELOOP:
            raise PotluckError(f"{path} is a link; put the charter itself there, as a plain file") from error
        raise PotluckError(f"{path} cannot be opened: {error.strerror}") from error
    if not stat.S_ISREG(os.fstat(handle).st_mode):  # a folder could not even be opened as a file
        os.close(handle)
        raise PotluckError(f"{path} is not a plain file; put the charter there as one")
    with os.fdopen(handle, "rb") as file:
        return file.read(LIMIT + 1)


def parse_charter(raw: bytes, path: str = NAME) -> CharterReading:
    """What *raw* says as a charter. Never fails, whatever the bytes."""
    text, fault = _text(raw)
    if fault:
        return CharterReading(path, text, Mapping((), START), None, (fault,))
    tree, met = read_tree(text, depth=DEPTH, whole="charter")
    faults = [_as_ours(fault) for fault in met]
    charter = None
    if all(fault.slug == "repeated-setting" for fault in faults):
        charter, wrong = validate(Charter, tree, START)
        twice = {fault.problem.span for fault in faults}
        faults += [fault for fault in wrong if fault.problem.span not in twice]
    faults.sort(key=lambda fault: (fault.problem.span.line, fault.problem.span.column))
    return CharterReading(path, text, tree, None if faults else charter, tuple(faults))


def _as_ours(fault: Fault) -> Fault:
    """A fault of reading YAML, under the check of the charter that reports it."""
    slug = "repeated-setting" if fault.slug == "repeated-field" else "unreadable-charter"
    problem = fault.problem
    return Fault(slug, Problem(first_line(problem.span), problem.message, _HINTS.get(fault.slug, problem.hint)))


def _text(raw: bytes) -> tuple[str, Fault | None]:
    """The letters, line ends as LF and without a byte-order mark; or why there are none that we would trust."""
    if len(raw) > LIMIT:
        hint = f"shorten it to {LIMIT // 1024} kB"
        return "", Fault("unreadable-charter", Problem(START, f"the charter is larger than {LIMIT // 1024} kB", hint))
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = raw[: error.start].decode("utf-8-sig", "replace")
        hint = "save the file as UTF-8: most editors offer it under «Save as» or «Encoding»"
        fault = Fault("unreadable-charter", Problem(_place(before), "a character here is not UTF-8", hint))
        return raw.decode("utf-8-sig", "replace"), fault
    text = text.replace("\r\n", "\n")
    if control := _CONTROLS.search(text):
        message = f"a character that cannot be seen stands here: `{visible(control.group())}`"
        problem = Problem(_place(text[: control.start()]), message, "delete it and write the line anew")
        return text, Fault("unreadable-charter", problem)
    return text, None


def _place(before: str) -> Span:
    """The place of the character that follows *before*."""
    line, column = before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1
    return Span(line, column, line, column + 1)
