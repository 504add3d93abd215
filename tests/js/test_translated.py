"""What the live figures say can be translated, and nothing else of them changes.

A language that nobody speaks puts each message between ⟦ and ⟧. A figure must then show
the same as ever, and every word of it must stand between these signs: a word outside is
one that no translator would get to see.
"""

import re
import shutil

import pytest
from _ext import live_figure, translation
from parity import Node
from test_shown import SHOW

import node as npm
from nnfoundations.figures import FIGURES, javascript

#: Names that are the same in every language; so is all that has a digit or an index.
NAMES = {"ReLU", "ReLUs", "relu", "tanh", "sigmoid", "softplus", "identity", "rqp"}
WORD = re.compile(r"(?<![\w\]])[^\W\d_]{3,}(?![\w\[])")
#: A mark's checksum; it changes with the words that belong to the mark.
CHECKSUM = re.compile(r" [0-9a-f]{5,8}$")


def outside(text):
    """Return what stands in no message."""
    depth, found = 0, []
    for sign in text:
        depth += (sign == "⟦") - (sign == "⟧")
        found += [sign] if depth == 0 and sign != "⟧" else [" "]
    return "".join(found)


def plain(line):
    """Return what a figure shows, without the signs and what follows from them."""
    return CHECKSUM.sub("", " ".join(re.sub("[⟦⟧]", "", line).split())).lower()


@pytest.fixture(scope="module")
def node():
    """A node of its own: figures count how often they were drawn."""
    with Node() as running:
        yield running


@pytest.fixture(scope="module")
def translated(tmp_path_factory):
    """Return the folder of the figures' scripts in the language."""
    folder = tmp_path_factory.mktemp("translated") / "figures"
    shutil.copytree(javascript.FOLDER, folder)
    (folder / "package.json").write_text('{"type": "module"}', "utf-8")
    scripts = live_figure.list_scripts()
    found = translation.list_script_words(scripts)
    messages = {words.text: f"⟦{words.text}⟧" for words in found}
    texts = translation.rewrite_scripts(scripts, messages)
    for path in scripts:
        target = folder / path.relative_to(javascript.FOLDER)
        target.write_text(texts[str(path)], "utf-8")
    return folder


@pytest.mark.parametrize("name", FIGURES)
def test_every_word_can_be_translated_and_nothing_else_changes(name, translated, node):
    library = npm.packages() / "happy-dom" / "lib" / "index.js"

    def call(function, folder):
        files = (folder / f"{name}.js", library, javascript.STYLE)
        return node.call(SHOW, function, *map(str, files))

    before, now = (call("show", each) for each in (javascript.FOLDER, translated))
    assert [[*map(plain, x)] for x in now.values()] == [
        [*map(plain, x)] for x in before.values()
    ]
    said = {text for texts in call("say", translated).values() for text in texts}
    assert any("⟦" in text for text in said)
    assert {x for text in said for x in WORD.findall(outside(text))} <= NAMES


def test_without_translations_a_script_stays_as_it_is():
    scripts = live_figure.list_scripts()
    texts = translation.rewrite_scripts(scripts, {})
    assert texts == {str(path): path.read_text("utf-8") for path in scripts}


def test_a_translation_may_move_values_and_hold_any_sign(tmp_path):
    path = tmp_path / "a.js"
    path.write_text('say(`${a + 1} of ${b ? "many points" : ""} here`);', "utf-8")
    [whole, part] = translation.list_script_words([path])
    assert (whole.text, part.text) == ("{0} of {1} here", "many points")
    messages = {whole.text: "`{1}` ${x} \\ {0}", part.text: 'viele "Punkte"'}
    [text] = translation.rewrite_scripts([path], messages).values()
    wanted = r'say(`\`${b ? "viele \"Punkte\"" : ""}\` \${x} \\ ${a + 1}`);'
    assert text == wanted
