"""What a contributor reads: a comment for somebody who has never seen YAML and came to bring an idea.

First what was understood, then what to change and with which words, then what happens next. Whatever others wrote in it
goes through `neutral`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from types import MappingProxyType

from potluck.diagnostics import neutral, rules
from potluck.diagnostics.about import About, LineOf, Sources, Understood, line_of
from potluck.edits import mended_lines
from potluck.model import Diagnostic, Severity
from potluck.translation import N_, _, apart, ngettext
from potluck.words import listed

FIRST = 5  # problems that stand in the open; the others are folded away
LARGEST = 60_000  # UTF-16 units; GitHub refuses a comment of more than 65,536 characters
LINE = 160  # characters of a line that is shown whole
SHOWN = 10  # files told of what was read
_FORM = ("FO701", "FO702", "FO703", "FO704")  # a file's bytes: of no interest to somebody who came with an idea
NOBODY_ALONE = N_("If something is unclear, just ask below; nobody needs to get it right alone.")
NEXT = N_("What happens next")
_LOGIN = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,38})")  # no bot's, and nothing that could be anything else


def render(diagnostics: Sequence[Diagnostic], sources: Sources, about: About) -> str:
    """The summary of a run: the comment without a name on it."""
    return comment(diagnostics, line_of(sources), about)


def comment(
    diagnostics: Sequence[Diagnostic],
    line: LineOf,
    about: About,
    *,
    to: str = "",
    edit_address: Callable[[str], str] = lambda _path: "",
    elsewhere: int = 0,
    how: str = "",
    closing: str = "",
) -> str:
    """The comment on a pull request, in Markdown, never longer than GitHub takes.

    *to* is the contributor's login, *edit_address* where a file can be changed in a browser, *elsewhere* the number of
    errors in files that are not this contributor's. *how* things are changed and the *closing* words are those of
    somebody who edits a file, unless others are given.
    """
    of_form = [one for one in diagnostics if one.code in _FORM and one.severity is Severity.WARNING]
    diagnostics = [one for one in diagnostics if one not in of_form]
    errors = [one for one in diagnostics if one.severity is Severity.ERROR]
    parts = [_greeting(to, len(errors), len(diagnostics) - len(errors))]
    parts += _what_was_read(about)
    if about.rules_change:
        parts += rules.tell(about.rules_change)
    if diagnostics:
        room = LARGEST - sum(_size(part) for part in parts) - 3_000  # for what comes after
        parts += _what_to_change(diagnostics, line, about, edit_address, room)
        parts.append(how or _how(diagnostics, edit_address))
    parts.append(closing or _what_happens_next(about, is_clear=not errors))
    if of_form:
        untidy = ngettext(
            "Line ends and blanks are a little untidy in %(num)s place. No reader sees it, and nothing needs to be "
            "done; `potluck check --fix` tidies them.",
            "Line ends and blanks are a little untidy in %(num)s places. No reader sees it, and nothing needs to be "
            "done; `potluck check --fix` tidies them.",
            len(of_form),
        )
        parts.append(f"<sub>{untidy}</sub>")
    if elsewhere:
        others = ngettext(
            "There is also %(num)s error in files that you did not touch. It is not yours to mend.",
            "There are also %(num)s errors in files that you did not touch. They are not yours to mend.",
            elsewhere,
        )
        parts.append(f"<sub>{others}</sub>")
    return "\n\n".join(parts) + "\n"


def _greeting(to: str, errors: int, warnings: int) -> str:
    if errors:
        said = ngettext("%(num)s thing to change first", "%(num)s things to change first", errors)
    else:
        said = _("It can be taken in as it is") if warnings else _("All is well")
    return f"### {thanks(to)} {said}"


def thanks(to: str) -> str:
    """The first words; by name where *to* is somebody's login."""
    return _("Thank you, %(name)s!", name=neutral.prose(to)) if _LOGIN.fullmatch(to) else _("Thank you!")


def _what_was_read(about: About) -> Iterator[str]:
    """The files by their titles: the reader's own words, so that it is plain what arrived."""
    if not about.documents:
        return
    yield "**" + _("What we read") + "**"
    lines = [f"- {_read(one, about)}" for one in about.documents[:SHOWN]]
    if (more := len(about.documents) - SHOWN) > 0:
        lines.append("- " + ngettext("and %(num)s more file", "and %(num)s more files", more))
    yield "\n".join(lines)


