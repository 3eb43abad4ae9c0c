"""One JSON Schema a kind decides what a front matter may be; and whoever wants to use it finds it on the site."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.support.charters import ADOPTED, SAMPLE, SMALL, read

from potluck.charter import Charter
from potluck.charter_schema import charter_schema
from potluck.load import read_document
from potluck.model import Document
from potluck.schema import DIALECT, KindReader, kind_schema, make_readers
from potluck.views import Community
from potluck.views.outputs import api_files


def charter_of(text: str) -> Charter:
    """The charter that *text* is."""
    charter = read(text).charter
    assert charter
    return charter


CHARTERS = {name: charter_of(text) for name, text in {"sample": SAMPLE, "small": SMALL, **ADOPTED}.items()}
KINDS = [
    pytest.param(charter, kind, id=f"{name}-{kind}") for name, charter in CHARTERS.items() for kind in charter.kinds
]

# A field of every type, each with the bounds that its type knows.
EVERY_TYPE = charter_of("""
community: {name: Open Kitchen}
tags: {soup: A pot for everybody., bread: For the patient.}
kinds:
  dish:
    name: Dish
    folder: dishes
    fields:
      text: {least: 3, most: 8}
      day: {type: date}
      number: {type: integer}
      truth: {type: boolean}
      cook: {type: handle}
      cooks: {type: handle, list: true, least: 1, most: 2}
      somebody: {type: person}
      people: {type: person, list: true, separator: ","}
      shelf: {type: tag}
      near: {type: slug}
      after: {type: slug, list: true, separator: ",", prefix: dish-}
      place: {type: address}
      speech: {type: language}
      season: {type: choice, choices: [spring, autumn]}
      talk: {type: thread}
      cost: {type: record, fields: {amount: {type: integer, required: true}, note: {}}}
      # None of the usual ones.
      title:
      kind:
      stage:
      authors:
      created:
    stages: {served: {}}
""")


def document_of(front: str, charter: Charter = EVERY_TYPE) -> Document:
    """A file with this front matter."""
    return read_document(
        f"---\n{front}\n---\n\nText.\n".encode(), "proposals/dishes/a.md", "a", "dishes", charter.limits
    )


def told(front: str) -> list[str]:
    """Which rules of the schema a front matter breaks, and where."""
    _, violations = KindReader(EVERY_TYPE, "dish").read(document_of(front))
    return [f"{violation.rule} {'.'.join(map(str, violation.path))}" for violation in violations]


@pytest.mark.parametrize(("charter", "kind"), KINDS)
def test_a_kinds_schema_is_a_schema(charter: Charter, kind: str) -> None:
    """It says which dialect it is in, and keeps to that one's own schema."""
    schema = kind_schema(charter, kind)
    assert schema["$schema"] == DIALECT == "https://json-schema.org/draft/2020-12/schema"
    jsonschema_rs.meta.validate(schema)


def test_the_charters_schema_is_a_schema() -> None:
    """In the same dialect."""
    assert charter_schema()["$schema"] == DIALECT
    jsonschema_rs.meta.validate(charter_schema())


@pytest.mark.parametrize(("charter", "kind"), KINDS)
def test_a_kinds_schema_describes_every_field(charter: Charter, kind: str) -> None:
    """An editor that shows it can say what each field is for."""
    properties = kind_schema(charter, kind)["properties"]
    assert list(properties) == list(make_readers(charter)[kind].fields)
    assert [name for name, field in properties.items() if not field.get("description")] == []


