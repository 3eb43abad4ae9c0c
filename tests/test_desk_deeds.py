"""The desk's commands: each writes what the charter wants, every other byte stays, and our own check agrees."""

from __future__ import annotations

import difflib
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.support.commands import potluck
from tests.support.community import proposal
from tests.support.desk import COMMENTED, DESK, NOW, RAIN, SOUP, STEW, Desk

from potluck.charter import Charter, parse_charter
from potluck.desk import front
from potluck.edits import apply_edits
from potluck.load import read_document
from potluck.model import Mapping, Scalar, Sequence

WHY = ("--reason", "too-few-hands", "--says", "With two helpers on Tuesdays we would try it.")
ANSWER = ("answer", "soup-night", "--says", "We like it: Mara counts the chairs this week.")
DEEDS = [
    pytest.param(ANSWER, "mara-sample", SOUP, id="answer"),
    pytest.param(("move", "soup-night", "building"), "mara-sample", SOUP, id="move"),
    pytest.param(
        ("move", "soup-night", "building", "--reason", "cheap-to-try", "--says", "We begin on Tuesday."),
        "mara-sample", SOUP, id="move-with-a-decision",
    ),
    pytest.param(("move", "soup-night", "withdrawn"), "ana-sample", SOUP, id="an-author-withdraws"),
    pytest.param(("decline", "soup-night", *WHY), "mara-sample", SOUP, id="decline"),
    pytest.param(("merge", "stew-night", "soup-night", *WHY), "mara-sample", STEW, id="merge"),
    pytest.param(
        ("hand-off", "soup-night", "--to", "The night shelter: Elm Street", *WHY), "mara-sample", SOUP, id="hand-off"
    ),
    pytest.param(
        ("park", "soup-night", "--until", "2026-10-01", "--says", "The stove is out."), "mara-sample", SOUP, id="park"
    ),
    pytest.param(("adopt", "soup-night", "--for", "lee-sample"), "mara-sample", SOUP, id="adopt"),
    pytest.param(
        ("verify", "rain", "--how", "Stood in it.", "--found", "It is wet, and: warm."), "wen-sample", RAIN, id="verify"
    ),
]  # fmt: skip


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """The community, with nothing done yet."""
    return Desk(tmp_path / "table")


@pytest.fixture(scope="module")
def charter() -> Charter:
    """Its charter."""
    reading = parse_charter(DESK.encode())
    assert reading.charter
    return reading.charter


# --- What our own check says -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("words", "by", "path"), DEEDS)
def test_our_own_check_takes_it_from_them_and_from_no_stranger(
    words: tuple[str, ...], by: str, path: str, desk: Desk
) -> None:
    """SEC-025: what the command writes is accepted of whoever may do it, and is an error of anybody else."""
    ran = desk.do(*words, by=by)
    assert ran.status == 0, ran.err
    assert desk.check(by).out == "Compared with `HEAD`: 1 file changed. Nothing to mend: the table is set.\n"
    strange = desk.check("eve-sample")
    assert strange.status == 1
    assert path in strange.out


@pytest.mark.parametrize(("words", "by", "path"), DEEDS)
def test_a_stranger_is_refused_before_anything_is_written(
    words: tuple[str, ...], by: str, path: str, desk: Desk
) -> None:
    """In a sentence that says who may do it; whoever runs it is told who they are here."""
    ran = desk.do(*words, by="eve-sample")
    assert ran.status == 2
    assert "you are eve-sample here" in ran.sentence
    assert desk.repository.git("status", "--porcelain") == ""


@pytest.mark.parametrize(("words", "by", "path"), DEEDS)
def test_a_dry_run_shows_what_would_be_written(words: tuple[str, ...], by: str, path: str, desk: Desk) -> None:
    """To the letter: what the command then does is the diff that it showed."""
    before = desk.text(path)
    shown = desk.do(*words, "--dry-run", by=by).out
    assert desk.text(path) == before
    desk.do(*words, by=by)
    after = desk.text(path)
    expected = difflib.unified_diff(before.splitlines(), after.splitlines(), f"a/{path}", f"b/{path}", lineterm="")
    assert shown.startswith("\n".join(expected) + "\n")


