"""The built pages lead to the glossary's entries, and the index lists them."""

import built_site
import pytest

import glossary

CHAPTERS = [page for page in glossary.book_pages() if page.is_chapter]
NAMES = [
    name
    for entry in glossary.entries(
        (glossary.ROOT / f"{glossary.GLOSSARY}.md").read_text("utf-8")
    )
    for name in entry.names
]


def term_links(page):
    """Return pairs of the text and the address of each link to a term."""
    links = built_site.soup(page).select("article a:has(> span.std-term)")
    return [(link.get_text(), link["href"]) for link in links]


def entry_ids():
    """Return the anchors of the glossary's entries."""
    return {term["id"] for term in built_site.soup(glossary.GLOSSARY).select("dt[id]")}


@pytest.mark.parametrize("page", CHAPTERS, ids=lambda page: page.name)
def test_each_link_to_a_term_leads_to_an_entry(page):
    links = term_links(page.name)
    assert len(links) == len(list(glossary.links(page))) > 10
    astray = [
        x for x in links if x[1].partition("glossary.html#")[2] not in entry_ids()
    ]
    assert astray == []


@pytest.mark.parametrize("page", CHAPTERS, ids=lambda page: page.name)
def test_a_term_that_is_bold_in_the_source_is_bold_and_a_link_on_the_page(page):
    bold = built_site.soup(page.name).select("article strong > a > span.std-term")
    assert len(bold) == sum(is_bold for _, _, is_bold in glossary.links(page))


def test_each_entry_leads_to_the_chapter_that_teaches_it():
    entries = built_site.soup(glossary.GLOSSARY).select("dl.glossary > dd")
    addresses = [entry.select("a")[-1]["href"] for entry in entries]
    assert len(addresses) >= 140
    pages = {page.name.split("/")[1]: page for page in CHAPTERS}
    assert {x.split(".html")[0] for x in addresses} <= set(pages)


def test_the_index_lists_each_term_and_leads_to_its_entry():
    index = built_site.soup("genindex").select("article a[href*='glossary.html#term-']")
    assert {link.get_text() for link in index} == set(NAMES)


@pytest.mark.parametrize(
    ("name", "page"),
    [
        ("Rosenblatt, Frank", "chapters/perceptron"),
        ("Hodgkin, Alan", "chapters/biological-neuron"),
        ("Hinton, Geoffrey", "chapters/backpropagation"),
        ("XOR", "chapters/multilayer-perceptron"),
    ],
)
def test_the_index_lists_people_and_subjects_where_they_are_taught(name, page):
    index = built_site.soup("genindex")
    [row] = [
        item
        for item in index.select("article li")
        if item.get_text("|", strip=True).split("|")[0] == name
    ]
    assert any(link["href"].startswith(f"{page}.html#") for link in row.select("a"))
