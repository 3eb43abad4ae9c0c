"""The effective charter and the charter's schema: what holds, and where it comes from."""

from __future__ import annotations

import json
import re
from pathlib import Path

import jsonschema_rs
import pytest
from tests.support.charters import ADOPTED, SAMPLE, SMALL, effective, read
from typer.testing import CliRunner

from potluck.charter import Charter
from potluck.charter_schema import charter_schema
from potluck.cli.app import app
from potluck.effective import effective_json, effective_yaml
from potluck.fields import fields_of

ODD = SMALL.replace("  languages", "  tagline: '# no: \"x\" \u202e, ~ {} \U0001f35c'\n  notice: 'null'\n  languages")


@pytest.mark.parametrize("text", [SAMPLE, SMALL, ODD, *ADOPTED.values()], ids=["sample", "small", "odd", *ADOPTED])
def test_the_effective_charter_reads_back_to_itself(text: str) -> None:
    """`potluck charter` prints a charter, and nothing in it is left to defaults."""
    whole = effective(text)
    again = effective(re.sub(r"  # default$", "", effective_yaml(whole), flags=re.MULTILINE))
    assert again.values == whole.values
    assert again.defaults == ()
    assert whole.defaults


def test_every_field_is_shown_and_says_whose_it_is() -> None:
    """A facilitator sees what they may change."""
    text = effective_yaml(effective(SMALL))
    assert "\n      cost:\n        type: integer\n" in text
    assert "\n      status:  # default\n        type: choice  # default\n" in text
    assert "\n      stage:  # default" not in text.split("  story:")[0]
    assert "/kinds/idea/fields/status" in effective_json(effective(SMALL))["defaults"]


def test_a_charter_that_went_to_another_process_means_the_same() -> None:
    """What a kind's field leaves out stays Potluck's: it is not carried along as if it had been written."""
    for text in (SAMPLE, SMALL, *ADOPTED.values()):
        charter = read(text).charter
        assert charter is not None
        sent = Charter.model_validate_json(charter.model_dump_json(by_alias=True, exclude_unset=True))
        assert [fields_of(kind) for kind in sent.kinds.values()] == [fields_of(kind) for kind in charter.kinds.values()]


def test_the_published_schema_agrees_with_the_reader() -> None:
    """Effective charters keep to it; what the reader refuses, it refuses, misspelt settings of mechanisms too."""
    validator = jsonschema_rs.Draft202012Validator(charter_schema())
    assert [error.message for error in validator.iter_errors(effective(SAMPLE).values)] == []
    for path in (("kinds", "idea", "mechanisms", "decision"), ("tags", "Hot Soup"), ("kinds", "idea", "stages", " ")):
        values = json.loads(json.dumps(effective(SAMPLE).values))
        *outer, last = path
        part = values
        for step in outer:
            part = part[step]
        part[last] = {"reason": {}}
        assert not validator.is_valid(values)


def test_the_command_shows_the_charter_and_refuses_a_faulty_one(tmp_path: Path) -> None:
    """0 and the charter, or 1 and what is wrong, to the letter."""
    (tmp_path / "potluck.yml").write_text(SMALL, encoding="utf-8")
    run = CliRunner().invoke(app, ["charter", "--root", str(tmp_path)])
    assert (run.exit_code, run.stdout) == (0, effective_yaml(effective(SMALL)))
    run = CliRunner().invoke(app, ["charter", "--format", "json", "--root", str(tmp_path)])
    assert json.loads(run.stdout)["charter"] == effective(SMALL).values
    run = CliRunner().invoke(app, ["charter", "--schema"])
    assert json.loads(run.stdout) == charter_schema()
    (tmp_path / "potluck.yml").write_text(SMALL.replace("tally", "taly"), encoding="utf-8")
    run = CliRunner().invoke(app, ["charter", "--root", str(tmp_path)])
    assert (run.exit_code, run.stdout) == (1, "")
    assert "error[CH503]: `taly` is not a setting of the charter" in run.stderr