@pytest.mark.parametrize(("words", "by", "path"), DEEDS)
@pytest.mark.parametrize("form", ["crlf", "bom"])
def test_line_ends_and_marks_stay_as_they_were(
    words: tuple[str, ...], by: str, path: str, form: str, desk: Desk
) -> None:
    """REL-032, REL-033: the same words come out, in the file's own form."""
    desk.do(*words, by=by)
    plain = desk.text(path).encode()
    desk.repository.git("checkout", "--quiet", "--", ".")
    own = desk.text(path).encode()
    bent = {"crlf": lambda raw: raw.replace(b"\n", b"\r\n"), "bom": lambda raw: b"\xef\xbb\xbf" + raw}[form]
    desk.repository.commit({path: bent(own)})
    assert desk.do(*words, by=by).status == 0
    assert desk.text(path).encode() == bent(plain)


# --- Each of them ----------------------------------------------------------------------------------------------------


def test_a_move_changes_one_word(desk: Desk) -> None:
    """Comments, blanks and the order of the fields are the author's."""
    ran = desk.do("move", "soup-night", "building")
    assert ran.out == (
        "Move soup-night from suggested to building: written into proposals/ideas/soup-night.md.\n"
        "Look at it with `git diff`, and commit it; `--commit` and `--pr` do that too.\n"
    )
    assert desk.text() == COMMENTED.replace("stage: suggested ", "stage: building ")


def test_a_no_has_its_reason(desk: Desk) -> None:
    """Who, when, which of the charter's reasons, and the sentence."""
    desk.do("decline", "soup-night", *WHY)
    assert desk.text() == COMMENTED.replace("stage: suggested ", "stage: declined ").replace(
        "       evenings]\n",
        "       evenings]\n"
        "decision:\n"
        "  by: mara-sample\n"
        "  date: 2026-06-30\n"
        "  reason: too-few-hands\n"
        "  says: With two helpers on Tuesdays we would try it.\n",
    )


def test_a_second_decision_takes_the_place_of_the_first_where_it_stands(desk: Desk) -> None:
    """Its form and its comments stay; only what differs is written."""
    fields = (
        "decision:   # after the second tasting\n"
        "  by: mara-sample   # for all of us\n"
        "  date: 2026-06-01\n"
        "  reason: cheap-to-try\n"
        "  says: >\n"
        "    We begin on Tuesday,\n"
        "    with one pot.\n"
    )
    text = COMMENTED.replace("suggested ", "launched ").replace("---\n\n##", f"{fields}---\n\n##", 1)
    desk.repository.commit({SOUP: text}, by="mara-sample")
    assert desk.do("decline", "soup-night", *WHY).status == 0
    assert desk.text() == (
        text.replace("stage: launched", "stage: declined")
        .replace("2026-06-01", "2026-06-30")
        .replace("cheap-to-try", "too-few-hands")
        .replace(">\n    We begin on Tuesday,\n    with one pot.\n", "With two helpers on Tuesdays we would try it.\n")
    )


def test_what_is_opened_again_has_no_end_any_more(desk: Desk) -> None:
    """The old no does not stand over an idea that is on the table; git remembers it."""
    desk.do("decline", "soup-night", *WHY)
    desk.repository.commit({}, by="mara-sample")
    desk.do("move", "soup-night", "suggested")
    assert desk.text() == COMMENTED
    assert desk.check("mara-sample").status == 0


def test_what_was_handed_on_says_to_whom(desk: Desk) -> None:
    """By name, or by the address at which to follow it."""
    desk.do("hand-off", "soup-night", "--to", " https://shelter.example/soup ", *WHY)
    assert "handed-to: https://shelter.example/soup\ndecision:\n" in desk.text()


