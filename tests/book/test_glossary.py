"""The glossary: each term bold once, defined, linked at its first use in a chapter.

The pages are those of ``_toc.yml``. What counts as a term, and as a use of one, stands
at the top of ``tools/glossary.py``, which also mends what can be mended by itself.
"""

import shutil

import pytest

import glossary
from glossary import Entry, Page

PAGES = glossary.book_pages()
ENTRIES = glossary.entries(
    (glossary.ROOT / f"{glossary.GLOSSARY}.md").read_text("utf-8")
)
CHAPTERS = [page for page in PAGES if page.is_chapter]
#: Terms that a page may use before their definition, and what carries the reader there.
AHEAD = {
    ("unit", "prerequisites"): "the small part of which networks are made",
    ("weight", "prerequisites"): "each input meets one",
    ("neuron", "neural-networks"): "called a nerve cell before",
    ("layer", "neural-networks"): "a goal of the definition, which comes next",
    ("neuron", "biological-neuron"): "the title; defined in the next section",
    ("fire", "biological-neuron"): "as in every newspaper",
    ("fire", "from-neuron-to-unit"): "as in the chapter before",
    ("threshold", "biological-neuron"): "the 20 mV on the way to it are named",
    ("sigmoid", "from-neuron-to-unit"): "the question; the table follows",
    ("ReLU", "from-neuron-to-unit"): "the question; the table follows",
    ("Dale's law", "from-neuron-to-unit"): "a table whose rows are explained below",
    ("adaptation", "from-neuron-to-unit"): "a table whose rows are explained below",
    ("dead unit", "mlp-implementation"): "a table whose rows are explained below",
    ("momentum", "hyperparameters"): "a table whose rows are explained below",
    ("weight decay", "hyperparameters"): "told in the same sentence, with its chapter",
    ("nearest neighbour", "generalization"): "defined in the next sentence",
}
GLOSSARY = """\
# Glossary

```{glossary}
ReLU
rectified linear unit
  Keeps what is positive. Taught in [](chapter-two).

synapse
  Where one cell acts on the next. Taught in [](chapter-one).
```
"""
ONE = """\
(chapter-one)=
# The synapse

After this chapter you will be able to

- **name** each synapse.

## Cells

**A start.** A **{term}`synapse`** joins cells; synapses are many.
"""
TWO = """\
(chapter-two)=
# Units

## Bends

```{figure} x.svg
:alt: A synapse.
A synapse and $synapse$.
```

`synapse`, [synapses](chapter-one), {term}`synapses <synapse>`, two synapses.

| **{term}`ReLU`** | a rectified linear unit |
|---|---|
"""


def planted(one=ONE, two=TWO, text=GLOSSARY):
    """Return what is wrong with a book of two chapters."""
    book = [Page("chapters/one", one), Page("chapters/two", two)]
    return glossary.complaints(book, glossary.entries(text))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_what_is_bold_is_a_term_a_goal_or_a_lead(page):
    wrong = list(glossary.bold_problems(page))
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_each_term_is_linked_at_its_first_use(page):
    wrong = list(glossary.link_problems(page, ENTRIES))
    assert not wrong, "\n".join(wrong)


def test_each_entry_is_bold_once_in_the_chapter_that_it_names():
    wrong = list(glossary.definition_problems(PAGES, ENTRIES))
    assert not wrong, "\n".join(wrong)


def test_no_chapter_uses_a_term_before_the_book_has_defined_it():
    unknown = {
        f"{place}: “{term}” comes before its definition: define it first, use another"
        " word, or say it in passing and enter it in AHEAD"
        for term, place in glossary.ahead(PAGES, ENTRIES)
        if (term, place.split("/")[1].split(".md")[0]) not in AHEAD
    }
    assert not unknown, "\n".join(sorted(unknown))


def test_a_term_used_before_its_definition_is_found_on_its_page_and_the_next():
    early = TWO.replace("## Bends\n", "## Bends\n\nA {term}`ReLU` bends.\n")
    book = [Page("chapters/one", ONE), Page("chapters/two", early)]
    found = glossary.entries(GLOSSARY)
    assert list(glossary.ahead(book, found)) == [("ReLU", "chapters/two.md:6")]
    wrong = [("synapse", "chapters/two.md:13"), ("ReLU", "chapters/two.md:6")]
    assert sorted(glossary.ahead(book[::-1], found)) == sorted(wrong)


def test_no_name_twice_and_all_in_the_order_of_the_alphabet():
    wrong = list(glossary.order_problems(ENTRIES))
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.names[0])
def test_each_entry_is_short_and_says_where_it_is_taught(entry):
    definition, _, rest = entry.text.partition(" Taught in [](")
    sentences = definition.replace(": ", ". ").split(". ")
    assert definition.endswith(".")
    assert rest == f"{entry.chapter})."
    assert len(definition.split()) <= 45
    assert len(sentences) <= 4