def _read(one: Understood, about: About) -> str:
    title = f"**{neutral.prose(one.title, 120)}**" if one.title.strip() else neutral.code(one.path, 120)
    kind = about.kinds.get(one.kind)
    if not kind:
        return _("%(title)s, of a kind that we could not tell", title=title)
    words = neutral.prose(kind)
    if not one.sections:
        return f"{title} ({words})"
    names = [f"*{neutral.prose(section, 40)}*" for section in one.sections[:8]]
    spelled = listed(names, "")
    sections = ngettext("with its section %(names)s", "with its sections %(names)s", len(names), names=spelled)
    return f"{title} ({words}), {sections}"


def _what_to_change(
    diagnostics: Sequence[Diagnostic],
    line: LineOf,
    about: About,
    edit_address: Callable[[str], str],
    room: int,
) -> Iterator[str]:
    """The problems by file, errors before advice: the first five open, of the rest as many folded as there is room."""
    ordered = sorted(diagnostics, key=lambda one: (one.severity is not Severity.ERROR, one.order))
    tops = {one.path: one for one in about.documents[:SHOWN] if neutral.is_quiet(one.top)}
    covered = [one for one in ordered if one.path in tops and _is_within(one, tops[one.path].top_lines)]
    others = [one for one in ordered if one not in covered]
    errors = sum(one.severity is Severity.ERROR for one in ordered)
    advice = len(ordered) - errors
    numbers = [
        ngettext(
            "%(num)s thing to change before it can be taken in",
            "%(num)s things to change before it can be taken in",
            errors,
        )
        if errors
        else "",
        ngettext("%(num)s piece of advice", "%(num)s pieces of advice", advice) if advice else "",
    ]
    yield headed(_("What to change"), listed([*filter(None, numbers)], ""))
    opened = list(_by_file(others[:FIRST], line, about, edit_address, tops))
    yield from opened
    room -= sum(_size(part) for part in opened)
    folded: list[Diagnostic] = []
    for one in (*others[FIRST:], *covered):
        room -= _size(_problem(1, one, line, about)) + _size(neutral.code(one.path, 200))
        if room < 0:
            break
        folded.append(one)
    if folded:
        yield f"<details>\n<summary>{_more(len(folded), sum(one in covered for one in folded))}</summary>"
        yield from _by_file(folded, line, about, edit_address)
        yield "</details>"
    if (left := len(ordered) - len(others[:FIRST]) - len(folded)) > 0:
        yield ngettext(
            "And %(num)s more than fits here; mend these first, and look again.",
            "And %(num)s more than fit here; mend these first, and look again.",
            left,
        )


def _more(folded: int, of_top: int) -> str:
    """How many are *folded* away, and how many of them are mended by the lines above."""
    if of_top == folded:
        return ngettext("%(num)s more, which the lines above mend", "%(num)s more, which the lines above mend", folded)
    if of_top:
        return ngettext(
            "%(num)s more, of which the lines above mend %(mended)s",
            "%(num)s more, of which the lines above mend %(mended)s",
            folded,
            mended=apart(of_top),
        )
    return ngettext("%(num)s more", "%(num)s more", folded)


def _is_within(one: Diagnostic, lines: int) -> bool:
    """Whether *one* is mended by writing the first *lines* anew."""
    return bool(one.edits) and all(edit.end_line <= lines + (edit.end_column == 1) for edit in one.edits)


def _by_file(
    some: Sequence[Diagnostic],
    line: LineOf,
    about: About,
    edit_address: Callable[[str], str],
    tops: Mapping[str, Understood] = MappingProxyType({}),
) -> Iterator[str]:
    by_path: dict[str, list[Diagnostic]] = {path: [] for path in tops}
    for one in some:
        by_path.setdefault(one.path, []).append(one)
    for path, many in by_path.items():
        address = edit_address(path)
        file = neutral.code(path, 200)
        yield _("In %(file)s:", file=f"[{file}]({address})" if address else file)
        if path in tops:
            yield from _in_one_step(tops[path], is_all=not many)
        yield "\n".join(_problem(number, one, line, about) for number, one in enumerate(many, 1))