def test_parking_is_a_promise_to_look_again(desk: Desk) -> None:
    """The date stands among the promised ones, with the day on which it was given, and why."""
    desk.do("park", "soup-night", "--until", "2026-10-01", "--says", "The stove is out.")
    assert "stage: parked   # since May\n" in desk.text()
    assert "promised:\n  - date: 2026-10-01\n    set: 2026-06-30\n    why: The stove is out.\n" in desk.text()
    desk.repository.commit({}, by="mara-sample")
    desk.do("move", "soup-night", "suggested")
    desk.do("park", "soup-night", "--until", "2027-01-01", "--says", "Still out: it seems.")
    assert desk.text().count("  - date: ") == 2
    assert desk.check("mara-sample").status == 0


def test_who_takes_it_on_becomes_an_author_beside_the_first(desk: Desk) -> None:
    """And is thanked for it; that their voice no longer counts is said at once."""
    ran = desk.do("adopt", "soup-night", "--for", "@lee-sample")
    assert ran.out.splitlines()[-1] == (
        "A voice of lee-sample on it is shown and no longer counted, as it is theirs now."
    )
    assert "authors: [ana-sample, lee-sample]\n" in desk.text()
    assert "credits:\n  - login: lee-sample\n    role: took it on\n" in desk.text()
    assert desk.do("adopt", "soup-night", "--for", "LEE-sample").sentence.endswith(
        "authors already; nothing was changed"
    )


def test_an_author_hands_their_own_on(desk: Desk) -> None:
    """As they may by hand."""
    assert desk.do("adopt", "soup-night", "--for", "lee-sample", by="ana-sample").status == 0
    assert desk.check("ana-sample").status == 0


def test_authors_are_written_as_their_community_writes_them(tmp_path: Path) -> None:
    """Other words for fields, people by name and handle, a list that is one line: as older repositories have it."""
    charter = DESK.replace(
        "    folder: ideas\n",
        "    folder: ideas\n    names: {stage: status, authors: author}\n"
        '    fields: {author: {type: person, separator: ","}}\n',
    ).replace("\nkinds:", "\npeople: {lee-sample: {name: Lee}}\nkinds:")
    desk = Desk(tmp_path / "table", charter=charter)
    text = COMMENTED.replace("stage:", "status:").replace("authors: [ana-sample]", "author: Ana (@ana-sample), Bo")
    desk.repository.commit({SOUP: text})
    assert desk.do("adopt", "soup-night", "--for", "lee-sample").status == 0
    assert "author: Ana (@ana-sample), Bo, Lee (@lee-sample)\n" in desk.text()
    desk.do("move", "soup-night", "building")
    assert "status: building   # since May\n" in desk.text()
    assert desk.check("mara-sample").status == 0


def waits(desk: Desk) -> list[str]:
    """What nobody has answered, as the desk lists it."""
    ran = potluck("desk", "--format", "json", "--now", NOW, within=desk.root)
    return sorted(one["slug"] for one in json.loads(ran.out)["waiting"] if one["rule"] == "unanswered")


def test_the_first_answer_stays_the_first(desk: Desk) -> None:
    """It stands in the file with its day, takes the proposal off the desk, and a second one is refused."""
    assert waits(desk) == ["rain", "soup-night", "stew-night"]
    assert desk.do(*ANSWER).status == 0
    assert "  date: 2026-06-30\n  says: 'We like it: Mara counts the chairs this week.'\n" in desk.text()
    desk.repository.commit({}, by="mara-sample")
    assert waits(desk) == ["rain", "stew-night"]
    again = desk.do("answer", "soup-night", "--says", "And welcome, by the way.")
    assert (again.status, again.err) == (2, "potluck: `soup-night` was answered already; nothing was changed\n")


def test_a_kind_without_answers_is_answered_elsewhere(tmp_path: Path) -> None:
    """Where the charter has none, and people talk in threads."""
    desk = Desk(tmp_path / "table", charter=DESK.replace("      answer:\n", ""))
    ran = desk.do(*ANSWER)
    assert ran.status == 2
    assert "no `answer` among its mechanisms; answer where people talk" in ran.err


def test_who_tried_a_story_says_how(desk: Desk) -> None:
    """A later look takes the place of the first."""
    desk.do("verify", "rain", "--how", "Stood in it.", "--found", "It is wet.", by="wen-sample")
    desk.repository.commit({}, by="wen-sample")
    desk.do("verify", "rain", "--how", "Stood in it again.", "--found", "Still wet.", by="wen-sample")
    assert desk.text(RAIN).count("verification:") == 1
    assert "  date: 2026-06-30\n  how: Stood in it again.\n  found: Still wet.\n" in desk.text(RAIN)


