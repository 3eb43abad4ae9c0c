"""Reading every file of the community, or remembering what reading it gave."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path

import msgspec
from msgspec.structs import replace

from potluck.cache import Fragments, code_stamp, keep, load_kept
from potluck.charter import Charter
from potluck.checks.rendering import rendering_problem
from potluck.crew import work
from potluck.load import Found, read_lines, walk
from potluck.meaning import read_found
from potluck.model import Reading
from potluck.schema import make_readers
from potluck.slugs import make_slug
from potluck.tasks.reading import Examined, examine, fragment_key, lost, start_examining
from potluck.translation import spoken
from potluck.words import is_text, visible

FEW = 16  # files in one that changed, and all are written down anew


class Examination(msgspec.Struct, frozen=True):
    """What reading all files gave. `fragments` has the key of each rendered body by its file's path."""

    readings: tuple[Reading, ...]
    files: frozenset[str]
    fragments: dict[str, str]
    targets: dict[str, tuple[str, ...]]  # the files that a body refers to, by its own path


def examine_all(
    root: Path,
    charter: Charter,
    cache: Path,
    progress: Callable[[str, int, int], None] | None = None,
    *,
    renders: bool = False,
) -> Examination:
    """Read every file that changed since last time; and render its body, where it *renders*."""
    found, files = walk(root, charter)
    # Unset ones stay so: a kind's field changes only what its charter wrote (`fields_of`).
    text = charter.model_dump_json(by_alias=True, exclude_unset=True)
    how = blake2b(f"{code_stamp()} {spoken()} {text}".encode(), digest_size=8).hexdigest()
    place = cache / f"{'examined' if renders else 'checked'}-{spoken()}.msgpack"
    since = place.with_stem(f"{place.stem}-since")  # what changed since all of it was written: mostly little
    kept = load_kept(place, how, list[Examined]) or []
    changed = {one.reading.path: one for one in load_kept(since, how, list[Examined]) or ()}
    known = {one.reading.path: one for one in kept} | changed
    odd = [one for one in found if not is_text(one.path)]  # neither the cache nor another process takes such a name
    found = [one for one in found if is_text(one.path)] if odd else found
    fragments = cache / "fragments.sqlite" if renders else None
    rendered = Fragments.keys(fragments) if fragments else set()

    def is_known(one: Found) -> bool:
        kept = known.get(one.path)
        if kept is None or kept.stamp != one.stamp:
            return False
        return not renders or kept.reading.proposal is None or _key_of(kept, how) in rendered

    new = [one for one in found if not is_known(one)]
    arguments = (root, text, spoken(), fragments)
    if new:
        items = [(one, how) for one in new]
        done = work(items, examine, start_examining, arguments, lost, charter.limits.render + 2)
        decoder = msgspec.msgpack.Decoder(Examined)
        for number, examined in enumerate(map(decoder.decode, done), 1):
            known[examined.reading.path] = changed[examined.reading.path] = examined
            if progress:
                progress("Reading", number, len(new))
    all_examined = [known[one.path] for one in found]
    readers = make_readers(charter) if odd else {}
    readings = [*map(_with_failure, all_examined), *(read_found(one, root, charter, readers)[0] for one in odd)]
    if len(changed) > len(kept) // FEW or len(known) > len(found) + len(kept) // FEW:
        keep(place, how, all_examined)
        since.unlink(missing_ok=True)
    elif new:
        keep(since, how, list(changed.values()))
    if new and fragments:
        _forget_old(fragments, all_examined, how)
    paths = {path: path for path in files}  # one of each in memory, however many name it
    return Examination(
        readings=tuple(sorted(readings, key=lambda one: os.fsencode(one.path)) if odd else readings),
        files=files,
        fragments={one.reading.path: _key_of(one, how) for one in all_examined},
        targets={
            one.reading.path: tuple(paths.get(path, path) for path in one.files) for one in all_examined if one.files
        },
    )


def _key_of(examined: Examined, how: str) -> str:
    return fragment_key(examined.reading.digest, examined.reading.path, how)


def _forget_old(path: Path, examined: Sequence[Examined], how: str) -> None:
    """Keep the fragments from growing for ever: when most of them are old, those go."""
    fragments = Fragments(path)
    wanted = {_key_of(one, how) for one in examined}
    old = [key for key in fragments if key not in wanted]
    if len(old) > 2 * len(wanted):
        fragments.forget(old)
    fragments.close()


def _with_failure(examined: Examined) -> Reading:
    """The reading, with the problem that rendering met."""
    reading = examined.reading
    if not examined.failure:
        return reading
    problem = rendering_problem(reading.path, examined.failure)
    return replace(reading, proposal=None, is_hidden=True, diagnostics=(*reading.diagnostics, problem))


def keep_apart(readings: Iterable[Reading]) -> tuple[Reading, ...]:
    """Two files with one slug have two pages: the second gets an address of its own (REL-031)."""
    seen: set[str] = set()
    apart = []
    for reading in readings:
        if reading.slug in seen:
            slug = make_slug(reading.slug, "file", unique=reading.path)
            proposal = replace(reading.proposal, slug=slug) if reading.proposal else None
            reading = replace(reading, slug=slug, proposal=proposal)
        seen.add(reading.slug)
        apart.append(reading)
    return tuple(apart)


def without_links(readings: Iterable[Reading]) -> tuple[Reading, ...]:
    """What pages are made of: without that which only checks ask. Of ten thousand files it is a sixth of all that a
    build would hold, in each process that prints.
    """
    return tuple(replace(one, links=(), mentions=(), headings=(), relations=(), dates=()) for one in readings)


def line_reader(root: Path, charter: Charter) -> Callable[[str, int], str]:
    """A line of a file as it was written, for showing what a problem is about."""
    lines_of = lru_cache(maxsize=16)(lambda path: read_lines(root, path, charter.limits) or [])

    def line(path: str, number: int) -> str:
        lines = lines_of(path)
        text = lines[number - 1] if 1 < number <= len(lines) else ""
        if len(text) > 200:  # cut between words: half an address would not be known as one
            text = text[:200].rpartition(" ")[0]
        return visible(text)

    return line