def _in_one_step(one: Understood, *, is_all: bool) -> Iterator[str]:
    """The first lines of a file as they are to be, to be copied."""
    much = _("All of it in one step") if is_all else _("Most of it in one step")
    what = _("copy these lines over lines 1 to %(last)s of the file.", last=one.top_lines)
    yield f"**{much}**: {what}"
    yield f"```yaml\n{one.top}\n```"
    if not is_all:
        is_moved = one.top.count("\n") + 1 != one.top_lines  # the rest stands on other lines from then on
        yield _("And then (lines are numbered as before that step):") if is_moved else _("And then:")


def _problem(number: int, one: Diagnostic, line: LineOf, about: About) -> str:
    """One problem as an entry of a list: what, the line, what to write, and where it is explained."""
    whole = (one.line, one.column, one.end_line, one.end_column) == (1, 1, 1, 1)
    where = "" if whole else _("Line %(number)s: ", number=one.line)
    advice = "" if one.severity is Severity.ERROR else "*" + _("Advice.") + "* "
    address = about.explanation(one.code)
    why = " [" + _("Why?") + f"]({address})" if address else ""
    said = one.message if where else one.message[:1].upper() + one.message[1:]
    mark = f"{number}. "
    head = f"{mark}{advice}{where}{neutral.message(said)}.{'' if one.hint else why}"
    written = "" if whole else line(one.path, one.line)
    parts = [head]
    if written.strip():
        parts.append(_below(mark, neutral.shown_line(one.line, written)))
    if mended := _mended(one, written):
        wanted = _("Make the whole line %(line)s.", line=neutral.code(mended, LINE))
        parts.append(_below(mark, f"👉 {wanted}{why}"))
    elif one.hint:
        stop = "" if one.hint.endswith(("?", ".", "؟")) else "."
        hint = neutral.message(one.hint[:1].upper() + one.hint[1:], about.site_url)
        parts.append(_below(mark, f"👉 {hint}{stop}{why}"))
    return "\n\n".join(parts)


def _mended(one: Diagnostic, written: str) -> str:
    """The line as `potluck check --fix` would leave it, where that is one line that can be shown and copied."""
    if any((edit.line, edit.end_line) != (one.line, one.line) or "\n" in edit.text for edit in one.edits):
        return ""
    if not one.edits or not written.strip() or len(written) >= LINE or "⟨U+" in written:  # cut, or written out
        return ""
    lines = [""] * (one.line - 1) + [written]
    found = mended_lines(one, lines)
    return found[2][0] if found and found[2][0].strip() and found[2][0] != written else ""


def _below(mark: str, text: str) -> str:
    """*text* as a part of the entry that *mark* begins: as far in as its first word, one more from the tenth on."""
    return "\n".join(f"{' ' * len(mark)}{line}" for line in text.split("\n"))


def _how(diagnostics: Sequence[Diagnostic], edit_address: Callable[[str], str]) -> str:
    sentences = [
        _("Press the file's name above, write over the line, and press *Commit changes*.")
        if any(edit_address(one.path) for one in diagnostics)
        else _("Open the file, write over the line, and press *Commit changes*."),
        _("A file gets another name where its name stands above the text.") if _has_odd_name(diagnostics) else "",
        _("Stay in this pull request; a new one is not needed. Every change is looked at again by itself."),
    ]
    return headed(_("How to change it"), " ".join(filter(None, sentences)))


def _has_odd_name(diagnostics: Sequence[Diagnostic]) -> bool:
    return any(one.slug in ("odd-name", "odd-place", "misplaced-file") for one in diagnostics)


def _what_happens_next(about: About, *, is_clear: bool) -> str:
    who = hosts_of(about)
    first = who if about.hosts else who[:1].upper() + who[1:]
    said = (
        _("%(who)s will read it and answer here. Nothing more is asked of you for now.", who=first)
        if is_clear
        else _("when these things are changed, %(who)s will read it and answer here.", who=who) + f" {_(NOBODY_ALONE)}"
    )
    return headed(_(NEXT), said)


def headed(head: str, text: str) -> str:
    """A paragraph that begins with what it is about."""
    return f"**{head}**: {text}"


def hosts_of(about: About) -> str:
    """Who answers, as it stands within a sentence: `Mara or Tomás`."""
    hosts = [neutral.prose(name, 60) for name in about.hosts[:5]]
    if hosts:
        return listed(hosts, "", "or")
    if not about.community:
        return _("a facilitator")
    return _("a facilitator of %(community)s", community=neutral.prose(about.community, 80))


def _size(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