# --- Mergers ---------------------------------------------------------------------------------------------------------


def test_a_merger_and_back_leaves_the_file_as_it_was(desk: Desk) -> None:
    """Where it stood, and with the decision that it had then."""
    before = desk.text(STEW)
    assert desk.do("merge", "stew-night", "soup-night", *WHY).status == 0
    assert "merged-into: soup-night\n" in desk.text(STEW)
    desk.repository.commit({}, by="mara-sample")
    ran = desk.do("merge", "stew-night", "--undo")
    assert ran.out.splitlines()[-1] == "Voices on stew-night count for itself again."
    assert desk.text(STEW) == before
    assert desk.check("mara-sample").status == 0


def test_an_undone_merger_gives_an_earlier_yes_back(desk: Desk) -> None:
    """Letter by letter, from git."""
    desk.do("move", "stew-night", "building", "--reason", "cheap-to-try", "--says", "We begin on Tuesday.")
    desk.repository.commit({}, by="mara-sample")
    before = desk.text(STEW)
    desk.do("merge", "stew-night", "soup-night", *WHY)
    desk.repository.commit({}, by="mara-sample")
    desk.do("merge", "stew-night", "--undo")
    assert desk.text(STEW) == before


def test_an_undone_merger_goes_where_the_charter_leads(tmp_path: Path) -> None:
    """And says so, where that is not where it stood."""
    desk = Desk(
        tmp_path / "table", charter=DESK.replace("merged: {to: [suggested, building]", "merged: {to: [suggested]")
    )
    desk.do("move", "stew-night", "building")
    desk.repository.commit({}, by="mara-sample")
    desk.do("merge", "stew-night", "soup-night", *WHY)
    desk.repository.commit({}, by="mara-sample")
    ran = desk.do("merge", "stew-night", "--undo")
    assert "It stood at `building`; the charter leads from `merged` to `suggested` alone.\n" in ran.out
    assert "stage: suggested\n" in desk.text(STEW)


def test_a_merger_leads_to_no_circle(desk: Desk) -> None:
    """Neither into itself, nor into what lives on in it, nor twice."""
    assert desk.do("merge", "soup-night", "soup-night", *WHY).sentence.endswith("cannot be merged into itself")
    desk.do("merge", "stew-night", "soup-night", *WHY)
    ran = desk.do("merge", "soup-night", "stew-night", *WHY)
    assert ran.sentence.endswith("cannot be merged into `stew-night`, which lives on in it")
    ran = desk.do("merge", "stew-night", "soup-night", *WHY)
    assert ran.sentence == "potluck: `stew-night` lives on in `soup-night` already; nothing was changed"


