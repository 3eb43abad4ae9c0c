"""The charter's shape: a community's rules, as data. Every number, stage, kind and role lives here, none in code."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints
from pydantic_core import PydanticCustomError

from potluck.model import Reaction
from potluck.translation import N_

WORD = r"^[a-z0-9]+(-[a-z0-9]+)*$"
STAGE = r"^\S(.*\S)?$"  # `Last Call` is a stage too
LOGIN = r"^[A-Za-z0-9](?:[A-Za-z0-9-]{0,38})$"
FOLDER = r"^(\.|[A-Za-z0-9][A-Za-z0-9_-]*)$"
FIELD = r"^[a-z][a-z0-9_-]{0,59}$"
LANGUAGE = r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$"
CODE = r"^[A-Z]{2}[0-9]{3}$"
HOST = r"^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$"
ADDRESS = r"^https://[^\s/]+/\S*$"

Word = Annotated[str, StringConstraints(pattern=WORD, max_length=60)]
StageWord = Annotated[str, StringConstraints(pattern=STAGE, max_length=40)]
Login = Annotated[str, StringConstraints(pattern=LOGIN)]
FolderName = Annotated[str, StringConstraints(pattern=FOLDER)]
FieldName = Annotated[str, StringConstraints(pattern=FIELD)]
Language = Annotated[str, StringConstraints(pattern=LANGUAGE)]
Code = Annotated[str, StringConstraints(pattern=CODE)]
Host = Annotated[str, StringConstraints(pattern=HOST, max_length=253)]
Address = Annotated[str, StringConstraints(pattern=ADDRESS)]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Weight = Literal["error", "warning", "off"]
Deed = Literal["decline", "hand-off", "merge", "park"]
Beside = Literal["badge", "card", "feed", "preview"]


Values = Annotated[tuple[str, ...], Field(min_length=1)]


class NamesRole:
    """Marks a setting that holds the word of one of the charter's roles."""


RoleWord = Annotated[Word, NamesRole()]


class NamesStage:
    """Marks a setting of a mechanism that holds a stage of its kind, or several."""


def _only_a_day(value: object) -> object:
    """Refuses what pydantic would take for seconds since 1970: `since: 0`."""
    if isinstance(value, str) and (value.count("-") != 2 or len(value) != 10):
        raise PydanticCustomError("date_parsing", "a day is written as year-month-day")
    return value


Day = Annotated[date, BeforeValidator(_only_a_day)]


class Rules(BaseModel):
    """The base of all parts: read strictly, written with hyphens, never changed after reading."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, populate_by_name=True, alias_generator=lambda name: name.replace("_", "-")
    )


class CommunityRules(Rules):
    """Who we are."""

    name: str = Field(min_length=1, max_length=80, description="What people call the community.")
    tagline: str = Field("", max_length=200, description="One sentence for the home page.")
    languages: tuple[Language, ...] = Field(("en",), min_length=1, description="BCP 47; the first is the site's own.")
    since: Day = Field(date(2000, 1, 1), description="Nothing of the community happened before this day.")
    notice: str = Field("", max_length=300, description="Words that every page carries, such as: this is sample data.")
    download: bool = Field(False, description="Whether the site offers all of itself as one file: `potluck pack`.")


class DoorRules(Rules):
    """Which open pull requests the site shows "at the door": those that passed, and that a facilitator labelled."""

    label: str = Field("at the door", max_length=50, description="The label; empty: none is shown.")
    check: str = Field("check", min_length=1, max_length=100, description="The job, or status, that has to pass first.")


class ForgeRules(Rules):
    """Where threads live. `none`: the files alone."""

    type: Literal["none", "github"] = "none"
    url: str = Field("https://github.com", pattern=r"^https://[^\s/]+$", description="The forge's own address.")
    repository: str = Field("", pattern=r"^$|^[\w.-]+/[\w.-]+$", description="`owner/name` on the forge.")
    branch: str = Field("main", description="The branch that is published.")
    door: DoorRules = DoorRules()

    @property
    def home(self) -> str:
        """The address of the repository on the forge, without the last slash; "" without a forge."""
        return f"{self.url}/{self.repository}" if self.type != "none" and self.repository else ""


class LedgerRules(Rules):
    """Where the ballots are kept."""

    home: Literal["folder", "branch"] = Field(
        "folder", description="`folder`: content/ledger, beside the pages. `branch`: a branch `ledger` of its own."
    )
    ballots: Literal["by-login", "counts-only"] = Field(
        "by-login", description="`by-login`: who said what. `counts-only`: how many said what, and nobody's name."
    )


class PersonRules(Rules):
    """What the firm says of one login: a name to show; addresses whose commits are this person's (never published)."""

    name: str = ""
    about: str = Field("", max_length=300, description="A sentence that this person wants to be read on their page.")
    addresses: tuple[str, ...] = ()
    firm: bool = Field(False, description="Wears the firm's hat: the site says so beside the name.")


