"""CH531 to CH553: whether the charter's kinds, their fields and mechanisms, and the forge fit together."""

from __future__ import annotations

from collections.abc import Iterator

from potluck.charter import CharterReading
from potluck.charter.strict import plain
from potluck.checks.charter_parts import described_fields, given_fields, kinds_of, mechanisms_of, renamed
from potluck.mechanisms import mechanisms
from potluck.model import Mapping as Record
from potluck.model import Problem, Scalar
from potluck.register import check
from potluck.words import did_you_mean, quote, spell

# The first parts of the addresses of pages and files that every site has.
_PLACES = (
    "api archive assets audit board changelog checks compare decisions desk feed fields files how-it-works ledger list "
    "lists needs needs-fixing pagefind people promises rankings recount roadmap scorecard search stages submit tags "
    "text threads time years"
)
OWN_PLACES = frozenset(_PLACES.split())


@check("CH531", over="charter")
def unknown_common_field(reading: CharterReading) -> Iterator[Problem]:
    """A field that is renamed, or taken away, is one that the kind would have had.

    A new word for a field that there is not changes nothing: front matters would go on to need the old word.

    Bad::

        kinds:
          idea:
            names: {stagge: status}

    Good::

        kinds:
          idea:
            names: {stage: status}
    """
    for kind in kinds_of(reading):
        given = given_fields(reading, kind)
        if given is None:
            continue
        names = renamed(reading, kind)
        for field in reading.names("kinds", kind, "names"):
            if field.name not in given:
                hint = did_you_mean(field.name, given, f"what can be renamed is {spell(given)}")
                yield Problem(field.key, f"there is no field {quote(field.name)} to rename", hint)
        written = {names[name].text if name in names else name: name for name in given}
        for field in reading.names("kinds", kind, "fields"):
            if plain(field.value) is None and field.name not in written:
                hint = did_you_mean(field.name, written, "leave the line out")
                if field.name in names:
                    hint = f"it is called {quote(names[field.name].text)} here"
                yield Problem(field.key, f"there is no field {quote(field.name)} to take away", hint)


@check("CH532", over="charter")
def clashing_names(reading: CharterReading) -> Iterator[Problem]:
    """No two fields of a kind are written with one word.

    Of two fields with one word the first would never be found, whatever people write.

    Bad::

        kinds:
          idea:
            names: {summary: title}

    Good::

        kinds:
          idea:
            names: {summary: description}
    """
    for kind in kinds_of(reading):
        names = renamed(reading, kind)
        given = given_fields(reading, kind)
        for name, word in names.items():
            for other in given or ():
                taken = names[other].text if other in names else other
                if given and name in given and other != name and taken == word.text:
                    message = f"`{name}` and `{other}` would both be written {quote(word.text)}"
                    yield Problem(word.span, message, "choose a word that no other field has")


@check("CH533", over="charter")
def missing_choices(reading: CharterReading) -> Iterator[Problem]:
    """A field of the type `choice` says what there is to choose from.

    Without any choices nothing that people write would be right.

    Bad::

        kinds:
          idea:
            fields:
              season: {type: choice}

    Good::

        kinds:
          idea:
            fields:
              season: {type: choice, choices: [spring, summer, autumn, winter]}
    """
    for field in described_fields(reading):
        default = field.given.type if field.given else "text"
        is_choice = field.text(reading, "type", default) == "choice"
        if is_choice and not field.chooses_by_itself and not field.has(reading, "choices"):
            message = f"{quote(field.path[-1])} is a choice, and there is nothing to choose from"
            yield Problem(field.key, message, "add `choices: [one, two]`, or take away `type: choice`")


@check("CH534", over="charter")
def empty_record(reading: CharterReading) -> Iterator[Problem]:
    """A field of the type `record` says which fields it is made of.

    A record is a small form within the form. One without fields can hold nothing.

    Bad::

        kinds:
          idea:
            fields:
              cost: {type: record}

    Good::

        kinds:
          idea:
            fields:
              cost:
                type: record
                fields:
                  amount: {type: integer}
                  currency: {type: choice, choices: [EUR, USD]}
    """
    for field in described_fields(reading):
        default = field.given.type if field.given else "text"
        if field.text(reading, "type", default) == "record" and not field.has(reading, "fields"):
            message = f"{quote(field.path[-1])} is a record, and no fields are described for it"
            yield Problem(field.key, message, "add `fields:` and below it a line for each")


@check("CH535", over="charter")
def crossed_bounds(reading: CharterReading) -> Iterator[Problem]:
    """What a field holds at least is not more than what it holds at most.

    Between bounds that cross there is no room: whatever people write is too short or too long.

    Bad::

        kinds:
          idea:
            fields:
              motto: {least: 80, most: 20}

    Good::

        kinds:
          idea:
            fields:
              motto: {least: 20, most: 80}
    """
    for field in described_fields(reading):
        given = field.given
        least = field.text(reading, "least", str(given.least) if given and given.least is not None else "")
        most = field.text(reading, "most", str(given.most) if given and given.most is not None else "")
        if least.isdecimal() and most.isdecimal() and len(least + most) < 30 and int(least) > int(most):
            written = reading.node(*field.path, "least") or reading.node(*field.path, "most")
            message = f"{quote(field.path[-1])} holds at least {least} and at most {most}"
            yield Problem(written.span if written else field.key, message, "let `least` be the smaller number")


