"""A proposal's own page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import UTC, date
from typing import Any

from potluck.charter import StageRules
from potluck.mechanisms import Facts, day_in, mechanisms, text_in
from potluck.model import Proposal, Reading
from potluck.shapes import Link, Moment, Nearly, Panel, ProposalPage, Step
from potluck.slugs import title_of_slug
from potluck.views.comments import comments_address
from potluck.views.community import NO_TIMELINE, Community
from potluck.views.numbers import numbers_of
from potluck.words import in_a_sentence, listed, visible, without_addresses

RIGHT_TO_LEFT = {"ar", "arc", "ckb", "dv", "fa", "he", "ks", "ps", "sd", "ug", "ur", "yi"}
NEAR = 3  # related proposals shown

# What a proposal says of another, and what the other's page says of it in turn.
_RELATIONS = {
    "extends": ("Builds on", "Built upon by"),
    "supersedes": ("Takes the place of", "Its place is taken by"),
    "superseded_by": ("Its place is taken by", "Takes the place of"),
    "answers": ("Answers", "Answered by"),
    "merged_into": ("Lives on in", "Brought together here"),
}


Relations = tuple[tuple[str, tuple[Link, ...]], ...]


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
        track=_track(community, proposal),
        authors=community.authors(proposal),
        credits=tuple((community.who(credit.login), credit.role) for credit in proposal.credits),
        created=community.created(proposal),
        changed=community.changed(proposal),
        edits=max(0, len(timeline.changes) - 1),
        tags=community.tags(proposal),
        needs=proposal.needs,
        promised=tuple((promise.on, promise.set, promise.why) for promise in proposal.promised),
        relations=relations,
        related=related,
        onward=_onward(community, proposal),
        panels=tuple(_panels(community, proposal)),
        moments=tuple(_moments(community, proposal)),
        history_note=community.history_note if not timeline.changes else "",
        thread=_thread(community, proposal),
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
        return _RELATIONS["merged_into"][0], _link(community, other)
    if to := without_addresses(proposal.handed_to):
        return "Handed to", Link(to, to if to.startswith("https://") else "")
    return None


def _own_fields(community: Community, proposal: Proposal) -> Iterator[tuple[str, str, str]]:
    """What the charter's own fields hold, in its order: `EIP`, `7702`, and what the number is for."""
    rules = community.rules(proposal)
    for word, field in rules.fields.items():
        value = proposal.more.get(word)
        values = value if isinstance(value, list) else [value]
        words = ["yes" if one is True else "no" if one is False else str(one) for one in values if _is_single(one)]
        if field and words:
            name = rules.name if word == proposal.kind else word.replace("-", " ").capitalize()
            yield name, without_addresses(", ".join(words)), field.means


def _is_single(value: Any) -> bool:
    return isinstance(value, str | int) and value != ""


def _voice(community: Community, proposal: Proposal, kind: str) -> str:
    """Whose words these are (SEC-054)."""
    names = [who.name for who in community.authors(proposal)]
    people = listed(names, "somebody")
    return f"These are the words of {people}, who brought this {kind}; not those of {community.charter.community.name}."


def _thread(community: Community, proposal: Proposal) -> Link | None:
    if proposal.thread.startswith("https://"):
        return Link("Join the conversation", proposal.thread)
    home = community.charter.forge.home
    if proposal.thread and home:
        return Link(f"Conversation {proposal.thread}", f"{home}/issues/{proposal.thread}")
    return None


def _track(community: Community, proposal: Proposal) -> tuple[Step, ...]:
    """The kind's way, as far as it applies: stages off the way show only where the proposal stands on one."""
    stages = community.rules(proposal).stages
    since: dict[str, date] = {}
    for change in community.timeline(proposal).changes:
        if change.stage:
            since[change.stage] = change.at.astimezone(UTC).date()
    before, after = _led_from(stages, proposal.stage), _leads_to(stages, proposal.stage)
    way = [
        word
        for word, rules in stages.items()
        if rules.tone not in ("no", "rest")
        and (word in since or word in before or word in after or word == proposal.stage)
    ]
    if proposal.stage not in way:
        passed = [word for word in way if word in since or word == next(iter(stages))]
        way = [*passed, proposal.stage]
    here = way.index(proposal.stage)
    return tuple(
        Step(
            community.stage_chip(proposal.kind, word),
            "past" if place < here else "here" if place == here else "ahead",
            since.get(word),
        )
        for place, word in enumerate(way)
    )


def _leads_to(stages: Mapping[str, StageRules], stage: str) -> set[str]:
    """The stages that a proposal can come to from *stage*, by moves that do not leave the kind's way."""
    found, pending = set(), [stage]
    while pending:
        for word in stages[pending.pop()].to:
            if word in stages and word not in found and stages[word].tone not in ("no", "rest"):
                found.add(word)
                pending.append(word)
    return found


