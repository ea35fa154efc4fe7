"""The page holds all that it is made from, and nothing from elsewhere."""

import base64
import inspect
import pkgutil
from collections import Counter
from html.parser import HTMLParser
from importlib.metadata import version

import lfi.report
import pytest
from lfi.errors import LfiError
from support.pages import JUDGED, Study

VOID = {"meta", "link", "img", "br", "hr", "input"}


class Document(HTMLParser):
    """What stands in a page.

    Attributes:
        unbalanced: end tags that close nothing, or something else.
        open: elements that are not closed yet.
        attributes: names and values of all attributes.
        text: all text, joined by single spaces.
    """

    def __init__(self, page: str) -> None:
        super().__init__()
        self.unbalanced, self.open, self.attributes, self.words = [], [], [], []
        self.feed(page)
        self.close()
        self.text = " ".join(" ".join(self.words).split())

    def handle_starttag(self, tag, attributes):
        self.attributes += attributes
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attributes):
        self.attributes += attributes

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.unbalanced.append((tag, self.getpos()))

    def handle_data(self, text):
        self.words.append(text)

    def values(self, *names):
        return [value for name, value in self.attributes if name in names]


@pytest.fixture(scope="module")
def document(page):
    return Document(page)


def test_every_element_is_closed_and_every_name_is_given_once(document):
    assert (document.unbalanced, document.open) == ([], [])
    assert not [name for name, count in Counter(document.values("id")).items() if count > 1]


def test_an_element_that_is_not_closed_is_seen():
    assert Document("<p><b>x</p>").unbalanced


def test_nothing_comes_from_elsewhere_and_every_link_leads_somewhere(page, document):
    assert "://" not in page
    assert "@import" not in page
    assert "url(" not in page
    targets = document.values("src", "href")
    assert {target[:5] for target in targets if not target.startswith("#")} == {"data:"}
    assert {target[1:] for target in targets if target.startswith("#")} <= set(document.values("id"))


def test_every_figure_is_on_the_page_once_and_takes_most_of_its_size(study):
    page = study.write()
    pictures = [base64.b64encode(path.read_bytes()).decode() for path in study.files["figures"].values()]
    assert len(set(pictures)) == 6
    assert all(page.count(f'"data:image/png;base64,{picture}"') == 1 for picture in pictures)
    assert len(page) - sum(map(len, pictures)) < 60_000


def test_every_verdict_is_a_cell_with_a_sign_and_a_sentence_that_can_be_read(document):
    for judged in JUDGED.values():
        for verdict in judged:
            assert f"{'✓' if verdict.passed else '✗'} {verdict.says}" in document.text
            assert verdict.says in document.values("title")
    assert document.values("title").count("not applied") == 2


def test_the_answer_comes_before_all_else(document):
    says = "✓ Use good, which passes all 2 verdicts."
    assert f"line : {says} curve How it was made" in document.text  # the list of contents
    answer = document.text.rindex(says)
    assert answer < document.text.index("Parameters at the observation") < document.text.index("Master seed")


def test_means_deviations_and_intervals_of_every_posterior_are_beside_the_truth(document):
    for name in ("good", "good_corrected", "exact", "narrow"):
        assert f" {name} 0.80" in document.text
    assert "m , true value 0.800" in document.text
    assert "c , true value 200.0" in document.text


def test_scores_have_errors_and_cases_and_other_tables_are_there_as_they_are(document):
    assert "c2st 0.510 ± 0.012 0.860 ± 0.012 – 127 to 1,000 exact, observation" in document.text
    assert "log_evidence – – −42.67 1 observation" in document.text
    assert "estimator simulations value good 500 −1.235" in document.text


def test_captions_say_what_would_be_bad(document):
    assert "A U shape means that the draws are too narrow" in document.text
    assert document.text.count("Bad are") >= 3


def test_of_many_observations_the_first_are_shown(tmp_path):
    document = Document(Study(tmp_path, seen=7).write())
    assert "Observation 4" in document.text
    assert "Observation 5" not in document.text
    assert "The first 5 of 7 observations are shown." in document.text


def test_a_regression_has_scores_and_figures_alone(page):
    curve = Document(page[page.index('<section id="curve">') : page.index('<section id="made">')])
    assert "it has no prior and no posterior" in curve.text
    assert "rmse_truth 4.60 ± 0.11 500 noiseless curve" in curve.text
    assert "Verdicts" not in curve.text


def test_how_it_was_made_says_times_places_seed_and_configuration(document):
    assert "Master seed 7" in document.text
    assert "simulate line/training 2 3 min 20 s" in document.text
    assert "train line/good 1 1 h 6 min" in document.text
    assert "simulations: {training: 2000, test: 500}" in document.text
    assert f"torch {version('torch')}" in document.text


def test_what_was_made_with_other_versions_is_named(study, document):
    record = study.results / ".records/train/line/good.json"
    record.write_text(record.read_text().replace(f'"torch": "{version("torch")}"', '"torch": "1.0"'))
    assert f"torch 1.0, now {version('torch')}: line/weights" in Document(study.write()).text
    assert "other versions" not in document.text


def test_the_same_results_give_the_same_page(study):
    assert study.write() == study.write()


def test_a_figure_that_is_no_picture_is_one_line(study):
    study.files["figures"]["line/figures/sbc"].write_bytes(b"<html>")
    with pytest.raises(LfiError, match=r"sbc\.png: is no PNG; delete it and run again"):
        study.write()


def test_templates_are_given_values_without_methods_which_provenance_could_not_follow():
    for module in pkgutil.iter_modules(lfi.report.__path__, "lfi.report."):
        for name, kind in inspect.getmembers(pkgutil.resolve_name(module.name), inspect.isclass):
            if kind.__module__ == module.name:
                assert issubclass(kind, tuple), name
                own = set(vars(kind)) - set(vars(tuple)) - set(kind._fields)
                assert {each for each in own if not each.startswith("_")} == set(), name


def test_the_prior_is_in_words_and_every_figure_is_listed_with_its_place(page):
    assert "<i>m</i> uniform from -3 to 3; <i>c</i> normal, mean 0, standard deviation 2." in page
    for name in ("posterior", "sbc", "sweep", "training"):
        assert f'<a href="#line-{name}">' in page
        assert f'<figure id="line-{name}">' in page