# --- Refusals --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        pytest.param(
            ("move", "soup-nigth", "building"), "there is no proposal `soup-nigth`; did you mean `soup-night`?",
            id="slug",
        ),
        pytest.param(
            ("move", "soup-night", "bilding"), "`bilding` is not a stage of Ideas; did you mean `building`?", id="stage"
        ),
        pytest.param(
            ("move", "soup-night", "Suggested"), "`soup-night` stands at `suggested` already; nothing was changed",
            id="there-already",
        ),
        pytest.param(
            ("move", "soup-night", "launched", "--reason", "cheap-to-try", "--says", "We begin on Tuesday."),
            "the charter has no move from `suggested` to `launched`; from there it can go to `building`, `declined`, "
            "`merged`, `handed-off`, `parked` or `withdrawn`. Nothing was changed",
            id="a-jump",
        ),
        pytest.param(
            ("move", "soup-night", "merged"), "say where it lives on: `potluck merge soup-night INTO`", id="by-move",
        ),
        pytest.param(
            ("decline", "soup-night"),
            "`declined` ends the way of this proposal, so people want to know why: add --reason with `too-few-hands`, "
            'and --says "…" in a sentence',
            id="no-reason",
        ),
        pytest.param(
            ("decline", "soup-night", "--reason", "too-few-hand", "--says", "Nobody."),
            "`too-few-hand` is not one of the charter's reasons; did you mean `too-few-hands`?", id="no-such-reason",
        ),
        pytest.param(
            ("decline", "soup-night", "--reason", "cheap-to-try", "--says", "We begin on Tuesday."),
            "`cheap-to-try` is a reason for a yes, and `declined` is a no; write `too-few-hands`", id="a-yes-for-a-no",
        ),
        pytest.param(
            ("decline", "soup-night", "--reason", "too-few-hands"),
            "say it in a sentence, as to a friend's face: add --says \"…\"", id="no-sentence",
        ),
        pytest.param(
            ("decline", "rain", *WHY),
            "the charter names no stage of Stories for this; write `desk: decline` under the one that is meant, or go "
            "there with `potluck move`",
            id="a-kind-without-a-no",
        ),
        pytest.param(
            ("park", "soup-night", "--until", "2026-06-30", "--says", "Later."),
            "2026-06-30 is no day to come; give one after 2026-06-30", id="parked-until-today",
        ),
        pytest.param(
            ("park", "soup-night", "--until", "tomorrow", "--says", "Later."),
            "`tomorrow` is not a day; write it as 2027-03-01", id="no-day",
        ),
        pytest.param(
            ("merge", "stew-night"), "give DUP and INTO to merge, or DUP and --undo to take a merger back", id="half"
        ),
        pytest.param(
            ("merge", "stew-night", "--undo"),
            "`stew-night` was not merged into another; there is nothing to take back",
            id="nothing-to-undo",
        ),
        pytest.param(
            ("move", "soup-night", "building", "--commit", "--pr"),
            "`--dry-run` shows, `--commit` commits here, `--pr` asks others; give one of the three", id="both",
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_done_is_said_with_what_can(words: tuple[str, ...], sentence: str, desk: Desk) -> None:
    """One sentence, and no file is touched."""
    ran = desk.do(*words)
    assert (ran.status, ran.sentence) == (2, f"potluck: {sentence}")
    assert desk.repository.git("status", "--porcelain") == ""


def test_a_sentence_that_the_schema_refuses_is_not_written(desk: Desk) -> None:
    """The check's own words come before the file is touched, not after."""
    ran = desk.do("decline", "soup-night", "--reason", "too-few-hands", "--says", "No.")
    assert ran.status == 2
    assert ran.sentence.endswith("Nothing was changed")
    assert desk.text() == COMMENTED


def test_old_faults_do_not_stand_in_the_way(desk: Desk) -> None:
    """What was wrong before, here or in another file, is nobody's doing now."""
    desk.repository.commit({STEW: proposal("Hm", stage="almost done", authors=["lee-sample"])})
    desk.repository.commit({SOUP: COMMENTED.replace("tags: [soup,", "tags: [Soup!,")})
    assert desk.do("move", "soup-night", "building").status == 0


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        pytest.param(b"---\ntitle: \xff\n---\n", "is not UTF-8", id="not-utf8"),
        pytest.param(b"---\ntitle: [\n---\n", "needs mending first", id="not-yaml"),
        pytest.param(b"", "needs mending first", id="empty"),
        pytest.param(
            b"---\n{title: Soup night, kind: idea, stage: suggested, authors: [a], created: 2026-05-12}\n---\n",
            "Nothing was changed",
            id="in-one-line",
        ),
    ],
)
def test_a_file_that_says_nothing_is_left_alone(raw: bytes, words: str, desk: Desk) -> None:
    """No command guesses what it means."""
    desk.repository.commit({SOUP: raw})
    ran = desk.do("decline", "soup-night", *WHY)
    assert ran.status == 2
    assert words in ran.sentence
    assert (desk.root / SOUP).read_bytes() == raw


def test_git_says_who_is_at_work(desk: Desk) -> None:
    """By the address that the forge or the charter vouches for; where it says nobody, that is said."""
    words = ("move", "soup-night", "building", "--now", NOW)
    assert "add `--as LOGIN`" in potluck(*words, within=desk.root).sentence
    desk.repository.git("config", "user.email", "7+Mara-Sample@users.noreply.github.com")
    assert potluck(*words, within=desk.root).status == 0


