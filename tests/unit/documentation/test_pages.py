"""The pages of the documentation, gathered from where they lie."""

import re
import tomllib

import pytest
from lfi.errors import LfiError
from support.documentation import script
from support.plans import ROOT


@pytest.fixture
def docs():
    return script()


def test_every_page_is_in_the_navigation_and_every_entry_a_page(docs):
    def names(entries):
        return [
            name
            for entry in entries
            for each in entry.values()
            for name in (names(each) if isinstance(each, list) else [each])
        ]

    nav = tomllib.loads((ROOT / "zensical.toml").read_text())["project"]["nav"]
    assert sorted(names(nav)) == sorted(docs.pages().values())


def test_pages_hold_what_they_include_and_their_links_lead_to_pages_beside_them(docs, tmp_path):
    docs.gather(tmp_path / "pages")
    texts = {path.name: path.read_text() for path in (tmp_path / "pages").glob("*.md")}
    assert set(texts) == set(docs.pages().values())
    assert "U shape" in texts["report.md"]
    assert "### Posterior.to_inference_data" in texts["api.md"]
    for name, text in texts.items():
        assert "<!-- include" not in text
        for target in re.findall(r"\]\((?!\w+:)([^)#\s]+)", text):
            assert (tmp_path / "pages" / target).is_file(), f"{name}: {target}"


@pytest.mark.parametrize("target", ["nowhere.md", "staleness.md#nothing", "#nothing", "../nowhere.png"])
def test_a_link_that_leads_nowhere_is_named(docs, tmp_path, monkeypatch, target):
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs/first.md").write_text(f"# First\n\n[a]({target})\n")
    (tmp_path / "docs/staleness.md").write_text("# Stale\n")
    monkeypatch.setattr(docs, "ROOT", tmp_path)
    monkeypatch.setattr(docs, "ELSEWHERE", {})
    with pytest.raises(LfiError, match=re.escape(f"docs/first.md: the link to {target} leads nowhere")):
        docs.gather(tmp_path / "pages")


def test_no_paragraph_stands_on_two_pages(docs):
    paragraphs = [
        " ".join(paragraph.split())
        for source in docs.pages()
        for paragraph in (ROOT / source).read_text().split("\n\n")
        if len(paragraph) > 150 and not paragraph.startswith(("```", "    "))
    ]
    assert not {paragraph for paragraph in paragraphs if paragraphs.count(paragraph) > 1}
