"""A document to its meaning: what is written wrongly is left out, and everything else still says what it says."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from msgspec.structs import replace
from tests.support.charters import read

from potluck.charter import Charter
from potluck.formerly import front_reader
from potluck.load import read_document, walk
from potluck.meaning import read_found, reading_of
from potluck.model import Credit, Front, Person, Promise, Proposal, Reading, Span
from potluck.schema import make_readers
from potluck.words import without_addresses

CHARTER = """
community: {name: Open Kitchen, languages: [en]}
roles: {facilitator: {people: [mara-sample]}}
kinds:
  idea:
    name: Idea
    folder: ideas
    fields:
      credits: {most: 3}
      needs: {most: 2}
      cost: {type: record, fields: {amount: {type: integer, required: true}, note: {most: 20}}}
      seen: {type: date, list: true}
    stages:
      suggested: {to: [declined]}
      declined: {closes: true}
    mechanisms:
      decision: {reasons: {too-few-hands: {answer: "no", means: Nobody could look after it.}}}
  eip:
    name: EIP
    folder: "."
    names: {stage: status, authors: author, extends: requires, merged-into: lives-on, decision: verdict}
    fields:
      title: {required: false}
      author: {type: person, separator: ",", required: false}
      created: {required: false}
      requires: {separator: ",", prefix: eip-}
      kind:
    stages: {Draft: {to: [Last Call]}, Last Call: {closes: true}}
    mechanisms:
      decision: {reasons: {too-few-hands: {answer: "no", means: Nobody could look after it.}}}
"""
REQUIRED = "title: Soup night\nkind: idea\nstage: suggested\nauthors: [ana]\ncreated: 2026-05-12"


def charter() -> Charter:
    """The charter of these tests."""
    found = read(CHARTER)
    assert found.charter, found.faults
    return found.charter


RULES = charter()
READERS = make_readers(RULES)


def meaning(front: str, *, body: str = "## Problem\n\nIt is cold.\n", path: str = "ideas/soup-night") -> Reading:
    """What a file of this front matter and body means."""
    folder, _, slug = path.rpartition("/")
    raw = f"---\n{front}\n---\n\n{body}".encode()
    return reading_of(read_document(raw, f"proposals/{path}.md", slug, folder, RULES.limits), RULES, READERS)


def idea(more: str, required: str = REQUIRED) -> Proposal:
    """The proposal of a front matter with what is required, and *more*."""
    proposal = meaning(f"{required}\n{more}".strip()).proposal
    assert proposal
    return proposal


def eip(front: str) -> Reading:
    """What a file of the kind `eip` means."""
    return meaning(f"status: Draft\n{front}", path="eip-7")


def test_a_proposal_without_faults_means_all_that_is_written() -> None:
    """Each field at its place, nothing made up."""
    found = idea("""\