@pytest.mark.parametrize(
    "front",
    [
        pytest.param("text: soup", id="a-text"),
        pytest.param("text: yes", id="yes-is-a-text"),
        pytest.param("text: 007.50", id="a-number-is-a-text"),
        pytest.param("text: 麻婆豆腐", id="letters-are-counted-and-not-bytes"),
        pytest.param("text:", id="nothing-is-absent"),
        pytest.param("day: 2024-02-29", id="a-leap-day"),
        pytest.param("number: -12", id="a-number"),
        pytest.param('number: "7"', id="a-number-in-quotes"),
        pytest.param("truth: true", id="true"),
        pytest.param("cook: ana-sample", id="a-handle"),
        pytest.param("cook: renovate[bot]", id="a-machine"),
        pytest.param("cooks: [ana, ben]", id="two-of-two"),
        pytest.param("somebody: Ana Sample (@ana-sample)", id="a-name-and-a-handle"),
        pytest.param("somebody: Ana Sample <ana@example.org>", id="a-name-and-an-address"),
        pytest.param("people: Ana, Ben B. (@ben), et al.", id="people-in-one-line"),
        pytest.param("people: [Ana, Ben]", id="people-in-a-list"),
        pytest.param("shelf: soup", id="a-tag-of-the-charter"),
        pytest.param("near: soup-2", id="a-slug"),
        pytest.param("after: 7, 12", id="numbers-that-name-slugs"),
        pytest.param("after: [7, dish-12, soup]", id="numbers-and-slugs"),
        pytest.param("place: https://example.org/a?b=c#d", id="an-address"),
        pytest.param("speech: pt-BR", id="a-language"),
        pytest.param("season: autumn", id="a-choice"),
        pytest.param("talk: 12", id="a-thread-by-number"),
        pytest.param("talk: https://example.org/t/12", id="a-thread-by-address"),
        pytest.param("cost: {amount: 3, note: a little}", id="a-record"),
    ],
)
def test_what_fits_is_accepted(front: str) -> None:
    """Written as people write it."""
    assert told(front) == []


@pytest.mark.parametrize(
    ("front", "rules"),
    [
        pytest.param("text: ab", ["minLength text"], id="too-short"),
        pytest.param("text: soup for all", ["maxLength text"], id="too-long"),
        pytest.param('text: "\u200b\u2060\u00ad "', ["pattern text"], id="nothing-to-see"),
        pytest.param("text: [soup]", ["type text"], id="a-list-for-a-text"),
        pytest.param("text: {a: soup}", ["type text"], id="a-block-for-a-text"),
        pytest.param("day: 2023-02-29", ["format day"], id="no-leap-day"),
        pytest.param("day: 2026-5-2", ["format day"], id="a-day-in-short"),
        pytest.param("day: 0000-05-02", ["pattern day"], id="the-year-0"),
        pytest.param("day: 2026-05-12T18:00:00Z", ["format day"], id="a-time"),
        pytest.param("number: 1.5", ["type number"], id="half-a-number"),
        pytest.param("number: 0x10", ["type number"], id="another-way-of-counting"),
        pytest.param("truth: yes", ["type truth"], id="yes-is-not-true"),
        pytest.param('cook: "@ana"', ["pattern cook"], id="at"),
        pytest.param("cook: ana@example.org", ["pattern cook"], id="an-address-for-a-handle"),
        pytest.param("cook: ana--b", ["pattern cook"], id="two-hyphens"),
        pytest.param('cook: "ana\\n"', [], id="a-line-end-around-it-is-nothing"),
        pytest.param("cooks: ana", ["type cooks"], id="one-for-a-list"),
        pytest.param("cooks: []", ["minItems cooks"], id="too-few"),
        pytest.param("cooks: [a, b, c]", ["maxItems cooks"], id="too-many"),
        pytest.param("cooks: [ana, ana]", ["uniqueItems cooks"], id="one-twice"),
        pytest.param(
            "cooks: [ana, b b, c/d]", ["maxItems cooks", "pattern cooks.1", "pattern cooks.2"], id="each-is-told"
        ),
        pytest.param("somebody: <ana@example.org>", ["pattern somebody"], id="an-address-alone"),
        pytest.param("somebody: ana@example.org", ["pattern somebody"], id="an-address-for-a-name"),
        pytest.param("people: Ana,, Ben", ["pattern people.1"], id="nobody-between-commas"),
        pytest.param("shelf: soups", ["enum shelf"], id="another-tag"),
        pytest.param("near: Soup", ["pattern near"], id="a-capital-in-a-slug"),
        pytest.param("near: ../soup", ["pattern near"], id="a-way-out"),
        pytest.param("after: 7 12", ["pattern after.0"], id="no-comma"),
        pytest.param("place: javascript:alert(1)", ["pattern place"], id="an-address-that-acts"),
        pytest.param("speech: German", ["pattern speech"], id="a-language-in-words"),
        pytest.param("season: Autumn", ["enum season"], id="letter-by-letter"),
        pytest.param("talk: 012", ["pattern talk"], id="a-number-with-a-nought"),
        pytest.param("talk: http://example.org", ["pattern talk"], id="a-thread-for-all-to-read"),
        pytest.param("cost: {note: much}", ["required cost.amount"], id="a-part-is-missing"),
        pytest.param("cost: {amount: 3, tip: 1}", ["additionalProperties cost.tip"], id="a-part-too-many"),
        pytest.param("pot: big", ["additionalProperties pot"], id="no-such-field"),
    ],
)
def test_what_does_not_fit_is_refused_for_its_reason(front: str, rules: list[str]) -> None:
    """Each rule by its keyword, each place by its path."""
    assert sorted(told(front)) == sorted(rules)


