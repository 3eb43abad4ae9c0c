"""All that is asked of git, and how: no shell, no network, and nothing that a configuration could make it run."""

from __future__ import annotations

import os
import re
from collections import deque
from collections.abc import Collection, Generator, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from subprocess import PIPE, Popen
from threading import Thread
from typing import IO, TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from git.cmd import Git

    from potluck.history.chain import Step

UNKNOWN = "so who changed what, and when, is not known."
NO_GIT = f"Git is not installed here, {UNKNOWN}"
NO_REPOSITORY = f"This folder is not in a git repository, {UNKNOWN}"
NO_COMMITS = f"Nothing has been committed yet, {UNKNOWN}"
DISTRUST = f"Git does not open this folder because it belongs to another user (its `safe.directory`), {UNKNOWN}"
BROKEN = f"Git could not read this repository to the end, {UNKNOWN}"
INCOMPLETE = f"Git could not read every text of this repository (a partial clone?), {UNKNOWN}"
REASONS = (
    ("not a git repository", NO_REPOSITORY),
    ("cannot change to", NO_REPOSITORY),
    ("dubious ownership", DISTRUST),
    ("does not have any commits yet", NO_COMMITS),
)

# Nothing here touches the index or reaches for the network; these make sure of it, whatever a configuration says.
CALM = {
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_NO_LAZY_FETCH": "1",  # a partial clone fetches what it lacks while it is read …
    "GIT_ALLOW_PROTOCOL": "none",  # … and before git 2.45 only this stops it
}
QUIET = ("--no-pager", "--no-optional-locks", "--no-replace-objects", "--literal-pathspecs")
TRUSTED = ("core.fsmonitor=false", "log.showSignature=false", "core.hooksPath=/dev/null")
# Else all that was ever committed is in memory: the packs, and of texts that are read file by file what is long past.
SPARING = ("core.packedGitWindowSize=8m", "core.packedGitLimit=32m")
SPARING_TEXTS = "core.deltaBaseCacheLimit=8m"
# Set by git for its hooks, where they would show us another repository than the one at the root.
PLACES = ("DIR", "WORK_TREE", "COMMON_DIR", "INDEX_FILE", "OBJECT_DIRECTORY", "PREFIX", "NAMESPACE", "SHALLOW_FILE")

FORMAT = "%H%n%ct%n%ae%n%(trailers:key=Co-authored-by,valueonly,unfold)"
ADDRESS = re.compile(rb"<([^<>]+)>\s*$")
CO_AUTHORS = 100  # of one commit; a message could name a million
RENAMES = 400  # files: where a commit adds and removes more, edited ones are not compared, as git squares the number
AT_ONCE = 64  # object names sent before their answers are read: they fit into any system's pipe
REVISION = re.compile(r"(?!-)[^\s\x00-\x20\x7f]{1,250}")
LAST_SECOND = 253_402_300_799  # of the year 9999; commits can claim any


class HistoryError(Exception):
    """Git cannot tell; `sentence` says why, in words that can be published."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class Entry(msgspec.Struct, frozen=True):
    """What one commit did to one Markdown file. Paths count from the community's root."""

    before: str  # its path before; "" where it was not there, or not a plain file
    path: str  # its path since; "" where it is gone
    blob: str  # the id of its text; "" where it is gone


class Commit(msgspec.Struct, frozen=True):
    """One commit that touched Markdown files, compared with its first parent."""

    id: str
    at: int  # seconds since 1970: when it was committed
    address: str  # its author's
    co_addresses: tuple[str, ...]
    entries: tuple[Entry, ...]