summary: One pot, one long table.
tags: [soup, evenings]
language: de
thread: "12"
aliases: [old-soup]
extends: [stew]
supersedes: [broth]
superseded-by: [feast]
answers: [hunger]
merged-into: long-table
needs: [Somebody to taste]
credits: [{login: lee, role: tasted}]
promised: [{date: 2026-12-24, set: 2026-11-02, why: The oven arrives}]
cost: {amount: 12, note: a pot}
decision: {by: mara-sample, date: 2026-06-03, reason: too-few-hands, says: Nobody could stir it.}""")
    assert replace(found, digest="") == Proposal(
        slug="soup-night",
        path="proposals/ideas/soup-night.md",
        digest="",
        kind="idea",
        title="Soup night",
        stage="suggested",
        authors=(Person("ana"),),
        created=date(2026, 5, 12),
        summary="One pot, one long table.",
        tags=("soup", "evenings"),
        thread="12",
        aliases=("old-soup",),
        extends=("stew",),
        supersedes=("broth",),
        superseded_by=("feast",),
        answers=("hunger",),
        merged_into="long-table",
        language="de",
        needs=("Somebody to taste",),
        credits=(Credit("lee", "tasted"),),
        promised=(Promise(date(2026, 12, 24), date(2026, 11, 2), "The oven arrives"),),
        more={
            "cost": {"amount": 12, "note": "a pot"},
            "decision": {
                "by": "mara-sample",
                "date": "2026-06-03",
                "reason": "too-few-hands",
                "says": "Nobody could stir it.",
            },
        },
    )


@pytest.mark.parametrize(
    ("more", "name", "value"),
    [
        pytest.param("summary:", "summary", "", id="an-empty-text"),
        pytest.param("tags:", "tags", (), id="an-empty-list"),
        pytest.param("tags: []", "tags", (), id="a-list-of-nothing"),
        pytest.param("cost:", "more", {}, id="an-empty-record"),
        pytest.param("thread: soon", "thread", "", id="a-wrong-text"),
        pytest.param("language: German", "language", "", id="a-wrong-language"),
        pytest.param("summary: Short", "summary", "", id="a-text-too-short"),
        pytest.param("summary: [a, list]", "summary", "", id="a-list-for-a-text"),
        pytest.param("tags: soup", "tags", (), id="a-text-for-a-list"),
        pytest.param("tags: [soup, Hot Soup, bread]", "tags", ("soup", "bread"), id="one-wrong-entry"),
        pytest.param("tags: [soup, [bread], {a: b}]", "tags", ("soup",), id="entries-that-are-no-texts"),
        pytest.param("tags: [soup, soup]", "tags", ("soup",), id="an-entry-twice"),
        pytest.param("needs: [one, two, three]", "needs", ("one", "two", "three"), id="more-than-fit"),
        pytest.param(
            "credits: [{login: a@b.example, role: tasted}, {login: lee, role: stirred}]",
            "credits",
            (Credit("lee", "stirred"),),
            id="an-address-for-a-login",
        ),
        pytest.param("credits: [{login: lee, role: x}]", "credits", (Credit("lee", ""),), id="a-wrong-part"),
        pytest.param("credits: [{role: tasted}, lee]", "credits", (), id="nobody-helped"),
        pytest.param("promised: [{date: 2026-02-30, set: 2026-01-01, why: Soon}]", "promised", (), id="no-such-day"),
        pytest.param("cost: {amount: much, note: a pot}", "more", {"cost": {"note": "a pot"}}, id="a-part-of-a-record"),
        pytest.param("pot: large", "more", {}, id="a-field-that-nobody-knows"),
    ],
)
def test_what_is_written_wrongly_is_left_out_and_nothing_else(more: str, name: str, value: object) -> None:
    """A fault is told elsewhere; here it costs its own value only."""
    assert getattr(idea(more), name) == value


def test_of_a_field_written_twice_the_first_counts() -> None:
    """As the check says, and whichever way it is spelled."""
    assert idea("summary: The first one of two.\nsummary: The second one of two.").summary == "The first one of two."


def test_a_decision_with_one_wrong_part_is_still_a_decision() -> None:
    """Its sentence is too short, but who decided, when and why is there: the page does not say that nobody did."""
    found = idea("decision: {by: mara-sample, date: 2026-06-03, reason: too-few-hands, says: No.}")
    assert found.more == {"decision": {"by": "mara-sample", "date": "2026-06-03", "reason": "too-few-hands"}}


def test_a_mechanism_finds_its_field_under_any_name() -> None:
    """The charter calls it `verdict`; whoever shows decisions asks for `decision`."""
    found = eip("verdict: {by: mara, date: 2026-06-03, reason: too-few-hands, says: Nobody could stir it.}").proposal
    assert found
    assert list(found.more) == ["decision"]


@pytest.mark.parametrize(
    ("required", "attribute", "value"),
    [
        pytest.param(REQUIRED.replace("title: Soup night\n", ""), "title", "Soup night", id="no-title"),
        pytest.param(REQUIRED.replace("Soup night", "Hm"), "title", "Hm", id="a-title-too-short"),
        pytest.param(REQUIRED.replace("Soup night", "a" * 400), "title", "a" * 300, id="a-title-far-too-long"),
        pytest.param(
            REQUIRED.replace("Soup night", '"Soup \\n night"'), "title", "Soup night", id="a-title-in-two-lines"
        ),
        pytest.param(REQUIRED.replace("[ana]", "[]"), "authors", (), id="no-authors"),
        pytest.param(REQUIRED.replace("[ana]", "[ana@b.example, ben]"), "authors", (Person("ben"),), id="an-address"),
        pytest.param(REQUIRED.replace("2026-05-12", "12 May"), "created", None, id="no-real-day"),
        pytest.param(REQUIRED.replace("kind: idea\n", ""), "kind", "idea", id="the-folder-tells-the-kind"),
    ],
)
def test_a_document_with_faults_still_means_something(required: str, attribute: str, value: object) -> None:
    """It is printed with a note, under the best title that there is."""
    assert getattr(idea("", required), attribute) == value


@pytest.mark.parametrize(
    ("front", "title"),
    [
        pytest.param(REQUIRED.replace("suggested", "nearly"), "Soup night", id="an-unknown-stage"),
        pytest.param(REQUIRED.replace("kind: idea", "kind: wish"), "Soup night", id="an-unknown-kind"),
        pytest.param("title: [", "", id="nothing-that-can-be-read"),
    ],
)
def test_what_hides_a_proposal_leaves_its_title_and_its_problems(front: str, title: str) -> None:
    """Its body is not printed; it keeps its address, and says what is missing."""
    reading = meaning(f"{front}\naliases: [old-soup]")
    assert (reading.proposal, reading.is_hidden, reading.title) == (None, True, title)
    assert reading.diagnostics
    assert reading.slug == "soup-night"
    assert [alias.target for alias in reading.aliases] == (["old-soup"] if title else [])


@pytest.mark.parametrize(
    ("text", "person"),
    [
        pytest.param("Ana Sample (@ana-sample)", Person("ana-sample", "Ana Sample"), id="name-and-handle"),
        pytest.param("Ana Sample", Person("", "Ana Sample"), id="name"),
        pytest.param("Ana", Person("", "Ana"), id="a-name-of-one-word-is-no-login"),
        pytest.param("Ana Sample <ana@example.org>", Person("", "Ana Sample"), id="name-and-address"),
        pytest.param("Ana Sample (@ana) <ana@example.org>", Person("ana", "Ana Sample"), id="name-handle-and-address"),
        pytest.param("Renovate (@renovate[bot])", Person("renovate[bot]", "Renovate"), id="a-machine"),
        pytest.param("Ana O'Neill-Śmith Jr.", Person("", "Ana O'Neill-Śmith Jr."), id="letters-of-all-sorts"),
        pytest.param("et al.", Person("", "others"), id="and-others"),
    ],
)
def test_people_are_named_without_their_addresses(text: str, person: Person) -> None:
    """In the ways in which older repositories write them."""
    found = eip(f"author: Lee (@lee), {text}").proposal
    assert found
    assert found.authors == (Person("lee", "Lee"), person)


@pytest.mark.parametrize("text", ["ana@example.org", "<ana@example.org>", "Ana @ example", "(@ana)", "Ana (ana)"])
def test_a_person_in_no_form_of_ours_is_left_out(text: str) -> None:
    """Above all where it is an address."""
    found = eip(f"author: Lee (@lee), {text}").proposal
    assert found
    assert found.authors == (Person("lee", "Lee"),)


def test_a_handle_is_a_login() -> None:
    """Where the field is of that type, and nothing else is asked for."""
    assert idea("").authors == (Person("ana"),)


def places(reading: Reading) -> list[tuple[str, str, Span]]:
    """Every relation, as field, target and place."""
    return [(one.field, one.target, one.span) for one in (*reading.aliases, *reading.relations)]


@pytest.mark.parametrize(
    ("front", "found"),
    [
        pytest.param("extends: [stew]", [("extends", "stew", (7, 11, 15))], id="one"),
        pytest.param(
            "extends: [stew, broth]", [("extends", "stew", (7, 11, 15)), ("extends", "broth", (7, 17, 22))], id="two"
        ),
        pytest.param("extends: [Old Stew, broth]", [("extends", "broth", (7, 21, 26))], id="after-a-wrong-one"),
        pytest.param("extends: [stew, stew]", [("extends", "stew", (7, 11, 15))], id="one-twice"),
        pytest.param(
            "extends:\n  - stew\n  - broth",
            [("extends", "stew", (8, 5, 9)), ("extends", "broth", (9, 5, 10))],
            id="in-lines",
        ),
        pytest.param('aliases: ["old"]', [("aliases", "old", (7, 11, 16))], id="in-quotes"),
        pytest.param("merged-into: long-table", [("merged-into", "long-table", (7, 14, 24))], id="not-a-list"),
        pytest.param("extends: stew", [], id="not-written-as-a-list"),
        pytest.param("merged-into: Long Table", [], id="a-wrong-one"),
        pytest.param("extends:", [], id="none"),
    ],
)
def test_a_relation_knows_where_it_stands(front: str, found: list[tuple[str, str, tuple[int, int, int]]]) -> None:
    """So that a problem with it points to the right word."""
    expected = [(name, target, Span(line, start, line, end)) for name, target, (line, start, end) in found]
    assert places(meaning(f"{REQUIRED}\n{front}")) == expected


def test_a_relation_in_a_line_of_several_stands_at_its_own_place() -> None:
    """`requires: 20, x y, 165` by number, with one that is no number."""
    assert places(eip("requires: 20, x y, 165")) == [
        ("extends", "eip-20", Span(3, 11, 3, 13)),
        ("extends", "eip-165", Span(3, 20, 3, 23)),
    ]


def test_every_real_date_is_known_with_its_place() -> None:
    """Those of records and lists too; what is no day of the calendar is not among them."""
    reading = meaning(
        f"{REQUIRED}\npromised: [{{date: 2026-12-24, set: 2026-02-30, why: Soon}}]\nseen: [2026-01-02, x]"
    )
    assert [(one.field, one.target, one.span.line, one.span.column) for one in reading.dates] == [
        ("created", "2026-05-12", 6, 10),
        ("promised.date", "2026-12-24", 7, 19),
        ("seen", "2026-01-02", 8, 8),
    ]


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        pytest.param("Soup \u202eelbat", "Soup ⟨U+202E⟩elbat", id="a-turn-of-direction"),
        pytest.param("Soup\u200bnight", "Soup⟨U+200B⟩night", id="a-blank-without-width"),
        pytest.param("مرق للجميع \u200f(soup)", "مرق للجميع \u200f(soup)", id="honest-right-to-left"),
        pytest.param("👩\u200d🍳 cooks", "👩\u200d🍳 cooks", id="a-joined-emoji"),
        pytest.param("Soup & <b>bread</b>", "Soup & <b>bread</b>", id="marks-stay-as-written"),
    ],
)
def test_what_could_deceive_is_written_out(title: str, shown: str) -> None:
    """In the title and in all other texts, for every page, list and feed alike."""
    reading = meaning(f'{REQUIRED.replace("Soup night", f"{title}")}\nneeds: ["{title}"]')
    assert reading.title == shown
    assert reading.proposal
    assert (reading.proposal.title, reading.proposal.needs) == (shown, (shown,))


@pytest.mark.parametrize(
    ("path", "title"),
    [
        pytest.param("eip-7", "EIP 7", id="the-kinds-name-stands-for-its-word"),
        pytest.param("long-table", "Long table", id="words"),
        pytest.param("eip", "Eip", id="the-word-alone"),
    ],
)
def test_what_has_no_title_is_called_by_its_file(path: str, title: str) -> None:
    """`eip-7.md` of the kind `eip`, which people call EIP."""
    reading = meaning("status: Draft", path=path)
    assert reading.proposal
    assert reading.proposal.title == title


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        pytest.param("Ask ana.b+c@mail.example.org, please", "Ask …, please", id="in-a-sentence"),
        pytest.param("Ana <ana@example.org>", "Ana <…>", id="in-brackets"),
        pytest.param("mailto:ana@example.org", "mailto:…", id="in-a-link"),
        pytest.param("ana@büro.example", "…", id="in-other-letters"),
        pytest.param("@ana, 5 @ 3 and pip@latest", "@ana, 5 @ 3 and pip@latest", id="what-is-none-stays"),
    ],
)
def test_an_address_is_left_out_wherever_it_stands(text: str, shown: str) -> None:
    """For the fields that a charter adds, which may hold anything (SEC-028)."""
    assert without_addresses(text) == shown


def test_headings_links_and_digest_come_along() -> None:
    """What the checks over all documents ask for, without opening a file again."""
    reading = meaning(REQUIRED, body="## Problem\n\n[a](stew.md) ![b](pot.png)\n")
    assert reading.headings == ("Problem",)
    assert [(link.target, link.is_image) for link in reading.links] == [("stew.md", False), ("pot.png", True)]
    assert len(reading.digest) == 32


@pytest.mark.parametrize(
    ("front", "expected"),
    [
        pytest.param(
            "title: Soup\nstage: suggested\naliases: [a, b]", Front("suggested", "Soup", ("a", "b")), id="whole"
        ),
        pytest.param("title: Soup\nstage: gone", Front("gone", "Soup"), id="a-stage-that-there-was"),
        pytest.param("title: So\u200bup", Front("", "So⟨U+200B⟩up"), id="written-out"),
        pytest.param("title: [", Front(), id="unreadable"),
        pytest.param("title: One\ntitle: Two", Front("", "One"), id="the-first-of-two"),
    ],
)
def test_an_old_version_is_read_by_the_same_reader(front: str, expected: Front) -> None:
    """SEC-020: the one reader, for the history too; never an exception, whatever a file once was."""
    found = front_reader(RULES)(f"---\n{front}\n---\nText\n".encode(), "proposals/ideas/soup.md")
    assert replace(found, words="") == expected
    assert bool(found.words) == (found != Front())


@pytest.mark.parametrize(
    ("front", "body", "is_another"),
    [
        pytest.param("title: Soup\nstage: launched", "Text", False, id="a-stage-is-no-word-of-it"),
        pytest.param("title:  Soup", "Text", False, id="nor-a-blank"),
        pytest.param("title: Stew", "Text", True, id="the-title-is"),
        pytest.param("title: Soup\nsummary: Hot.", "Text", True, id="the-summary-is"),
        pytest.param("title: Soup", "Texts", True, id="the-text-is"),
    ],
)
def test_an_old_version_tells_whether_it_reads_as_before(front: str, body: str, is_another: bool) -> None:
    """What people read, and not what the house keeps beside it."""
    before, after = (
        front_reader(RULES)(f"---\n{fields}\n---\n{text}\n".encode(), "proposals/ideas/soup.md")
        for fields, text in (("title: Soup\nstage: suggested", "Text"), (front, body))
    )
    assert (before.words != after.words) == is_another


def test_an_old_version_that_was_taken_down_has_no_words() -> None:
    """It is known for a tombstone, whatever stands in it."""
    raw = b"---\ntitle: Soup\ntaken-down: {reason: spam}\n---\nText\n"
    assert front_reader(RULES)(raw, "proposals/ideas/soup.md") == Front("", "Soup", is_tombstone=True)


def test_an_old_version_is_read_by_the_words_of_its_kind() -> None:
    """`status` below the top folder, `stage` among the ideas."""
    raw = b"---\nstatus: Draft\nstage: suggested\n---\n"
    fronts = [front_reader(RULES)(raw, path).stage for path in ("proposals/eip-7.md", "proposals/ideas/a.md")]
    assert fronts == ["Draft", "suggested"]


def test_a_file_that_cannot_be_opened_is_a_reading_too(tmp_path: Path) -> None:
    """It was there when the folder was looked through, and is a link a moment later (SEC-004)."""
    (tmp_path / "proposals" / "ideas").mkdir(parents=True)
    file = tmp_path / "proposals" / "ideas" / "soup.md"
    file.write_text(f"---\n{REQUIRED}\n---\n")
    ((found,), _) = walk(tmp_path, RULES)
    file.unlink()
    file.symlink_to("/etc/hostname")
    reading, document = read_found(found, tmp_path, RULES, READERS)
    assert (reading.path, reading.slug, reading.proposal, reading.is_hidden) == (found.path, "soup", None, True)
    assert [one.slug for one in reading.diagnostics] == ["not-a-plain-file"]
    assert document.source == ""