@pytest.mark.parametrize(
    ("front", "values"),
    [
        pytest.param("text: no", {"text": "no"}, id="a-text-as-written"),
        pytest.param('text: " a  b\\n c "', {"text": "a b c"}, id="a-text-without-spare-blanks"),
        pytest.param("number: +012", {"number": 12}, id="a-number"),
        pytest.param("number: about 12", {"number": "about 12"}, id="what-is-no-number-stays"),
        pytest.param("truth: false", {"truth": False}, id="false"),
        pytest.param("day: 2026-05-12", {"day": "2026-05-12"}, id="a-day"),
        pytest.param("people: Ana , Ben (@ben)", {"people": ["Ana", "Ben (@ben)"]}, id="a-line-of-people"),
        pytest.param("after: 7, dish-8, x", {"after": ["dish-7", "dish-8", "x"]}, id="numbers-are-whole-slugs"),
        pytest.param("near: 7", {"near": "7"}, id="no-prefix-no-change"),
        pytest.param("text:\ncook: ''", {"cook": ""}, id="nothing-is-absent-and-quotes-are-something"),
        pytest.param("cost: {amount: 1, amount: 2}", {"cost": {"amount": 1}}, id="of-two-the-first"),
        pytest.param("pot: {a: [b, 1]}", {"pot": {"a": ["b", "1"]}}, id="what-nobody-knows-stays"),
    ],
)
def test_values_are_read_as_their_fields_are_meant(front: str, values: dict[str, Any]) -> None:
    """Before the schema looks at them."""
    assert KindReader(EVERY_TYPE, "dish").read(document_of(front))[0] == values


TEXTS = st.one_of(
    st.text(alphabet="ab-@ .:/[]()<>,0179\u00e9\u200b", max_size=12),
    st.sampled_from(
        ["2026-05-12", "2026-02-30", "true", "12", "soup", "spring", "de", "https://a.example", "Ana (@ana)"]
    ),
)
_HANDLE = r"[A-Za-z0-9](?:[A-Za-z0-9]|-[A-Za-z0-9]){0,38}(?:\[bot\])?"


def _is_day(text: str) -> bool:
    try:
        return bool(re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text)) and bool(date.fromisoformat(text))
    except ValueError:
        return False


def _is_thread(text: str) -> bool:
    if text.startswith("https://"):
        return len(text) > len("https://") and not set(text) & set("<>\"'`\\ ")
    return text.isdecimal() and text[0] != "0" and len(text) < 10


# The same rules, said once more and in other words.
ORACLE: dict[str, Callable[[str], object]] = {
    "text": lambda text: 3 <= len(" ".join(text.split())) <= 8 and bool(text.replace("\u200b", "").strip()),
    "day": _is_day,
    "number": lambda text: text.lstrip("+-").isdecimal() and len(text) - len(text.lstrip("+-")) <= 1,
    "truth": lambda text: text in ("true", "false"),
    "cook": lambda text: re.fullmatch(_HANDLE, text) is not None,
    "shelf": lambda text: text in ("soup", "bread"),
    "near": lambda text: all(re.fullmatch("[a-z0-9]+", part) for part in text.split("-")),
    "season": lambda text: text in ("spring", "autumn"),
    "talk": lambda text: _is_thread(text),
}