class Repository(msgspec.Struct, frozen=True):
    """The repository around a community's root. Every method raises HistoryError where git fails."""

    root: Path
    git: Git
    head: str = ""
    clock: int = 0  # when HEAD was committed, in seconds since 1970
    prefix: str = ""  # the root below the repository's own top: "" or "some/folder/"
    boundary: frozenset[str] = frozenset()  # of a shallow clone: commits that look like first ones, and are not
    environment: Mapping[str, str] = msgspec.field(default_factory=lambda: CALM)

    @classmethod
    def open(cls, root: Path) -> Repository:
        """The repository that holds *root*; HistoryError without git, repository or commits."""
        try:
            from git.cmd import Git
        except ImportError:  # which is how GitPython says that there is no git
            raise HistoryError(NO_GIT) from None
        root = root.resolve()
        found = cls(root, Git(root))
        head, clock = found.ask("log", "-1", "--no-show-signature", "--format=%H %ct").decode().split()
        answer = found.ask("rev-parse", "--is-shallow-repository", "--show-prefix", "--git-path", "shallow")
        is_shallow, prefix, shallow = os.fsdecode(answer).split("\n", 2)
        boundary: frozenset[str] = frozenset()
        if is_shallow == "true":
            with suppress(OSError):
                boundary = frozenset((root / shallow.removesuffix("\n")).read_text("ascii", "replace").split())
        return cls(root, found.git, head, seconds(clock), prefix, boundary)

    def graph(self, since: str) -> dict[str, tuple[str, ...]]:
        """The parents of each commit of HEAD that *since* ("": nothing) does not have; parents before children."""
        exclude = [f"^{since}"] if since else []
        lines = self.ask("rev-list", "--topo-order", "--reverse", "--parents", self.head, *exclude, "--").decode()
        return {commit: tuple(parents) for commit, *parents in map(str.split, lines.splitlines())}

    def commits(self, steps: Collection[Step]) -> Generator[Commit]:
        """The commits of *steps* that touched Markdown files below the root, in that order, as git finds them."""
        # One `diff-tree` fed with commits, not `log`: `log` knows no order in which a merge follows just its own
        # branch, and with a path it compares every two trees twice. The path itself slows the comparison of large
        # folders by half, so it is given only where there is something beside the community to leave out.
        beside = ("--", ".") if self.prefix else ()
        options = ("--no-ext-diff", "--no-textconv", "--no-color", "--ignore-submodules", "--relative")
        how = ("--stdin", "-r", "--root", "--raw", "-z", "--no-abbrev", "-M", f"-l{RENAMES}", f"--format={FORMAT}")
        with self._running("diff-tree", *how, *options, "--encoding=UTF-8", *beside, is_fed=True) as process:
            assert process.stdin
            assert process.stdout
            lines = (f"{step.commit} {step.parent}".rstrip().encode() + b"\n" for step in steps)
            feeder = Thread(target=_feed, args=(process.stdin, lines), daemon=True)
            feeder.start()
            yield from _parse(_tokens(process.stdout))
            feeder.join()
            if process.wait():
                raise HistoryError(BROKEN)

    def modes(self, folders: Collection[str]) -> dict[str, str]:
        """What git has each file below *folders* for: `100644` a plain one, `120000` a link … By path from the root."""
        answer = self.ask("ls-files", "--stage", "-z", "--", *folders)  # NUL between them: names can hold line ends
        entries = (entry.partition(b"\t") for entry in answer.split(b"\0") if entry)
        return {os.fsdecode(path): facts[:6].decode("ascii") for facts, _, path in entries}

    @contextmanager
    def blobs(self, limit: int) -> Iterator[Blobs]:
        """A way to the texts of blobs, of at most *limit* bytes each."""
        with self._running("-c", SPARING_TEXTS, "cat-file", "--batch", is_fed=True) as process:
            yield Blobs(process, limit)

    def commit(self, revision: str) -> str:
        """The id of the commit that *revision* names; a HistoryError with a whole sentence where there is none."""
        if not REVISION.fullmatch(revision):
            raise HistoryError("that is not the name of a commit or branch; write one such as `main` or `origin/main`")
        try:
            return self.ask("rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}").decode().strip()
        except HistoryError:
            hint = f"`git fetch origin {revision.removeprefix('origin/')}` may bring it"
            raise HistoryError(f"there is no such commit or branch here; {hint}") from None

    def ask(self, *arguments: str, hears: Iterable[bytes] = ()) -> bytes:
        """All that git answers to *arguments* and to what it *hears* on its input."""
        errors: deque[bytes] = deque(maxlen=20)
        with self._running(*arguments, is_fed=True, errors=errors) as process:
            assert process.stdin
            assert process.stdout
            feeder = Thread(target=_feed, args=(process.stdin, hears), daemon=True)
            feeder.start()
            answer = process.stdout.read()
            feeder.join()
            status = process.wait()
        if status:
            why = b"".join(errors).decode("ascii", "replace")
            raise HistoryError(next((sentence for words, sentence in REASONS if words in why), BROKEN))
        return answer

    @contextmanager
    def _running(
        self, *arguments: str, is_fed: bool = False, errors: deque[bytes] | None = None
    ) -> Iterator[Popen[bytes]]:
        """A git at work, ended with the block in any case; the last lines of its complaints go to *errors*."""
        from git.exc import GitCommandNotFound

        command = [self.git.GIT_PYTHON_GIT_EXECUTABLE or "git", "-C", str(self.root), *QUIET]
        command += [part for setting in (*TRUSTED, *SPARING) for part in ("-c", setting)] + list(arguments)
        try:
            with _outside_hooks():
                wrapper = self.git.execute(
                    command, istream=PIPE if is_fed else None, as_process=True, env=dict(self.environment)
                )
        except GitCommandNotFound:
            raise HistoryError(NO_GIT) from None
        except (OSError, ValueError):  # a root that is a file, or cannot be entered
            raise HistoryError(NO_REPOSITORY) from None
        process = wrapper.proc
        assert process
        assert process.stdout
        assert process.stderr
        # Read on the side: a repository can make git complain until the pipe is full and both wait for ever.
        # A daemon: a process that ends with a git still at work is not to wait for what that may complain of.
        heard = deque[bytes](maxlen=0) if errors is None else errors
        listener = Thread(target=_listen, args=(process.stderr, heard), daemon=True)
        listener.start()
        is_done = False
        try:
            yield process
            is_done = True
        finally:
            if not is_done:
                process.kill()  # before its input is closed: that waits for whoever is writing into it
            if process.stdin:
                with suppress(OSError):
                    process.stdin.close()
            process.stdout.close()
            process.wait()
            listener.join()
            process.stderr.close()