class RoleRules(Rules):
    """Who holds a role, and what it is for."""

    people: tuple[Login, ...] = ()
    means: str = ""


FieldType = Literal[
    "text",
    "date",
    "integer",
    "boolean",
    "handle",
    "person",
    "tag",
    "slug",
    "address",
    "language",
    "choice",
    "thread",
    "record",
]


class FieldRules(Rules):
    """One field of a front matter, described once: the schema, the checks, the forms and the docs read it here."""

    type: FieldType = "text"
    means: str = Field("", description="One sentence for the person who fills it in.")
    list: bool = Field(False, description="Holds several values.")
    separator: str = Field("", max_length=3, description="A list may also be one line, split at this.")
    required: bool = False
    least: int | None = Field(None, description="Fewest characters of a text, or entries of a list.")
    most: int | None = Field(None, description="Most characters of a text, or entries of a list.")
    choices: tuple[str, ...] = Field((), description="The words of a `choice`, or the tags that may be used.")
    prefix: str = Field("", description="What a `slug` leaves out of the slug it names: 7 for `eip-7`.")
    ahead: bool = Field(False, description="A date that may lie in the future.")
    after: FieldName | None = Field(None, description="A date beside this one, which does not lie later than it.")
    apart: int | None = Field(None, ge=1, description="Days at least that lie between `after` and this date.")
    without: tuple[Text, ...] = Field((), description="Words and signs that a text leaves out.")
    required_when: dict[FieldName, Values] = Field(
        default_factory=dict, description="Required where each of these fields has one of the values named."
    )
    only_when: dict[FieldName, Values] = Field(
        default_factory=dict, description="Has a place only where each of these fields has one of the values named."
    )
    fields: dict[FieldName, FieldRules] = Field(default_factory=dict, description="The fields of a `record`.")
    owner: Word | Literal[""] = Field("", description="The role that alone may write it.")
    sample: str = Field("", description="An example value, for the template and the docs.")


class StageRules(Rules):
    """Where a proposal may stand, and where it may go from there."""

    name: str = Field("", description="As people read it; the word itself, with a capital, where empty.")
    means: str = ""
    to: tuple[StageWord, ...] = Field((), description="The stages that a facilitator may move it to.")
    closes: bool = Field(
        False, description="Ends the proposal's way; needs a decision where the kind has that mechanism."
    )
    authors: bool = Field(
        False, description="Its authors may move it here themselves, as when they withdraw it; no decision is due."
    )
    tone: Literal["open", "moving", "done", "no", "rest"] = Field("open", description="How it is coloured and drawn.")
    desk: Deed | None = Field(
        None, description="The command that brings a proposal here: `decline`, `hand-off`, `merge` or `park`."
    )


class CheckRules(Rules):
    """How much a check weighs here."""

    severity: Weight | None = Field(None, description="`error`, `warning` or `off`; what Potluck gives it where empty.")
    stages: dict[StageWord, Weight] = Field(default_factory=dict, description="Another severity at some stages.")


class ExemptionRules(Rules):
    """One check that is not held against one file."""

    code: Code
    path: str = Field(min_length=1, description="The file, from the community's folder.")
    reason: Text = Field(description="Why, in a sentence.")


class LinkRules(Rules):
    """Where links of a text may lead."""

    hosts: tuple[Host, ...] = Field((), description="The only hosts to link to, subdomains included; empty: any.")
    refused: tuple[Host, ...] = Field((), description="Hosts that are not linked to, subdomains included.")
    threads: tuple[Address, ...] = Field((), description="How a thread's address begins; empty: as the forge's do.")


class SectionRules(Rules):
    """The headings of level two that a body has."""

    required: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    others: bool = Field(True, description="Whether further sections are welcome.")
    stages: dict[StageWord, tuple[str, ...]] = Field(
        default_factory=dict, description="Sections that some stages ask for besides."
    )
    within: dict[str, tuple[str, ...]] = Field(
        default_factory=dict, description="Headings of level three that a section has."
    )


