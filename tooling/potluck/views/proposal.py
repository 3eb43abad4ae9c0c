"""A proposal's own page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from typing import Any

import msgspec

from potluck.mechanisms import Facts, mechanisms
from potluck.model import Proposal, Reading
from potluck.shapes import Chip, Fix, Link, Moment, Nearly, Panel, Step, Who
from potluck.slugs import title_of_slug
from potluck.translation import _, direction_of, ngettext, pgettext
from potluck.views.cite import Cite, cite
from potluck.views.comments import comments_address
from potluck.views.community import NO_TIMELINE, Community
from potluck.views.head import Head, head_of
from potluck.views.numbers import numbers_of
from potluck.views.relations import LIVES_ON, Kin, Relations, kin_of, link_to
from potluck.views.sharing import Paste, feed_of, pastes_of, shared_of
from potluck.views.versions import versions_place
from potluck.views.way import moments, track
from potluck.words import in_a_sentence, listed, visible, without_addresses


class Talked(msgspec.Struct, frozen=True):
    """How much is said in the conversation of a proposal."""

    comments: int
    answered: date | None  # when the house first said something there


class ProposalPage(msgspec.Struct, frozen=True):
    """All that a proposal's page says around its body."""

    slug: str
    address: str
    title: str
    summary: str
    kind: Chip
    stage: Chip
    track: tuple[Step, ...]
    authors: tuple[Who, ...]
    credits: tuple[tuple[Who, str], ...]  # person and role
    created: date | None
    changed: date | None
    edits: int
    tags: tuple[Link, ...]
    needs: tuple[str, ...]
    promised: tuple[tuple[date, date, str], ...]  # date, set on, why
    kin: Kin | None
    related: tuple[Link, ...]  # near it, by tag
    onward: tuple[str, Link] | None  # where it goes on: "Lives on in", or "Handed to" with a whole address or none
    panels: tuple[Panel, ...]
    moments: tuple[Moment, ...]
    history_note: str  # what is missing from the history, and why; empty where nothing is
    versions: Link | None  # where they lie side by side, where there are several
    cite: Cite
    feed: str  # the address of what happens to it; "" where none is made
    pastes: tuple[Paste, ...]  # to show it on other pages
    head: Head
    thread: Link | None
    talked: Talked | None  # None where no conversation of it is known
    edit_address: str  # full address on the forge; empty without one
    file: str
    language: str  # of the text, for `lang=`
    direction: str  # "ltr" or "rtl"
    problems: tuple[Fix, ...]
    voice: str  # whose words these are (SEC-054)
    comments: str  # the frame that shows them; empty without any
    own: tuple[tuple[str, str, str], ...] = ()  # the charter's own fields: name, value, what it means


def proposal_page(
    community: Community, proposal: Proposal, relations: Relations, related: tuple[Link, ...]
) -> ProposalPage:
    """All that the page of *proposal* says around its body; *related* are those near it by their tags."""
    rules = community.rules(proposal)
    timeline = community.timeline(proposal)
    language = proposal.language or community.charter.community.languages[0]
    return ProposalPage(
        slug=proposal.slug,
        address=community.address(proposal),
        title=proposal.title,
        summary=proposal.summary,
        kind=community.kind_chip(proposal.kind),
        stage=community.stage_chip(proposal.kind, proposal.stage),
        track=track(community, proposal),
        authors=community.authors(proposal),
        credits=tuple((community.who(credit.login), credit.role) for credit in proposal.credits),
        created=community.created(proposal),
        changed=community.changed(proposal),
        edits=max(0, len(timeline.changes) - 1),
        tags=community.tags(proposal),
        needs=proposal.needs,
        promised=tuple((promise.on, promise.set, promise.why) for promise in proposal.promised),
        kin=kin_of(relations),
        related=related,
        onward=_onward(community, proposal),
        panels=tuple(_panels(community, proposal)),
        moments=tuple(moments(community, proposal)),
        history_note=community.history_note if not timeline.changes else "",
        versions=_versions(community, proposal),
        cite=cite(community, proposal),
        feed=feed_of(community, proposal),
        pastes=tuple(pastes_of(shared_of(community, proposal), community.charter.sharing)),
        head=head_of(community, proposal),
        thread=_thread(community, proposal),
        talked=_talked(community, proposal),
        edit_address=community.edit_address(proposal.path),
        file=proposal.path,
        language=language,
        direction=direction_of(language),
        problems=community.fixes(proposal.path),
        voice=_voice(community, proposal, in_a_sentence(rules.name)),
        comments=comments_address(community.charter, community.address(proposal)),
        own=tuple(_own_fields(community, proposal)),
    )