# --- Fields ----------------------------------------------------------------------------------------------------------

FIELDS = {
    "plain": "stage: a\n",
    "quoted": "stage: 'a'   # c\n",
    "empty": "stage:\n",
    "folded": "stage: >\n  a\n  b\n\n",
    "literal": "stage: |-\n  a\n",
    "several-lines": "stage: a\n  b\n",
    "a-list": "stage: [a,\n  b]\n",
    "a-record": "stage:\n  x: 1  # one\n  y: 2\n",
    "missing": "",
}
LISTS = {
    "flow": "tags: [a, b]  # c\n",
    "flow-empty": "tags: []\n",
    "flow-comma": "tags: [a,\n  b,]\n",
    "block": "tags:\n- a\n- b  # c\n",
    "indented": "tags:\n    - a\n",
    "nothing": "tags:\n",
    "missing": "",
}
TEXTS = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp", "Cn", "Co", "Cf")), min_size=1, max_size=40
).map(lambda text: " ".join(text.split())).filter(bool)  # fmt: skip


def _document(text: str, charter: Charter):  # type: ignore[no-untyped-def]
    return read_document(text.encode(), SOUP, "soup-night", "ideas", charter.limits)


@pytest.mark.parametrize("written", FIELDS.values(), ids=FIELDS)
@given(value=TEXTS)
@settings(max_examples=30, deadline=None)
def test_a_value_is_read_as_it_was_meant_and_the_rest_stays(written: str, value: str, charter: Charter) -> None:
    """REL-032: whatever the value, and however the field was written before."""
    text = f"---\ntitle: Soup  # t\n{written}created: 2026-05-12 # c\n---\n\n{written}Text.\n"
    edits = front.put(_document(text, charter), "stage", value, ("title", "stage", "created"))
    after = _document(apply_edits(text, [edits]), charter)
    assert [field.name for field in after.fields] == ["title", "stage", "created"]
    assert after.text("stage") == value
    assert after.body == _document(text, charter).body
    assert (after.lines[1], after.text("created")) == ("title: Soup  # t", "2026-05-12")


@pytest.mark.parametrize("written", LISTS.values(), ids=LISTS)
@given(value=TEXTS)
@settings(max_examples=30, deadline=None)
def test_a_list_grows_by_one_entry(written: str, value: str, charter: Charter) -> None:
    """The others stay as they were, in brackets or a line each."""
    text = f"---\ntitle: Soup\n{written}created: 2026-05-12\n---\n\nText.\n"
    before = _document(text, charter)
    after = _document(apply_edits(text, [front.add(before, "tags", value, ("title", "tags", "created"))]), charter)
    field, old = after.field("tags"), before.field("tags")
    assert field
    assert isinstance(field.value, Sequence)
    entries = [item.text for item in field.value.items if isinstance(item, Scalar)]
    kept = [item.text for item in old.value.items if isinstance(item, Scalar)] if old and isinstance(
        old.value, Sequence
    ) else []  # fmt: skip
    assert entries == [*kept, value]
    assert [one.name for one in after.fields] == ["title", "tags", "created"]
    assert after.body == before.body


@pytest.mark.parametrize("written", ["", "who: {by: x, says: y}  # c\n", "who:\n  by: x # c\n  says: |\n    y\n"])
@given(value=TEXTS)
@settings(max_examples=30, deadline=None)
def test_a_record_is_read_as_it_was_meant(written: str, value: str, charter: Charter) -> None:
    """In braces or a line each."""
    text = f"---\ntitle: Soup\n{written}---\n\nText.\n"
    edits = front.put(_document(text, charter), "who", {"by": "ana", "says": value}, ("title", "who"))
    field = _document(apply_edits(text, [edits]), charter).field("who")
    assert field
    assert isinstance(field.value, Mapping)
    assert {one.name: one.value.text.strip() for one in field.value.fields if isinstance(one.value, Scalar)} == {
        "by": "ana",
        "says": value,
    }
