"""The pictures of the handbook's page for customers, made anew: `python -m tests.support.pictures`.

Open Kitchen is printed as it would be with a forge, opened on a telephone, and used as the page tells.
"""

from __future__ import annotations

import io
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import FloatRect, Page, ViewportSize
from tests.support.browsing import browsing, serving
from tests.support.community import ROOT, cache_at, copy_sample

from potluck import pipeline

FOLDER = ROOT / "content" / "docs" / "pictures"
PHONE: ViewportSize = {"width": 390, "height": 780}
TITLE = "Grow tomatoes on the roof"


def take(page: Page, name: str, height: int = 600) -> None:
    """The upper part of what is seen now, as a light file."""
    page.wait_for_timeout(600)  # whatever moves has come to rest
    clip: FloatRect = {"x": 0, "y": 0, "width": PHONE["width"], "height": height}
    picture = Image.open(io.BytesIO(page.screenshot(clip=clip))).convert("RGB")
    picture.save(FOLDER / f"{name}.webp", quality=80, method=6)


def show(page: Page, selector: str, above: int) -> None:
    """Bring the first *selector* so many pixels below the top."""
    page.locator(selector).first.evaluate(
        f"one => scrollTo({{top: one.getBoundingClientRect().top + scrollY - {above}, behavior: 'instant'}})"
    )


def walk(page: Page, base: str) -> None:
    """The way of somebody who brings an idea, and of somebody who reads one."""
    page.goto(f"{base}submit/")
    page.fill("#pl-field-title", TITLE)
    page.wait_for_selector(".pl-submit-near a")
    show(page, ".pl-submit-kinds", 90)
    take(page, "similar")
    page.fill("#pl-section-0", "Our tomatoes travel 1,400 km. On Monday we threw away six that had not survived it.")
    page.fill("#pl-section-1", "Forty bags of earth on the flat roof, and a list of who waters when.")
    page.fill("#pl-field-authors", "vera-lind")
    page.locator(".pl-actions button").first.click()
    page.wait_for_selector(".pl-submit-end h2")
    show(page, ".pl-submit-more", 90)
    take(page, "ready")
    page.goto(f"{base}ideas/knife-night/")
    take(page, "proposal", 485)  # above the signs, for which a machine may have no font
    show(page, ".pl-first-answer", 85)
    take(page, "answer", 320)


def main() -> None:
    """All of them."""
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "table"
        copy_sample(root)
        charter = root / "potluck.yml"
        forge = "forge: {type: github, repository: open-kitchen/table, branch: main}"
        charter.write_text(charter.read_text("utf-8").replace("forge:\n  type: none", forge), "utf-8")
        idea = root / "proposals" / "ideas" / "knife-night.md"
        idea.write_text(idea.read_text("utf-8").replace("\ntags:", '\nthread: "12"\ntags:', 1), "utf-8")
        with cache_at(Path(folder) / "cache"):
            pipeline.build(root, None)
        with serving(root / "site" / "public") as base, browsing("/usr/bin/chromium") as browser:
            context = browser.new_context(viewport=PHONE, device_scale_factor=2, has_touch=True, is_mobile=True)
            walk(context.new_page(), base)


if __name__ == "__main__":
    main()
