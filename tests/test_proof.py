"""REL-013: a site that is not whole is told apart from one that is."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from tests.support.commands import potluck

from potluck.press.proof import faults_of

URL = "https://open-kitchen.example/"


@pytest.fixture
def site(sample: Path, tmp_path: Path) -> Path:
    """The sample's site, to break."""
    return Path(shutil.copytree(sample / "site" / "public", tmp_path / "site"))


@pytest.mark.engine
def test_the_sample_is_whole(sample: Path) -> None:
    """All of it: pages, site map, links."""
    assert list(faults_of(sample / "site" / "public", URL)) == []
    ran = potluck("proof", within=sample)
    assert (ran.status, ran.out.endswith("every link of ours leads somewhere.\n")) == (0, True)


@pytest.mark.engine
@pytest.mark.parametrize(
    ("broken", "fault"),
    [
        pytest.param("index.html", "index.html is missing", id="no-home"),
        pytest.param("404.html", "404.html is missing", id="no-control-page"),
        pytest.param("ideas/knife-night/index.html", "the proposal knife-night has no page", id="a-proposal-lost"),
        pytest.param("checks/fm103/index.html", f"the site map names {URL}checks/fm103/, which is not there", id="map"),
    ],
)
def test_a_page_that_is_not_there_is_missed(site: Path, broken: str, fault: str) -> None:
    """Whatever led there."""
    (site / broken).unlink()
    assert fault in list(faults_of(site, URL))


@pytest.mark.engine
def test_a_site_map_in_several_files_is_followed(site: Path) -> None:
    """As a site of more than 50,000 pages has it: the list of its parts, and the pages in each."""
    whole = (site / "sitemap.xml").read_bytes()
    (site / "sitemap-1.xml").write_bytes(whole.replace(b"/board/<", b"/bored/<"))
    line = f"<sitemap><loc>{URL}sitemap-{{}}.xml</loc></sitemap>"
    index = f'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{line.format(1)}{line.format(2)}</sitemapindex>'
    (site / "sitemap.xml").write_text(index, "utf-8")
    assert list(faults_of(site, URL)) == [
        f"the site map names {URL}bored/, which is not there",
        f"the site map names {URL}sitemap-2.xml, which is not there",
    ]


@pytest.mark.engine
def test_a_page_that_ends_in_the_middle_is_noticed(site: Path) -> None:
    """As a full disk or a broken template leaves it."""
    page = site / "board" / "index.html"
    page.write_bytes(page.read_bytes()[:-400])
    assert list(faults_of(site, URL)) == ["board/index.html ends in the middle"]


@pytest.mark.engine
@pytest.mark.parametrize(
    "address", ["nowhere/", "../nowhere.html", "/nowhere.css", f"{URL}nowhere/", "board/index.htm"]
)
def test_a_link_of_ours_that_leads_nowhere_is_noticed(site: Path, address: str) -> None:
    """However it is written."""
    home = site / "index.html"
    home.write_text(home.read_text("utf-8").replace("</main>", f'<a href="{address}">x</a></main>'), "utf-8")
    assert list(faults_of(site, URL)) == [f"index.html links to {address}, which is not there"]


@pytest.mark.engine
@pytest.mark.parametrize(
    "address",
    ["board/", "./", "#there", "?q=soup", "https://elsewhere.example/x", "mailto:a@b.example", "/", f"{URL}board/"],
)
def test_links_that_lead_somewhere_are_no_fault(site: Path, address: str) -> None:
    """Within the page, within the site, or to others."""
    home = site / "index.html"
    home.write_text(home.read_text("utf-8").replace("</main>", f'<a href="{address}">x</a></main>'), "utf-8")
    assert list(faults_of(site, URL)) == []


@pytest.mark.engine
def test_a_site_without_an_address_of_its_own_is_whole_too(site: Path) -> None:
    """As every new community's is: its lists name pages by where they are."""
    for name in ("sitemap.xml", "api/v1/proposals.json"):
        listed = site / name
        listed.write_text(listed.read_text("utf-8").replace(URL, ""), "utf-8")
    assert list(faults_of(site, "")) == []


@pytest.mark.engine
def test_a_slip_in_somebodys_text_keeps_nobody_from_readers(site: Path) -> None:
    """REL-001: what an author linked is the checks' business; the frame around it is ours."""
    page = site / "ideas" / "knife-night" / "index.html"
    text = page.read_text("utf-8")
    start = text.index(">", text.index('class="pl-body"')) + 1
    slip = '<p><img src="gone.png"><br><a href="gone/">x</a></p>'
    page.write_text(text[:start] + slip + text[start:], "utf-8")
    assert list(faults_of(site, URL)) == []
    page.write_text(page.read_text("utf-8").replace("</main>", '<a href="gone/">x</a></main>'), "utf-8")
    assert len(list(faults_of(site, URL))) == 1
