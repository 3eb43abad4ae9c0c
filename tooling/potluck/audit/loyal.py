"""Accounts that are only ever for one author's proposals."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence

from potluck.audit.chance import as_number, of_rare, with_odds
from potluck.audit.finding import Finding
from potluck.audit.papers import Paper, Papers
from potluck.charter import Charter


def one_author(papers: Papers, authors: Mapping[str, Sequence[str]], charter: Charter) -> Iterator[Finding]:
    """Authors who alone have more accounts than their share of all support explains. *authors* are logins, by slug."""
    rules = charter.audit
    brought: Counter[str] = Counter()
    support: Counter[str] = Counter()
    whole = 0
    for slug, voices in papers.by_proposal.items():
        number = sum(voice.side == "for" for voice in voices)
        whole += number
        for author in authors.get(slug, ()):
            brought[author] += 1
            support[author] += number
    looked_at = {author for author, number in brought.items() if number >= rules.proposals}
    lengths: Counter[int] = Counter()  # accounts by how many proposals they are for
    loyal: defaultdict[str, list[Paper]] = defaultdict(list)
    for paper in papers.by_login.values():
        liked = [voice for voice in paper if voice.side == "for"]
        if len(liked) < rules.proposals:
            continue
        lengths[len(liked)] += 1
        alone = set(authors.get(liked[0].proposal, ())) & looked_at
        for voice in liked[1:]:
            if not alone:
                break
            alone &= set(authors.get(voice.proposal, ()))
        for author in alone:
            loyal[author].append(liked)
    for author in sorted(loyal):
        own = loyal[author]
        share = with_odds(support[author] / whole, rules.odds)
        expected = sum(number * share**length for length, number in sorted(lengths.items()))
        if len(own) - expected < rules.people:
            continue
        chance = as_number(of_rare(len(own), expected), len(looked_at))
        if chance < rules.chance:
            yield Finding(
                reason="one-author",
                proposals=tuple(sorted({voice.proposal for paper in own for voice in paper})),
                side="for",
                people=tuple(sorted(paper[0].login for paper in own)),
                voices=sum(map(len, own)),
                among=sum(lengths.values()),
                expected=round(expected, 2),
                chance=chance,
                since=min(paper[0].at for paper in own),
                until=max(paper[-1].at for paper in own),
                author=author,
            )