class Blobs(msgspec.Struct):
    """One `git cat-file --batch`, asked for many objects at a time."""

    process: Popen[bytes]
    limit: int  # bytes
    missing: bool = False  # whether some text could not be had

    def texts(self, ids: Iterable[str]) -> Iterator[bytes | None]:
        """The text of each blob, in order; None where it is too large, missing, or no text at all."""
        waiting = list(ids)
        for start in range(0, len(waiting), AT_ONCE):
            for size, text in self._ask(waiting[start : start + AT_ONCE]):
                self.missing = self.missing or size < 0
                yield text

    def has(self, name: str) -> bool:
        """Whether there is an object of this *name*, such as `HEAD:some/file`."""
        return "\n" in name or any(size >= 0 for size, _ in self._ask([name]))

    def _ask(self, names: list[str]) -> Iterator[tuple[int, bytes | None]]:
        """Size (-1: not there) and text of each object."""
        assert self.process.stdin
        assert self.process.stdout
        try:
            self.process.stdin.write(os.fsencode("".join(f"{name}\n" for name in names)))
            self.process.stdin.flush()
        except OSError:
            raise HistoryError(INCOMPLETE) from None
        for _ in names:
            header = self.process.stdout.readline()
            if not header.endswith(b"\n"):
                raise HistoryError(INCOMPLETE)
            _, kind, *size = header.rsplit(b" ", 2)
            if not size or not size[0].strip().isdigit():
                yield -1, None
            else:
                length = int(size[0])
                yield length, _text(self.process.stdout, length, self.limit if kind == b"blob" else -1)


def seconds(text: str | bytes) -> int:
    """The seconds since 1970 that a commit claims, within what a date can be."""
    digits = text.strip()
    return min(int(digits), LAST_SECOND) if digits.isdigit() and len(digits) < 20 else 0


def _text(stream: IO[bytes], size: int, limit: int) -> bytes | None:
    """The next *size* bytes and their line end, taken from the stream in any case; None where they are too many."""
    if size <= limit:
        return stream.read(size + 1)[:-1]
    left = size + 1
    while left and (chunk := stream.read(min(left, 1 << 20))):
        left -= len(chunk)
    return None


@contextmanager
def _outside_hooks() -> Iterator[None]:
    """The environment without what git sets for its hooks: GitPython copies it, and can leave nothing out."""
    names = [f"GIT_{place}" for place in PLACES]
    hidden = {name: os.environ.pop(name) for name in names if name in os.environ}
    try:
        yield
    finally:
        os.environ.update(hidden)


def _listen(stream: IO[bytes], errors: deque[bytes]) -> None:
    with suppress(OSError, ValueError):
        while line := stream.readline(4096):
            errors.append(line)


def _feed(stream: IO[bytes], parts: Iterable[bytes]) -> None:
    with suppress(OSError, ValueError):  # git has ended, and the reader notices
        stream.writelines(parts)
    with suppress(OSError, ValueError):
        stream.close()


def _tokens(stream: IO[bytes]) -> Iterator[bytes]:
    """The stream's parts between NULs, as they come."""
    begun: list[bytes] = []
    while chunk := stream.read1(1 << 16):  # type: ignore[attr-defined]
        if b"\0" not in chunk:
            begun.append(chunk)
            continue
        *whole, rest = b"".join((*begun, chunk)).split(b"\0")
        begun = [rest]
        yield from whole


def _parse(tokens: Iterator[bytes]) -> Iterator[Commit]:
    """Commits out of `--format=… --raw -z`: a header, then for each file its modes, ids and letter, and its paths."""
    header: bytes = b""
    entries: list[Entry] = []
    for token in tokens:
        if not token.startswith((b":", b"\n:")):
            if entries:
                yield _commit(header, entries)
            header, entries = token, []
            continue
        was, now, _, blob, letter = token.split(b" ")
        before = path = _path(next(tokens))
        if letter.startswith((b"R", b"C")):
            path = _path(next(tokens))
        entry = Entry(
            before if was.lstrip(b"\n:").startswith(b"100") else "",
            path if now.startswith(b"100") else "",
            blob.decode(),
        )
        if entry.before or entry.path:
            entries.append(entry)
    if entries:
        yield _commit(header, entries)


def _path(name: bytes) -> str:
    """A Markdown file's path, "" for any other; bytes that are no UTF-8 are spelled out, and equal no path on disk."""
    return name.decode("utf-8", "backslashreplace") if name.lower().endswith((b".md", b".markdown")) else ""


def _commit(header: bytes, entries: list[Entry]) -> Commit:
    commit, at, address, *trailers = header.split(b"\n")
    found = (ADDRESS.search(trailer[-1000:]) for trailer in trailers[:CO_AUTHORS])
    others = tuple(match[1].decode("utf-8", "replace") for match in found if match)
    return Commit(commit.decode(), seconds(at), address.decode("utf-8", "replace"), others, tuple(entries))