class KindRules(Rules):
    """Something people can bring."""

    name: str
    plural: str = ""
    means: str = Field("", description="What it is for, in one sentence to a customer.")
    folder: FolderName
    names: dict[FieldName, FieldName] = Field(
        default_factory=dict, description="Where this front matter uses another word: `stage: status`."
    )
    fields: dict[FieldName, FieldRules | None] = Field(
        default_factory=dict, description="Fields of its own, or changes to the common ones; null removes one."
    )
    order: tuple[FieldName, ...] = Field((), description="The fields in their order, where it is not the usual one.")
    sections: SectionRules = SectionRules()
    stages: dict[StageWord, StageRules] = Field(
        min_length=1, description="The first one is where strangers' proposals start."
    )
    mechanisms: dict[Word, dict[str, Any] | None] = Field(default_factory=dict)
    checks: dict[Code, CheckRules] = Field(
        default_factory=dict,
        description="How much checks weigh for this kind; goes before the charter's own.",
    )

    @property
    def entry(self) -> str:
        """The stage at which a proposal starts."""
        return next(iter(self.stages))

    def written(self, name: str) -> str:
        """The word that this kind's front matter uses for the field *name*."""
        return self.names.get(name, name)


class ReactionRules(Rules):
    """What a reaction says about a proposal."""

    means: Literal["for", "would-use", "against", "unsure", "watching"]
    name: str
    score: int | None = Field(None, ge=0, le=5, description="The points that it gives, 0 to 5; none where left out.")


def _reactions() -> dict[Reaction, ReactionRules]:
    """What reactions mean where the charter says nothing."""
    return {
        "+1": ReactionRules(means="for", name=N_("I want this")),
        "heart": ReactionRules(means="for", name=N_("I love this")),
        "hooray": ReactionRules(means="for", name=N_("I would use it")),
        "rocket": ReactionRules(means="for", name=N_("I would help")),
        "-1": ReactionRules(means="against", name=N_("Better not")),
        "confused": ReactionRules(means="unsure", name=N_("I am not sure")),
        "eyes": ReactionRules(means="watching", name=N_("I am following this")),
        "laugh": ReactionRules(means="watching", name=N_("It made me smile")),
    }


class TallyRules(Rules):
    """How ballots become numbers."""

    own_proposals: Literal["count", "leave-out"] = Field("leave-out", description="Authors' ballots on their own.")
    bots: Literal["count", "leave-out"] = "leave-out"
    account_days: int = Field(
        0, ge=0, le=36_500, description="Accounts younger than this when they reacted are not counted."
    )
    confidence: float = Field(0.95, gt=0.5, le=0.999999, description="Of the Wilson lower bound.")
    half_life: int = Field(14, ge=1, le=36_500, description="Days after which a ballot weighs half in `trending`.")
    prior_people: int = Field(5, ge=0, le=1_000_000, description="People whom `score` adds to those who gave points.")
    prior_score: float = Field(2.5, ge=0, le=5, description="The points that it takes them to give.")
    split_share: float = Field(0.25, gt=0, le=0.5, description="Of the points, on both ends: then loved and hated.")


class AuditRules(Rules):
    """What `potluck audit` looks for among the voices that count. It reports, and decides nothing."""

    people: int = Field(10, ge=3, le=1_000_000, description="Fewest accounts, beyond those expected, that are told of.")
    hours: int = Field(24, ge=1, le=8_760, description="How long a burst is.")
    young_days: int = Field(60, ge=1, le=3_650, description="An account younger than this when it spoke is young.")
    proposals: int = Field(4, ge=3, le=100, description="Fewest proposals of a ballot paper that is compared.")
    around: int = Field(30, ge=1, le=3_650, description="Days around, in which others tell what was popular.")
    odds: float = Field(2.0, ge=1, le=100, description="So many times the odds seen elsewhere surprise nobody.")
    chance: float = Field(0.001, gt=0, le=0.5, description="What is likelier to come about by itself is not told.")


class PromiseRules(Rules):
    """What whoever brings something may count on."""

    answer_days: int | None = Field(
        None, ge=1, le=365, description="Days within which a facilitator answers; no promise where left out."
    )


TAKE_DOWN: dict[Word, Text] = {  # why something may be taken down where the charter says nothing
    "libel": N_("It said something about somebody that may not be said."),
    "personal-data": N_("It held what is nobody else's business."),
    "spam": N_("It was an advertisement, and no proposal."),
}


