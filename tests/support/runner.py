"""A small stand-in for GitHub's runner: the steps of a workflow, as they stand there, on real repositories.

What is ours, the `run:` blocks, is run by bash with the environment that the file gives it. The few actions are played:
a checkout clones, an artifact is copied to and from a folder. Installing takes the Potluck in the folder that the step
names, where there is one; else it is this one.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from tests.support.community import ROOT
from tests.support.repository import Repository

PAYLOADS = ROOT / "tests" / "payloads"
_EXPRESSION = re.compile(r"\$\{\{\s*([\w.-]+)\s*\}\}")


def payload(name: str) -> dict[str, Any]:
    """One of GitHub's events, to be filled in."""
    read: dict[str, Any] = json.loads((PAYLOADS / f"{name}.json").read_text("utf-8"))
    return read


@dataclass
class Job:
    """One run of one job."""

    root: Path  # a fresh folder
    origin: Repository
    event: Mapping[str, Any]
    commit: str  # what a checkout without `ref` gives
    artifacts: Path
    outputs: dict[str, dict[str, str]] = field(default_factory=dict)
    log: str = ""
    status: int = 0
    done: list[str] = field(default_factory=list)  # the names of the steps that were taken
    installed: Path = ROOT / "tooling"  # where the Potluck comes from that is run

    @property
    def workspace(self) -> Path:
        """Where steps begin."""
        return self.root / "work"

    @property
    def temp(self) -> Path:
        """The runner's own folder for what passes."""
        return self.root / "temp"

    @property
    def summary(self) -> str:
        """What the run shows on its page."""
        return (self.root / "summary.md").read_text("utf-8")

    def run(self, workflow: str, job: str, within: Path = ROOT) -> Job:
        """Take the steps of *job* of the *workflow* in the repository *within*, until one fails."""
        for folder in (self.workspace, self.temp, self.root / "bin", self.artifacts):
            folder.mkdir(parents=True, exist_ok=True)
        (self.root / "summary.md").touch()
        (self.root / "event.json").write_text(json.dumps(self.event), "utf-8")
        program = self.root / "bin" / "potluck"
        program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m potluck.cli "$@"\n', "utf-8")
        program.chmod(0o755)
        whole = yaml.safe_load((within / ".github/workflows" / f"{workflow}.yml").read_text("utf-8"))
        rules = whole["jobs"][job]
        for step in rules["steps"]:
            if self._is_wanted(step.get("if", "")):
                self._take(step, rules.get("env", {}))
            if self.status:
                break
        return self

    def _is_wanted(self, condition: str) -> bool:
        if not condition:
            return True
        found = re.fullmatch(r"steps\.([\w-]+)\.outputs\.([\w-]+) == '(\w+)'", condition)
        assert found, condition
        return self.outputs.get(found[1], {}).get(found[2], "") == found[3]

    def _take(self, step: dict[str, Any], environment: Mapping[str, str]) -> None:
        values = {name: self._value(str(value)) for name, value in step.get("with", {}).items()}
        action = step.get("uses", "").partition("@")[0]
        if action == "actions/checkout":
            self._checkout(values)
        elif action == "actions/upload-artifact":
            self._keep(values["name"], self.workspace / values["path"])
        elif action == "actions/upload-pages-artifact":
            packed = self.root / "artifact.tar"
            with tarfile.open(packed, "w") as file:
                file.add(self.workspace / values["path"], ".")
            self._keep("github-pages", packed)
        elif action == "actions/download-artifact":
            shutil.copytree(self.artifacts / values["name"], self.workspace / values["path"])
        elif action == "actions/setup-python":
            return
        elif "pip install" in step.get("run", ""):
            self._install(step["run"])
            return
        else:
            assert not action, action
            self._bash(step, environment)
        self.done.append(step["name"])

    def _checkout(self, values: Mapping[str, str]) -> None:
        assert values["persist-credentials"] == "False"
        place = self.workspace / values.get("path", ".")
        quiet = ["git", "-c", "advice.detachedHead=false"]
        subprocess.run([*quiet, "clone", "-q", "--no-checkout", self.origin.root, place], check=True)
        subprocess.run([*quiet, "-C", place, "checkout", "-q", values.get("ref") or self.commit], check=True)

    def _keep(self, name: str, path: Path) -> None:
        target = self.artifacts / name
        if path.is_dir():
            shutil.copytree(path, target)
        else:
            target.mkdir()
            shutil.copy(path, target)

    def _install(self, commands: str) -> None:
        for folder in re.findall(r" \./(\S+)", commands):
            if (self.workspace / folder / "tooling" / "potluck").is_dir():
                self.installed = self.workspace / folder / "tooling"

    def _bash(self, step: dict[str, Any], environment: Mapping[str, str]) -> None:
        assert "${{" not in step["run"], "an expression would become a part of the command"
        output = self.root / "output.txt"
        output.write_text("", "utf-8")
        ours = {name: self._value(value) for name, value in {**environment, **step.get("env", {})}.items()}
        given = {
            "PATH": f"{self.root / 'bin'}:{os.environ['PATH']}",
            "HOME": str(self.root),
            "XDG_CACHE_HOME": str(self.root / "cache"),
            "PYTHONPATH": str(self.installed),
            "CI": "true",
            "GITHUB_ACTIONS": "true",
            "GITHUB_API_URL": "http://github.invalid",  # refused before anything is sent: no test needs the network
            "GITHUB_EVENT_PATH": str(self.root / "event.json"),
            "GITHUB_OUTPUT": str(output),
            "GITHUB_STEP_SUMMARY": str(self.root / "summary.md"),
            "RUNNER_TEMP": str(self.temp),
        }
        script = self.root / "step.sh"
        script.write_text(step["run"], "utf-8")
        ran = subprocess.run(  # as GitHub runs a block without `shell:`
            ["bash", "-e", script],
            cwd=self.workspace / step.get("working-directory", "."),
            env=given | ours,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.log += ran.stdout
        self.status = ran.returncode
        written = dict(line.split("=", 1) for line in output.read_text("utf-8").splitlines())
        self.outputs[step.get("id", "")] = written

    def _value(self, text: str) -> str:
        return _EXPRESSION.sub(lambda found: self._look_up(found[1]), text)

    def _look_up(self, path: str) -> str:
        known: dict[str, Any] = {
            "github": {"event": self.event, "token": "not-a-token"},
            "runner": {"temp": str(self.temp)},
        }
        value: Any = known
        for name in path.split("."):
            value = value[name]
        return str(value)