def test_all_chapters_and_entries_were_read():
    assert [page.name for page in CHAPTERS][:2] == [
        "chapters/prerequisites",
        "chapters/neural-networks",
    ]
    assert len(CHAPTERS) >= 11
    assert len(ENTRIES) >= 140
    assert all(page.label for page in CHAPTERS)


def test_a_book_in_order_has_no_complaints():
    assert planted() == []


@pytest.mark.parametrize(
    ("one", "line", "says"),
    [
        (("cells;", "**cells**;"), 10, "**cells** is bold: if it is a term, write"),
        (("**A start.**", "**A start**"), 10, "a lead ends with a full stop"),
        (("{term}`synapse`", "synapse"), 10, "**synapse** is bold"),
        (("{term}`synapse`", "{term}`synaps`"), 10, "no entry “synaps”"),
        (("A **", "At synapses, a **"), 10, "write {term}`synapses <synapse>`"),
        (("many.", "many ReLUs."), 10, "write {term}`ReLUs <ReLU>`"),
        (("many.", "many rectified\nlinear units."), 10, "<rectified linear unit>`"),
        (("many.", "a **{term}`synapse`**."), None, "bold chapters/one.md:10, chap"),
        (("**{term}`synapse`**", "{term}`synapse`"), None, "is bold nowhere"),
        (
            ("(chapter-one)", "(chapter-uno)"),
            None,
            "is taught in chapter-one, but bold",
        ),
    ],
)
def test_a_planted_error_is_found_with_its_line_and_cure(one, line, says):
    [complaint] = [x for x in planted(one=ONE.replace(*one)) if says in x]
    assert line is None or complaint.startswith(f"chapters/one.md:{line}: ")


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("rectified linear unit\n", "synapse\n", "“synapse” stands there twice"),
        ("ReLU\nrectified", "weight\nrectified", "keep the alphabet"),
        ("[](chapter-one)", "[](chapter-two)", "is taught in chapter-two, but bold"),
    ],
)
def test_a_planted_error_in_the_glossary_is_found(old, new, says):
    assert any(says in x for x in planted(text=GLOSSARY.replace(old, new)))


def test_what_is_no_use_needs_no_link():
    others = """
# A synapse

:::{tip} Synapse
`synapse` $synapse$ [a synapse](chapter-one) {cite:t}`synapse` pre-synapse *Synapse*
:::

```{exercise} Synapses
:label: synapse
Count the synapses.
```

```python
synapse = 1
```
"""
    assert planted(two=TWO.replace("# Units\n", others)) == []


def test_a_note_is_running_text():
    two = TWO.replace("## Bends\n", "## Bends\n\n:::{note}\nA synapse.\n:::\n")
    assert any("two.md:7: first use of “synapse”" in x for x in planted(two=two))


def test_an_appendix_links_nothing_but_may_not_be_bold_at_will():
    page = Page("chapters/setup", "# Set-up\n\nA synapse, **Colab**.\n", False)
    [complaint] = glossary.complaints([page], [])
    assert "**Colab** is bold" in complaint
    assert glossary.find_unlinked(page, ENTRIES) == []


def test_a_word_of_every_day_is_linked_by_hand():
    entry = Entry(("mean", "average"), 1, "x")
    page = Page("chapters/one", "## A\n\nI mean averages.\n")
    assert [use.shown for use in glossary.uses(page, [entry])] == ["averages"]


def test_the_tool_links_first_uses_and_then_has_nothing_to_do():
    two = Page("chapters/two", TWO.replace("{term}`synapses <synapse>`, ", ""))
    found = glossary.entries(GLOSSARY)
    once = Page("chapters/two", glossary.link(two, found))
    assert "two {term}`synapses <synapse>`." in once.text
    assert glossary.link(once, found) == once.text


def test_the_command_mends_a_copy_of_the_book(tmp_path, monkeypatch, capsys):
    shutil.copytree(glossary.ROOT / "chapters", tmp_path / "chapters")
    shutil.copy(glossary.ROOT / "_toc.yml", tmp_path)
    chapter = tmp_path / "chapters" / "perceptron.md"
    text = chapter.read_text("utf-8")
    chapter.write_text(text.replace("{term}`neuron`", "neuron"), "utf-8")
    monkeypatch.setattr(glossary, "ROOT", tmp_path)
    monkeypatch.setattr(glossary.book_pages, "__defaults__", (tmp_path,))
    assert glossary.main([]) == 1
    assert "perceptron.md" in capsys.readouterr().out
    assert glossary.main(["--write"]) == 0
    assert chapter.read_text("utf-8") == text


def test_a_page_without_a_glossary_is_named():
    with pytest.raises(ValueError, match=r"chapters/glossary\.md has no"):
        glossary.entries("# Glossary\n")
