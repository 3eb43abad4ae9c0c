"""Programs that others wrote to judge sites, from npm: what each finds. `make judges` installs them."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from tests.support.browsing import QUIET
from tests.support.community import ROOT

_NODE = ROOT / "tests" / "node" / "node_modules"
_NU = _NODE / "vnu-jar" / "build" / "dist" / "vnu.jar"
_LIGHTHOUSE = _NODE / "lighthouse" / "cli" / "index.js"
# A file has no origin, so that Nu takes nothing for a page's own: whether its policy holds is asked of a browser.
_POLICY = ".*Content Security Policy.*"


def _needs(program: str, package: Path) -> None:
    """Leave the test out where *program* or *package* is not installed; where CI=true that is a failure."""
    if not shutil.which(program) or not package.exists():
        assert os.environ.get("CI") != "true", f"CI=true, and {program} or {package.name} is not here: make judges"
        pytest.skip(f"needs {program} and {package.name}: make judges")


def nu(site: Path) -> list[str]:
    """What Nu, the W3C's checker, says of the pages and pictures of SVG in the folder *site*, a line each."""
    _needs("java", _NU)
    command = ["java", "-jar", str(_NU), "--skip-non-html", "--also-check-svg", "--filterpattern", _POLICY]
    done = subprocess.run(
        [*command, "--format", "json", "--stdout", "--exit-zero-always", str(site)], capture_output=True, check=True
    )
    return [
        f"{told['url'].partition(f'/{site.name}/')[2]}:{told.get('lastLine')}: {told['message']} {told.get('extract')}"
        for told in json.loads(done.stdout)["messages"]
        if told["type"] != "info" or told.get("subType") == "warning"
    ]


def lighthouse(address: str, folder: Path, *, only: str = "") -> dict[str, Any]:
    """What Lighthouse says of the page at *address*, as a telephone gets it; its report and browser go to *folder*.

    *only*: categories, with commas between; all of them by default.
    """
    _needs("node", _LIGHTHOUSE)
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome") or ""
    flags = f"--headless=new {QUIET} --user-data-dir={folder / 'browser'}"
    report = folder / "report.json"
    command = ["node", str(_LIGHTHOUSE), address, "--quiet", "--output=json", f"--output-path={report}"]
    command += [f"--chrome-flags={flags}", "--no-enable-error-reporting"]
    command += [f"--only-categories={only}"] if only else []
    subprocess.run(command, env=os.environ | {"CHROME_PATH": chromium}, check=True, capture_output=True)
    found: dict[str, Any] = json.loads(report.read_bytes())
    return found