class DeskRules(Rules):
    """When the desk tells of something, and why something may be taken down."""

    near_days: int = Field(14, ge=0, le=365, description="Days before a promised date from which it is near.")
    quiet_days: int = Field(90, ge=1, le=3_650, description="Days without a change or a voice that make it stale.")
    take_down: dict[Word, Text] = Field(
        default_factory=TAKE_DOWN.copy, min_length=1, description="Reasons to take a proposal down, in words."
    )


class LimitRules(Rules):
    """Sizes that a file keeps to. Up to the largest, no file keeps the checks busy (REL-002)."""

    file: int = Field(262_144, ge=1_000, le=1_048_576, description="Bytes of one proposal.")
    front_matter: int = Field(4_096, ge=200, le=65_536, description="Bytes of the front matter.")
    line: int = Field(20_000, ge=200, le=1_048_576, description="Characters of one line.")
    render: float = Field(1.0, gt=0, le=10, description="Seconds that printing one body may take.")
    ahead: int = Field(1_095, ge=1, description="Days that a promised date may lie ahead.")


class CommentRules(Rules):
    """Comments below proposals, kept in the forge's discussions and shown by giscus.app to whoever asks for them."""

    repository_id: str = Field(min_length=1, pattern=r"^[\w=-]+$", description="As giscus.app tells it: `R_…`.")
    category: str = Field(min_length=1, max_length=60, description="The category of discussions that they go to.")
    category_id: str = Field(min_length=1, pattern=r"^[\w=-]+$", description="As giscus.app tells it: `DIC_…`.")


class SimilarRules(Rules):
    """When a new proposal looks like one that is there already."""

    least: float = Field(
        0.2, ge=0, le=1, description="How like another a new one is, 0 to 1, before its people are told; 1: never."
    )
    most: int = Field(3, ge=1, le=20, description="How many are named.")


class Charter(Rules):
    """`potluck.yml`, whole."""

    community: CommunityRules
    proposals: FolderName = Field("proposals", description="The folder that holds the kinds' folders.")
    engine: Literal["mkdocs", "zensical"] = "mkdocs"
    forge: ForgeRules = ForgeRules()
    ledger: LedgerRules = LedgerRules()
    comments: CommentRules | None = None
    people: dict[Login, PersonRules] = Field(default_factory=dict)
    roles: dict[Word, RoleRules] = Field(default_factory=dict)
    tags: dict[Word, str] = Field(default_factory=dict, description="Tags in use and what they mean; empty: any tag.")
    kinds: dict[Word, KindRules] = Field(min_length=1, description="What people can bring.")
    reactions: dict[Reaction, ReactionRules] = Field(
        default_factory=_reactions, description="What each reaction says; those left out count for nothing."
    )
    tally: TallyRules = TallyRules()
    audit: AuditRules = AuditRules()
    promises: PromiseRules = PromiseRules()
    desk: DeskRules = DeskRules()
    limits: LimitRules = LimitRules()
    links: LinkRules = LinkRules()
    similar: SimilarRules = SimilarRules()
    sharing: tuple[Beside, ...] = Field(
        (), description="What lies beside every proposal's page for the pages of others: each a file more, a card two."
    )
    spelling: dict[str, tuple[Text, ...]] = Field(
        default_factory=dict, description="How we write a word, and how we do not."
    )
    checks: dict[Code, CheckRules] = Field(default_factory=dict, description="How much checks weigh, by code.")
    exemptions: tuple[ExemptionRules, ...] = Field((), description="Checks that are not held against single files.")

    def kind_place(self, kind: str) -> str:
        """The first part of the address of all proposals of *kind*."""
        folder = self.kinds[kind].folder
        return kind if folder == "." else folder

    def ballots_place(self, name: str) -> str:
        """Where the site has what people said on the proposal *name*."""
        return f"ledger/counts/{name}.json" if self.has_counts_only else f"ledger/ballots/{name}.jsonl"

    @property
    def has_counts_only(self) -> bool:
        """Whether the ledger holds how many said what, and no logins."""
        return self.ledger.ballots == "counts-only"

    def people_of(self, role: str) -> frozenset[str]:
        """The logins that hold *role*, in lower case."""
        rules = self.roles.get(role)
        return frozenset(login.lower() for login in rules.people) if rules else frozenset()