def nearly_page(community: Community, reading: Reading) -> Nearly:
    """The page of a document whose body is not printed, under its last title that could be read."""
    title = reading.title or community.timelines.get(reading.path, NO_TIMELINE).title
    name = community.charter.kinds[reading.kind].name if reading.kind else ""
    return Nearly(
        slug=reading.slug,
        address=community.address(reading),
        title=title or title_of_slug(reading.slug, reading.kind, name),
        file=visible(reading.path),
        kind=community.kind_chip(reading.kind) if reading.kind else None,
        fixes=community.fixes(reading.path, quotes=not reading.is_hidden),
        edit_address=community.edit_address(reading.path),
        is_printed=not reading.is_hidden,
    )


def _onward(community: Community, proposal: Proposal) -> tuple[str, Link] | None:
    """Where it goes on: in another proposal, or with somebody else."""
    if other := community.onward.get(proposal.slug):
        return _(LIVES_ON), link_to(community, other)
    if to := without_addresses(proposal.handed_to):
        return _("Handed to"), Link(to, to if to.startswith("https://") else "")
    return None


def _own_fields(community: Community, proposal: Proposal) -> Iterator[tuple[str, str, str]]:
    """What the charter's own fields hold, in its order: `EIP`, `7702`, and what the number is for."""
    rules = community.rules(proposal)
    for word, field in rules.fields.items():
        value = proposal.more.get(word)
        values = value if isinstance(value, list) else [value]
        words = [_plainly(one) for one in values if _is_single(one)]
        if field and words:
            name = rules.name if word == proposal.kind else word.replace("-", " ").capitalize()
            yield name, without_addresses(", ".join(words)), _(field.means)


def _plainly(value: Any) -> str:
    if isinstance(value, bool):
        return pgettext("answer", "yes") if value else pgettext("answer", "no")
    return str(value)


def _is_single(value: Any) -> bool:
    return isinstance(value, str | int) and value != ""


def _voice(community: Community, proposal: Proposal, kind: str) -> str:
    """Whose words these are (SEC-054)."""
    names = [who.name for who in community.authors(proposal)]
    people = listed(names, _("somebody"))
    return _(
        "These are the words of %(people)s, who brought this %(kind)s; not those of %(community)s.",
        people=people,
        kind=kind,
        community=community.charter.community.name,
    )


def _thread(community: Community, proposal: Proposal) -> Link | None:
    if proposal.thread.startswith("https://"):
        return Link(_("Join the conversation"), proposal.thread)
    home = community.charter.forge.home
    if proposal.thread and home:
        return Link(_("Conversation %(number)s", number=proposal.thread), f"{home}/issues/{proposal.thread}")
    return None


def _versions(community: Community, proposal: Proposal) -> Link | None:
    place = versions_place(community, proposal)
    many = len(community.timeline(proposal).versions)
    return Link(_many_versions(many), place) if place else None


def _many_versions(many: int) -> str:
    return ngettext("%(num)s version of the text, side by side", "%(num)s versions of the text, side by side", many)


def _talked(community: Community, proposal: Proposal) -> Talked | None:
    comments = community.count(proposal).comments
    if comments is None:
        return None
    answered = community.once(first_answers).get(proposal.slug)
    return Talked(comments, answered.astimezone(UTC).date() if answered else None)


def first_answers(community: Community) -> dict[str, datetime]:
    """When the house first said something in a conversation about each proposal."""
    found: dict[str, datetime] = {}
    for one in community.talk:
        if one.answered:
            found[one.proposal] = min(one.answered, found.get(one.proposal, one.answered))
    return found


def _panels(community: Community, proposal: Proposal) -> Iterator[Panel]:
    """What each of the kind's mechanisms shows."""
    rules = community.rules(proposal)
    for word in rules.mechanisms:
        mechanism = mechanisms()[word]
        facts = Facts(
            charter=community.charter,
            rules=rules,
            settings=community.settings(proposal.kind, word),
            tally=community.count(proposal).tally,
            who=community.who,
            ledger_at=community.ledger_at,
            days=community.days_reached(proposal),
            sources=community.count(proposal).sources,
            timeline=community.timeline(proposal),
            voices=community.count(proposal).voices,
            created=community.created(proposal),
            beside=tuple(community.beside(proposal)),
            numbers=tuple(numbers_of(community.count(proposal).tally, community.charter)),
        )
        state = mechanism.state(proposal, facts)
        if state is not None:
            yield Panel(word, mechanism.place, state)


def decision_written(proposal: Proposal) -> Mapping[str, Any]:
    """The decision as written; empty where there is none."""
    written = proposal.more.get("decision")
    return written if isinstance(written, dict) else {}
