"""What the press follows of the community's `mkdocs.yml`, whatever the engine."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import msgspec
import yaml

from potluck.model import PotluckError


class EngineSettings(msgspec.Struct, frozen=True):
    """What the press needs to know of `mkdocs.yml`, whatever the engine."""

    site_name: str
    site_url: str  # ends with a slash, or is empty
    docs: Path
    site: Path
    theme_folder: Path | None


class _AnyTag(yaml.CSafeLoader):
    """`mkdocs.yml` may hold tags such as !!python/name: they matter to the engine alone."""


def _from_environment(_loader: yaml.CSafeLoader, node: yaml.Node) -> str | None:
    """`!ENV NAME` and `!ENV [NAME, OTHER, default]`, which MkDocs knows: the first variable that is set."""
    names = [str(one.value) for one in node.value] if isinstance(node, yaml.SequenceNode) else [str(node.value)]
    default = names.pop() if len(names) > 1 else None
    return next((os.environ[name] for name in names if name in os.environ), default)


_AnyTag.add_multi_constructor("", lambda _loader, _suffix, _node: None)
_AnyTag.add_constructor("!ENV", _from_environment)


def any_yaml(text: str) -> Any:
    """What *text* holds, with `!ENV` followed and every other tag left empty."""
    return yaml.load(text, Loader=_AnyTag)  # noqa: S506 - a safe loader


def read_settings(root: Path) -> EngineSettings:
    """The parts of the community's `mkdocs.yml` that the press follows."""
    path = root / "mkdocs.yml"
    try:
        config = any_yaml(path.read_text("utf-8"))
    except FileNotFoundError:
        raise PotluckError(f"there is no mkdocs.yml in {root}; `potluck init` writes one") from None
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise PotluckError(f"mkdocs.yml cannot be read: {error}") from error
    config = config if isinstance(config, dict) else {}
    theme = config.get("theme")
    custom = theme.get("custom_dir") if isinstance(theme, dict) else None
    url = str(config.get("site_url") or "")
    return EngineSettings(
        site_name=str(config.get("site_name") or ""),
        site_url=url if not url or url.endswith("/") else f"{url}/",
        docs=root / str(config.get("docs_dir") or "docs"),
        site=root / str(config.get("site_dir") or "site"),
        theme_folder=root / custom if isinstance(custom, str) else None,
    )


def site_url_of(root: Path) -> str:
    """Where the site is; empty where no `mkdocs.yml` tells it: proposals can be checked without one."""
    try:
        return read_settings(root).site_url
    except PotluckError:
        return ""
