"""The look: tokens that can be read in both schemes, styles that name nothing else, and a page of all pieces."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from jinja2 import Environment, nodes
from tests.support.browsing import Visit
from tests.support.pages import elements, parse

from potluck.paths import TEMPLATES, THEME
from potluck.tokens import READ, contrast, read_tokens

STYLES = THEME / "assets" / "potluck"
TOKENS = read_tokens((STYLES / "tokens.css").read_text("utf-8"))
OTHERS = sorted(path for path in STYLES.rglob("*.css") if path.name != "tokens.css")
PIECES = [*sorted((TEMPLATES / "pieces").glob("*.html")), TEMPLATES / "charts.html"]
BLACK, WHITE = (0.0, 0.0, 0.0), (1.0, 0.0, 0.0)  # in Oklab


def declarations(path: Path) -> list[tuple[str, str]]:
    """What a file of styles sets, each property with its value."""
    css = re.sub(r"/\*.*?\*/", "", path.read_text("utf-8"), flags=re.DOTALL)
    return re.findall(r"^\s+([a-z-]+): ([^;]+);", css, re.MULTILINE)


def test_contrast_is_what_wcag_says() -> None:
    """The ends are given; the middle is the grey that is told from white 4.5 times, #767676."""
    assert contrast(BLACK, WHITE) == pytest.approx(21, abs=0.01)
    assert contrast(WHITE, WHITE) == 1
    assert contrast((0.1812 ** (1 / 3), 0, 0), WHITE) == pytest.approx(4.54, abs=0.01)


def test_whatever_is_read_can_be_read_by_day_and_by_night() -> None:
    """WCAG 2.2 AA, from the file itself: every colour on every ground that it stands on."""
    assert [pair for pair in TOKENS.pairs if min(pair.light, pair.dark) < pair.least] == []
    stages = {pair.front for pair in TOKENS.pairs if pair.front.startswith("stage-") and pair.least == READ}
    assert stages == {name for name in TOKENS.written if name.startswith("stage-")}


def test_stages_are_equally_light_so_that_none_shouts() -> None:
    """Within a scheme."""
    for scheme in (TOKENS.light, TOKENS.dark):
        assert len({channels[0] for name, channels in scheme.items() if name.startswith("stage-")}) == 1


@pytest.mark.parametrize("path", OTHERS, ids=lambda path: path.relative_to(STYLES).as_posix())
def test_a_style_names_tokens_and_nothing_else(path: Path) -> None:
    """No colour, no pixel, no size of type and no space of its own; sides by the direction of reading."""
    wrong = [
        f"{name}: {value}"
        for name, value in declarations(path)
        if re.search(r"#[0-9a-f]{3}|\b(?:rgb|hsl|oklch|oklab|lab|lch)\(|\dpx\b", value)
        or (re.match(r"font(?:-size)?$", name) and re.search(r"[\d.]+rem", value))
        or (re.match(r"(?:margin|padding|gap|row-gap|column-gap)", name) and re.search(r"[\d.]+rem", value))
        or re.search(r"^(?:margin|padding|border)-(?:left|right|top|bottom)|^(?:left|right|top|bottom)$", name)
        or re.search(r"^(?:min-|max-)?(?:width|height)$", name)
        or (name in ("float", "clear", "text-align") and value in ("left", "right"))
    ]
    assert wrong == []


def test_every_token_that_a_style_names_is_there() -> None:
    """And every token is of use to some style."""
    text = {path: path.read_text("utf-8") for path in STYLES.rglob("*.css")}
    named = {name for css in text.values() for name in re.findall(r"var\(--pl-([a-z0-9-]+)", css)}
    assert named - TOKENS.written.keys() == set()
    assert TOKENS.written.keys() - named == set()


def test_every_piece_is_shown_on_the_page_of_the_design(sample: Path) -> None:
    """Each macro, under the file that it is in; what is not there is not a piece."""
    page = parse((sample / "site/public/docs/design/index.html").read_text("utf-8"))
    shown = {name for one in elements(page) for name in one.get("data-pieces", "").split()}
    trees = {
        path: Environment(autoescape=True, extensions=["jinja2.ext.i18n"]).parse(path.read_text("utf-8"))
        for path in PIECES
    }
    written = {macro.name for tree in trees.values() for macro in tree.find_all(nodes.Macro)}
    assert shown == written
    words = "".join(page.itertext())
    assert [path.name for path in PIECES if path.relative_to(TEMPLATES).as_posix() not in words] == []


@pytest.mark.browser
@pytest.mark.xdist_group("browser")
def test_a_browser_paints_what_the_page_says(visit: Visit) -> None:
    """The contrast that is printed is that of the colours as Chromium shows them, in both schemes."""
    painted = """scheme => {
        document.body.dataset.mdColorScheme = scheme;
        const canvas = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
        const light = element => {
            canvas.fillStyle = getComputedStyle(element).fill;
            canvas.fillRect(0, 0, 1, 1);
            const linear = [...canvas.getImageData(0, 0, 1, 1).data].map(c => c / 255)
                .map(c => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
            return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2];
        };
        return [...document.querySelectorAll(".pl-swatch")].map(swatch => {
            const [low, high] = [...swatch.children].map(light).sort((a, b) => a - b);
            const row = swatch.closest("tr");
            const said = row.querySelector(`[data-contrast="${scheme === "slate" ? "dark" : "light"}"]`);
            return [row.innerText, (high + 0.05) / (low + 0.05), Number(said.innerText)];
        });
    }"""
    page = visit.go("docs/design/")
    for scheme in ("default", "slate"):
        rows = page.evaluate(painted, scheme)
        assert len(rows) == len(TOKENS.pairs)
        # Eight bits a channel, and a printed number with one place.
        assert [json.dumps(row) for row in rows if abs(row[1] - row[2]) > 0.05 + 0.02 * row[2]] == []