def _led_from(stages: Mapping[str, StageRules], stage: str) -> set[str]:
    """The stages from which a proposal can have come to *stage*."""
    return {word for word in stages if stage in _leads_to(stages, word)}


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
            created=community.created(proposal),
            beside=tuple(community.beside(proposal)),
            numbers=tuple(numbers_of(community.count(proposal).tally, community.charter)),
        )
        state = mechanism.state(proposal, facts)
        if state is not None:
            yield Panel(word, mechanism.place, state)


def _moments(community: Community, proposal: Proposal) -> Iterator[Moment]:
    """What happened, oldest first: what the front matter tells, and what git saw."""
    moments: list[Moment] = []
    if proposal.created:
        moments.append(Moment(proposal.created, "brought it", community.authors(proposal)))
    moments += [Moment(promise.set, f"promised it for {promise.on.isoformat()}", ()) for promise in proposal.promised]
    for word in community.rules(proposal).mechanisms:
        mechanism = mechanisms()[word]
        for field in mechanism.fields(community.settings(proposal.kind, word)) if mechanism.happened else ():
            written = proposal.more.get(field)
            if day := day_in(written, "date"):
                moments.append(Moment(day, mechanism.happened, (community.who(text_in(written, "by")),)))
    timeline = community.timeline(proposal)
    for place, change in enumerate(timeline.changes):
        chip = community.stage_chip(proposal.kind, change.stage) if change.stage else None
        if place == 0 and timeline.is_whole:
            words, chip = "put it on the table", None
        else:
            words = f"moved it to {chip.name}" if chip else "changed the text"
        people = tuple(community.who(login) for login in (change.login, *change.co_authors) if login)
        address = community.commit_address(change.commit)
        moments.append(Moment(change.at.astimezone(UTC).date(), words, people, change.commit[:7], address, chip))
    yield from sorted(moments, key=lambda moment: moment.at)


class RelationIndex:
    """Who names whom, and who is near whom; made once for all pages."""

    def __init__(self, community: Community) -> None:
        self._slugs: dict[str, Proposal] = {}
        for proposal in community.proposals.values():
            self._slugs |= dict.fromkeys(proposal.aliases, proposal)
        self._slugs |= community.proposals
        self._named_by: dict[str, list[tuple[str, Proposal]]] = {}
        self._by_tag: dict[str, list[str]] = {}  # slugs
        self._place: dict[tuple[str, str], int] = {}
        for proposal in community.newest_first:
            for field in _RELATIONS:
                for target in _named(proposal, field):
                    self._named_by.setdefault(target, []).append((field, proposal))
            for tag in proposal.tags:
                tagged = self._by_tag.setdefault(tag, [])
                self._place[tag, proposal.slug] = len(tagged)
                tagged.append(proposal.slug)

    def of(self, community: Community, proposal: Proposal) -> Relations:
        """What *proposal* and the others say of each other, in words."""
        found: dict[str, dict[str, Link]] = {}
        for field, (word, _) in _RELATIONS.items():
            for target in _named(proposal, field):
                if other := self._slugs.get(target):
                    found.setdefault(word, {})[other.slug] = _link(community, other)
        for name in (proposal.slug, *proposal.aliases):
            for field, other in self._named_by.get(name, ()):
                found.setdefault(_RELATIONS[field][1], {})[other.slug] = _link(community, other)
        return tuple((word, tuple(links.values())) for word, links in found.items())

    def near(self, community: Community, proposal: Proposal) -> tuple[Link, ...]:
        """Those that share most tags with it, among its neighbours in time under each tag."""
        shared = Counter[str]()
        for tag in proposal.tags:
            place = self._place[tag, proposal.slug]
            shared.update(self._by_tag[tag][max(0, place - 8) : place + 9])
        del shared[proposal.slug]
        best = [
            community.proposals[slug] for _, slug in sorted([(-count, slug) for slug, count in shared.items()])[:NEAR]
        ]
        return tuple(
            _link(community, other, ", ".join(tag for tag in proposal.tags if tag in other.tags)) for other in best
        )


def _named(proposal: Proposal, field: str) -> tuple[str, ...]:
    value = getattr(proposal, field)
    return value if isinstance(value, tuple) else (value,) if value else ()


def _link(community: Community, proposal: Proposal, note: str = "") -> Link:
    return Link(proposal.title, community.address(proposal), note)


def decision_written(proposal: Proposal) -> Mapping[str, Any]:
    """The decision as written; empty where there is none."""
    written = proposal.more.get("decision")
    return written if isinstance(written, dict) else {}


def direction_of(language: str) -> str:
    """The way that a language is written: "ltr" or "rtl"."""
    return "rtl" if language.split("-")[0].lower() in RIGHT_TO_LEFT else "ltr"