@check("CH541", over="charter")
def unknown_mechanism(reading: CharterReading) -> Iterator[Problem]:
    """Every mechanism that a kind names is one that Potluck has.

    A mechanism is a piece of the program. One that there is not cannot do anything for your proposals.

    Bad::

        kinds:
          idea:
            mechanisms: {vote: {}}
        roles:
          facilitator: {people: [mara-sample]}

    Good::

        kinds:
          idea:
            mechanisms: {votes: {}}
        roles:
          facilitator: {people: [mara-sample]}
    """
    for part in mechanisms_of(reading):
        if part.mechanism is None:
            hint = did_you_mean(part.word, mechanisms(), f"there are {spell(mechanisms(), 'and')}")
            yield Problem(part.key, f"{quote(part.word)} is not a mechanism", hint)


@check("CH542", over="charter")
def wrong_mechanism(reading: CharterReading) -> Iterator[Problem]:
    """What a kind sets for a mechanism is what the mechanism asks for.

    Each mechanism has settings of its own; `potluck charter` shows them all, filled in.

    Bad::

        kinds:
          idea:
            mechanisms:
              decision:
                reasons:
                  too-costly: {answer: never, means: We would have to raise prices.}
        roles:
          facilitator: {people: [mara-sample]}

    Good::

        kinds:
          idea:
            mechanisms:
              decision:
                reasons:
                  too-costly: {answer: "no", means: We would have to raise prices.}
        roles:
          facilitator: {people: [mara-sample]}
    """
    for part in mechanisms_of(reading):
        for fault in part.faults:
            yield fault.problem


@check("CH551", over="charter")
def shared_folder(reading: CharterReading) -> Iterator[Problem]:
    """Every kind has a folder of its own.

    The folder tells what kind a file is, and is a part of its page's address. Capitals do not make two folders of one:
    on many computers `Ideas` and `ideas` are the same.

    Bad::

        kinds:
          idea: {name: Idea, folder: ideas}
          story: {name: Story, folder: Ideas}

    Good::

        kinds:
          idea: {name: Idea, folder: ideas}
          story: {name: Story, folder: stories}
    """
    seen: dict[str, str] = {}
    for kind in kinds_of(reading):
        folder = reading.node("kinds", kind, "folder")
        if isinstance(folder, Scalar) and folder.text:
            owner = seen.setdefault(folder.text.casefold(), kind)
            if owner != kind:
                message = f"{quote(folder.text)} is the folder of `{owner}` already"
                yield Problem(folder.span, message, f"give `{kind}` a folder of its own")


@check("CH552", over="charter")
def missing_repository(reading: CharterReading) -> Iterator[Problem]:
    """A community on GitHub says which repository is its own; one that shows comments is there.

    Threads, reactions, comments and links for editing are found through it.

    Bad::

        forge:
          type: github

    Good::

        forge:
          type: github
          repository: open-kitchen/table
    """
    forge, repository = reading.node("forge", "type"), reading.node("forge", "repository")
    has_repository = isinstance(repository, Scalar) and bool(repository.text.strip())
    if isinstance(forge, Scalar) and forge.text == "github" and not has_repository:
        hint = "add `repository: owner/name`, as in the repository's address"
        yield Problem(forge.span, "the forge is GitHub, and nothing says which repository", hint)
    comments = reading.node("comments")
    if isinstance(comments, Record) and not (isinstance(forge, Scalar) and forge.text == "github"):
        hint = "add `forge: {type: github, repository: owner/name}`, or leave `comments` out"
        yield Problem(comments.span, "`comments` are kept on GitHub, and this community is not there", hint)


@check("CH553", over="charter")
def reserved_folder(reading: CharterReading) -> Iterator[Problem]:
    """The pages of a kind have an address that Potluck's own pages do not have.

    A kind's folder is the first part of its pages' addresses; of a kind without a folder of its own, its word is. In a
    folder `people`, a proposal called `ana` would want the same address as the page of somebody called Ana.

    Bad::

        kinds:
          story: {name: Story, folder: people}

    Good::

        kinds:
          story: {name: Story, folder: stories}
    """
    folders = {}
    for kind in kinds_of(reading):
        folder = reading.node("kinds", kind, "folder")
        if isinstance(folder, Scalar) and folder.text:
            folders[kind] = folder
    for kind, folder in folders.items():
        place = kind if folder.text == "." else folder.text.casefold()
        if place in OWN_PLACES:
            hint = "choose another word for the kind" if folder.text == "." else "give the kind another folder"
            yield Problem(folder.span, f"the addresses below `{place}/` are Potluck's own", hint)
        elif folder.text == "." and any(place == other.text.casefold() for other in folders.values()):
            hint = "choose another word for the kind"
            yield Problem(folder.span, f"the addresses below `{place}/` are those of another kind's folder", hint)