@settings(max_examples=300, deadline=None)
@given(values=st.dictionaries(st.sampled_from(sorted(ORACLE)), TEXTS, max_size=4))
def test_whatever_is_written_the_reader_and_the_published_schema_agree(values: dict[str, str]) -> None:
    """Accepted by both or refused by both; and by a third that reads the rules without any schema."""
    front = "\n".join(f"{name}: {json.dumps(text)}" for name, text in values.items()) or "{}"
    document = document_of(front)
    if document.faults:  # a hidden character, refused before
        return
    found, violations = KindReader(EVERY_TYPE, "dish").read(document)
    published = json.loads(json.dumps(kind_schema(EVERY_TYPE, "dish")))
    assert jsonschema_rs.Draft202012Validator(published, validate_formats=True).is_valid(found) == (not violations)
    wrong = {name for name, text in values.items() if not ORACLE[name](text.strip())}
    assert {violation.path[0] for violation in violations} == wrong


def published(charter: Charter) -> dict[str, Any]:
    """The API of an empty community, by place."""
    clock = datetime(2026, 6, 1, tzinfo=UTC)
    nothing: dict[str, Any] = {"proposals": {}, "counts": {}, "timelines": {}, "problems": {}}
    community = Community(
        charter=charter, readings=(), history_note="", clock=clock, ledger_at=None, files=frozenset(), **nothing
    )
    files = list(api_files(community))
    assert len({place for place, _ in files}) == len(files), "two files want one place"
    return {place: json.loads(make()) for place, make in files if place.endswith(".json")}


@pytest.mark.parametrize("name", CHARTERS)
def test_every_schema_is_on_the_site(name: str) -> None:
    """Each kind's, the charter's, and the API's own: all valid, all the ones that are used."""
    charter = CHARTERS[name]
    files = published(charter)
    schemas = {place: schema for place, schema in files.items() if "/schema/" in place}
    for schema in schemas.values():
        assert schema["$schema"] == DIALECT
        jsonschema_rs.meta.validate(schema)
    assert schemas["api/v1/schema/charter.json"] == charter_schema()
    for kind in charter.kinds:
        assert schemas[f"api/v1/schema/kinds/{kind}.json"] == kind_schema(charter, kind)
    assert len(schemas) == 7 + len(charter.kinds)


def test_a_kind_may_be_called_like_a_schema() -> None:
    """`proposal` and `charter` are words that a community may use."""
    text = SMALL.replace("  idea:", "  proposal:").replace("  story:", "  charter:")
    files = published(charter_of(text))
    assert files["api/v1/schema/proposal.json"] != files["api/v1/schema/kinds/proposal.json"]
    assert files["api/v1/schema/kinds/charter.json"]["title"] == "Story"


@pytest.mark.engine
def test_what_the_site_publishes_fits_what_it_promises(sample: Path) -> None:
    """Every file of the sample's API, and the charter and front matters that it was made from."""
    api = sample / "site" / "public" / "api" / "v1"

    def validator(name: str) -> jsonschema_rs.Draft202012Validator:
        return jsonschema_rs.Draft202012Validator(
            json.loads((api / "schema" / name).read_bytes()), validate_formats=True
        )

    validator("proposals.json").validate(json.loads((api / "proposals.json").read_bytes()))
    proposals = sorted((api / "proposals").glob("*.json"))
    assert proposals
    for path in proposals:
        validator("proposal.json").validate(json.loads(path.read_bytes()))
    kinds = {kind: validator(f"kinds/{kind}.json") for kind in CHARTERS["sample"].kinds}
    files = sorted((sample / "proposals").rglob("*.md"))
    for path in files:
        # As an editor reads it, which knows nothing of ours: every date is a text to a schema.
        front = yaml.load(path.read_text("utf-8").split("---\n")[1], Loader=_Editor)
        kinds[front["kind"]].validate(front)
    assert len(files) == len(proposals)
    whole = yaml.load((sample / "potluck.yml").read_text("utf-8"), Loader=_Editor)
    validator("charter.json").validate(whole)


class _Editor(yaml.SafeLoader):
    """YAML with dates left as texts."""

    yaml_implicit_resolvers = {  # noqa: RUF012 - PyYAML's own shape
        first: [one for one in resolvers if one[0] != "tag:yaml.org,2002:timestamp"]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }
