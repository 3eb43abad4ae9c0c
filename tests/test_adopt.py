"""949 proposals that others wrote: with a charter of theirs and no code, all are checked, printed and accounted for."""

from __future__ import annotations

import gzip
import json
import os
import posixpath
import re
import subprocess
import sys
import tarfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from urllib.parse import unquote, urlsplit

import jsonschema_rs
import pytest
from tests.support.community import cache_at, files_in
from tests.support.pages import by_class, elements, parse, text_of
from tests.support.repository import Repository

from potluck import pipeline
from potluck.diagnostics.json import SCHEMA
from potluck.model import Proposal, Severity
from potluck.pipeline import Built

CHARTER = Path(__file__).parent / "adopt" / "eips.yml"
MKDOCS = """
site_name: Ethereum Improvement Proposals
site_url: https://eips.example/
docs_dir: content
site_dir: site/public
theme: {name: potluck, font: false}
plugins: [potluck]
nav: [{Home: index.md}, {EIPs: eip/index.md}, {Board: board.md}, {People: people/index.md}]
markdown_extensions: [footnotes, sane_lists, tables, pymdownx.highlight, pymdownx.superfences]
"""
TAKEN = datetime(2026, 8, 22, 12, tzinfo=UTC)  # when the archive was made
ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")


def _archive() -> Path | None:
    folder = os.environ.get("POTLUCK_CORPORA")
    found = sorted(Path(folder).glob("**/eips.tar.gz")) if folder else []
    return found[0] if found else None


ARCHIVE = _archive()

pytestmark = [
    pytest.mark.engine,
    pytest.mark.xdist_group("adopt"),  # one process builds it, for all of these
    pytest.mark.skipif(ARCHIVE is None, reason="POTLUCK_CORPORA names no folder with eips.tar.gz: nothing to adopt"),
]


@dataclass(frozen=True)
class Adopted:
    """The community, built."""

    root: Path
    cache: Path
    built: Built
    seconds: float

    @property
    def site(self) -> Path:
        return self.root / "site" / "public"

    @cached_property
    def sources(self) -> dict[str, str]:
        """The text of every proposal by its path."""
        return {f"EIPS/{path.name}": path.read_text("utf-8") for path in sorted((self.root / "EIPS").iterdir())}

    def written(self, field: str) -> dict[str, str]:
        """What stands behind *field* in each file that has it, by slug: read here by other means than there."""
        fronts = {path: text.split("\n---", 1)[0] for path, text in self.sources.items()}
        found = {path: re.search(rf"^{field}:(.*)$", front, re.M) for path, front in fronts.items()}
        return {path[len("EIPS/") : -len(".md")]: line[1].strip() for path, line in found.items() if line}

    @cached_property
    def proposals(self) -> dict[str, Proposal]:
        """What is printed, by slug."""
        return {one.proposal.slug: one.proposal for one in self.built.report.readings if one.proposal}

    @cached_property
    def published(self) -> dict[str, bytes]:
        """Every published file by its place; the parts of the search index unpacked."""
        files = files_in(self.site)
        return {place: gzip.decompress(raw) if raw[:2] == b"\x1f\x8b" else raw for place, raw in files.items()}

    def page(self, place: str) -> str:
        """A printed page."""
        return self.published[f"{place}/index.html"].decode()


@pytest.fixture(scope="module")
def eips(tmp_path_factory: pytest.TempPathFactory) -> Adopted:
    """Their files, our charter, one commit; and the site that comes of it."""
    assert ARCHIVE
    root = tmp_path_factory.mktemp("eips")
    with tarfile.open(ARCHIVE) as archive:
        archive.extractall(root, filter="data")
    repository = Repository(root)
    theirs = {"potluck.yml": CHARTER.read_text("utf-8"), "mkdocs.yml": MKDOCS, "content/.keep": ""}
    repository.commit(theirs, "As they are", by="editor@secret.example", at=TAKEN)
    cache = root.parent / "eips-cache"
    started = time.perf_counter()
    with cache_at(cache):
        built = pipeline.build(root, None)
    return Adopted(root, cache, built, time.perf_counter() - started)


def test_it_takes_less_than_a_minute(eips: Adopted) -> None:
    """Cold, search index included, on two busy cores: some 15 seconds; the phases are told where it takes longer."""
    assert eips.seconds < 60, eips.built.timings


def test_every_file_is_printed_and_none_is_lost(eips: Adopted) -> None:
    """949 files, 949 pages, 949 in the API; none is hidden."""
    assert len(eips.sources) == 949
    report = eips.built.report
    assert {reading.path for reading in report.readings} == eips.sources.keys()
    assert [reading.path for reading in report.readings if reading.is_hidden or not reading.proposal] == []
    slugs = {path.removeprefix("EIPS/").removesuffix(".md") for path in eips.sources}
    pages = {place.split("/")[1] for place in eips.published if re.fullmatch(r"eip/[^/]+/index\.html", place)}
    assert pages == slugs
    listed = json.loads(eips.published["api/v1/proposals.json"])
    assert {one["slug"] for one in listed["proposals"]} == slugs
    assert listed["waiting"] == []
    assert {place[len("api/v1/proposals/") : -len(".json")] for place in _below(eips, "api/v1/proposals/")} == slugs


def _below(eips: Adopted, folder: str) -> list[str]:
    return [place for place in eips.published if place.startswith(folder)]


def test_what_is_amiss_in_them_is_counted(eips: Adopted) -> None:
    """Every one of these was looked at: each is in the files themselves, and none keeps a page from being printed."""
    diagnostics = eips.built.report.diagnostics
    assert Counter(found.code for found in diagnostics) == {
        "FO703": 195,  # blanks at the end of lines
        "FO704": 34,  # a last line that is not ended, or empty ones behind it
        "FO712": 432,  # fields in another order than EIP-1 asks for, most in stubs
        "BD203": 10,  # sections in another order than their template's
        "BD204": 30,  # several headings of the first level
        "BD222": 32,  # notes that no reader sees, in 18 files beyond their first stage
        "BD225": 1,  # HTML that no page shows
        "FM145": 36,  # nobody with a handle among the authors, most from before handles were asked for
        "RF305": 5,  # in two circles of `requires`
        "RF306": 51,  # links to proposals and files that are not there
        "RF308": 769,  # links out of `EIPS/`: 551 to the licence, the others to pictures and code in `assets/`
        "RF309": 3,  # places on the page that no heading makes
        "RF321": 9,  # addresses with plain `http`
        "RF323": 1,  # `https://ietf`
        "RF324": 76,  # links to files of repositories without a commit: an EIP may not have them any more
        "RF332": 1,  # a final one that builds on a withdrawn one
    }
    out = [found for found in diagnostics if found.code == "RF308"]
    assert sum("LICENSE" in found.message for found in out) == 551
    unresolved = {found.path for found in diagnostics if found.code in ("RF306", "RF309")}
    unresolved |= {found.path for found in out if "LICENSE" not in found.message}
    assert len(unresolved) == 103
    assert {found.path for found in diagnostics if found.severity == "error"} == {
        f"EIPS/eip-{number}.md" for number in (2780, 4750, 5450, 8037, 8038)
    }


def test_who_needs_fixing_is_on_that_page(eips: Adopted) -> None:
    """Every file with an error is named there, once, and no other; warnings stand on the pages that they are about."""
    page = parse(eips.page("needs-fixing"))
    named = [text_of(code) for code in elements(page) if code.tag == "code" and text_of(code).startswith("EIPS/")]
    faulty = {found.path for found in eips.built.report.diagnostics if found.severity is Severity.ERROR}
    assert sorted(named) == sorted(faulty)
    assert len(faulty) == 5


def test_their_statuses_are_stages(eips: Adopted) -> None:
    """Counted here from the raw lines, there from what was understood."""
    written = Counter(eips.written("status").values())
    assert Counter(one.stage for one in eips.proposals.values()) == written
    assert written["Moved"] == 365
    chips = [text_of(chip).split() for chip in by_class(parse(eips.page("eip")), "pl-chip")]
    assert ["Last", "Call", "5"] in chips


@pytest.mark.parametrize(
    ("slug", "people"),
    [
        pytest.param(
            "eip-4200",
            [("axic", "Alex Beregszaszi"), ("gumb0", "Andrei Maiboroda"), ("chfast", "Paweł Bylica")],
            id="names-and-handles",
        ),
        pytest.param("eip-1", [("", "Martin Becze"), ("", "Hudson Jameson"), ("", "others")], id="addresses-and-et-al"),
        pytest.param("eip-6", [("", "Hudson Jameson")], id="one-address"),
        pytest.param("eip-1046", [], id="a-stub-names-nobody"),
    ],
)
def test_their_authors_are_people(eips: Adopted, slug: str, people: list[tuple[str, str]]) -> None:
    """`Name (@handle)` is a login and a name; a name or an address alone is a name; `et al.` stands for others."""
    assert [(person.login, person.name) for person in eips.proposals[slug].authors] == people
    page = text_of(parse(eips.page(f"eip/{slug}")))
    assert all(name in page for _, name in people)


def test_no_author_is_left_out_and_no_login_is_made_up(eips: Adopted) -> None:
    """As many people as there are entries between commas; a login only where a handle is written."""
    written = eips.written("author")
    for slug, one in eips.proposals.items():
        people, line = one.authors, written.get(slug, "")
        assert len(people) == (line.count(",") + 1 if line else 0), slug
        assert [person.login for person in people if person.login] == re.findall(r"\(@([^)]+)\)", line), slug
        assert all(person.name and "@" not in person.name for person in people), slug


def test_a_person_goes_by_the_name_in_their_proposals(eips: Adopted) -> None:
    """The page of a handle is headed by the name."""
    headings = [text_of(one).strip() for one in elements(parse(eips.page("people/vbuterin"))) if one.tag == "h1"]
    assert headings == ["Vitalik Buterin"]


def test_what_they_require_is_linked(eips: Adopted) -> None:
    """`requires: 2718, 2930` leads to the pages of both, and these lead back."""
    page = eips.page("eip/eip-1559")
    assert all(f'href="../../eip/eip-{number}/"' in page for number in (2718, 2930))
    assert eips.proposals["eip-1559"].extends == ("eip-2718", "eip-2930")
    numbers = sum(len(line.split(",")) for line in eips.written("requires").values())
    assert sum(len(one.extends) for one in eips.proposals.values()) == numbers == 769
    assert all(target in eips.proposals for one in eips.proposals.values() for target in one.extends)
    page = parse(eips.page("eip/eip-2718"))
    lines = [one for near in by_class(page, "pl-after") for one in elements(near) if one.tag in ("li", "p")]
    (back,) = [one for one in lines if any(link.get("href") == "../../eip/eip-1559/" for link in one)]
    assert text_of(back).startswith("Built upon by Fee market change")


def test_no_address_of_theirs_is_published(eips: Adopted) -> None:
    """The mail addresses in their fields, and the committer's, are in no published byte (SEC-028)."""
    secret = {"editor@secret.example"}
    for text in eips.sources.values():
        secret |= {found.lower() for found in ADDRESS.findall(text.split("\n---", 1)[0])}
    assert len(secret) == 102
    for place, raw in eips.published.items():
        lower = raw.lower()
        if b"@" in lower or b"&#64;" in lower or b"%40" in lower:
            plain = lower.replace(b"&#64;", b"@").replace(b"%40", b"@")
            assert not [one for one in secret if one.encode() in plain], place


def test_a_stub_is_called_by_its_number(eips: Adopted) -> None:
    """365 have no title: the kind's name and the rest of the file's name serve."""
    titled = eips.written("title")
    stubs = {slug: one.title for slug, one in eips.proposals.items() if slug not in titled}
    assert len(stubs) == 365
    assert all(title == f"EIP {slug.removeprefix('eip-')}" for slug, title in stubs.items())
    assert [text_of(one) for one in elements(parse(eips.page("eip/eip-1046"))) if one.tag == "h1"] == ["EIP 1046"]


def test_the_fields_of_their_own_are_on_the_page(eips: Adopted) -> None:
    """The charter describes them, so readers see them, and programs find them."""
    facts = " ".join(" ".join(text_of(one).split()) for one in by_class(parse(eips.page("eip/eip-1559")), "pl-facts"))
    assert "EIP 1559 Type Standards Track Category Core" in facts
    document = json.loads(eips.published["api/v1/proposals/eip-1559.json"])
    assert document["more"] == {"eip": 1559, "type": "Standards Track", "category": "Core"}


def test_every_link_within_the_site_leads_somewhere(eips: Adopted) -> None:
    """Pages, feeds and pictures that pages name are there."""
    dead = Counter(target for place, target in _links(eips) if target not in eips.published)
    assert dead == {}


def _links(eips: Adopted) -> Iterator[tuple[str, str]]:
    """Every address within the site that a page names, as the file it leads to."""
    for place, raw in eips.published.items():
        if not place.endswith(".html"):
            continue
        for address in set(re.findall(r'\b(?:href|src)="([^"#?]+)', raw.decode())):
            parts = urlsplit(address)
            if not parts.scheme and not parts.netloc:
                target = posixpath.normpath(posixpath.join("/", posixpath.dirname(place), unquote(parts.path)))[1:]
                is_folder = parts.path.endswith(("/", "..")) or parts.path == "."
                yield place, f"{target}/index.html".lstrip("/") if is_folder else target


def test_the_command_says_the_same_without_a_traceback(eips: Adopted) -> None:
    """`potluck check --format json` ends with 1, for five errors; its document fits its published schema."""
    command = [sys.executable, "-c", "from potluck.cli import main; main()", "check", "--format", "json"]
    environment = os.environ | {"XDG_CACHE_HOME": str(eips.cache)}
    done = subprocess.run(command, cwd=eips.root, env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (1, "")
    document = json.loads(done.stdout)
    jsonschema_rs.validate(json.loads(SCHEMA.read_text("utf-8")), document)
    told = [(one["path"], one["line"], one["code"]) for one in document["diagnostics"]]
    assert told == [(one.path, one.line, one.code) for one in eips.built.report.diagnostics]


def test_building_again_makes_nothing_anew(eips: Adopted) -> None:
    """All of it is remembered: the site stays as it is, byte for byte."""
    before = files_in(eips.site)
    with cache_at(eips.cache):
        again = pipeline.build(eips.root, None)
    assert again.written == 0
    assert files_in(eips.site) == before
