"""The directive ``{course-map}``: which chapter needs which, and how long each takes.

Each row is a chapter, in the order of ``_toc.yml``; arcs beside the rows lead from a
chapter to those that need it, and each row says the same in words. The role
``{course-size}`` says how many ``chapters`` or ``hours`` these are.
"""

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml
from _ext import progress
from _ext.course_plan import Chapter, Work, plan, tell, work
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util.docutils import SphinxDirective, SphinxRole

from course import contents
from nnfoundations.exercises import quizzes

PART_ROW = 0.55  # height of a part's heading, in rows


class course_map(nodes.General, nodes.Element):
    """Stands for the map until all pages have been read."""


class course_size(nodes.Inline, nodes.Element):
    """Stands for a number of chapters or hours until all pages have been read."""


def arcs(chapters: Sequence[Chapter]) -> tuple[str, float]:
    """Return the arcs as SVG, and the height of the drawing in rows.

    Its y axis counts rows from the top, its x axis runs from 0, far from the rows, to
    100. An arc that spans more rows swings out further.
    """
    places, height, part = {}, 0.0, None
    for chapter in chapters:
        height += PART_ROW if chapter.part != part else 0
        places[chapter.name], part = height + 0.5, chapter.part
        height += 1
    pairs = [(places[need], places[x.name]) for x in chapters for need in x.needs]
    longest = max((b - a for a, b in pairs), default=1.0)
    drawn = []
    for a, b in pairs:
        out = 100 - (28 + 98 * ((b - a) / longest) ** 0.7)
        drawn.append(f"M100 {a:.2f}C{out:.0f} {a:.2f} {out:.0f} {b:.2f} 100 {b:.2f}")
    paths = "".join(f'<path d="{path}"/>' for path in drawn)
    return (
        f'<svg class="map-arcs" viewBox="0 0 100 {height:.2f}"'
        ' preserveAspectRatio="none" role="img" aria-label="Arcs from each chapter to'
        " the chapters that need it; below each title the same is said in words."
        f'">{paths}</svg>',
        height,
    )


class CourseMap(SphinxDirective):
    """``{course-map}`` has no argument, no option and no content."""

    def run(self) -> list[nodes.Node]:
        """Stand in for the map."""
        _depend(self.env)
        return [course_map()]


class CourseSize(SphinxRole):
    """``{course-size}`chapters` `` or ``{course-size}`hours` ``."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Stand in for the number, or say what may be asked for."""
        _depend(self.env)
        if self.text not in SIZES:
            text = f"course-size: expected one of {', '.join(SIZES)}, got {self.text!r}"
            return [], [self.inliner.reporter.warning(text, line=self.lineno)]
        return [course_size("", nodes.Text("…"), asked=self.text)], []


def _depend(env: BuildEnvironment) -> None:
    """Read the present page again when a source of the map changes."""
    root = Path(env.srcdir)
    for pattern in ("_toc.yml", "chapters/*.*", "notebooks/*.ipynb"):
        for path in root.glob(pattern):
            env.note_dependency(str(path))
    for path in (root / "benchmarks" / "notebooks.json", *quizzes.QUIZZES.iterdir()):
        env.note_dependency(str(path))


def draw(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Put the map in its place."""
    places = list(doctree.findall(course_map))
    sizes = list(doctree.findall(course_size))
    if not places and not sizes:
        return
    root = Path(app.srcdir)
    data = yaml.safe_load((root / "chapters" / "course.yml").read_text("utf-8"))
    chapters = plan(contents.read(root), data)
    pages = {x.name: app.env.get_doctree(f"chapters/{x.name}") for x in chapters}
    works = {x.name: work(x, pages[x.name], root, data) for x in chapters}
    links = {x.name: _place(app, docname, x) for x in chapters}
    for place in places:
        done = progress.place(chapters, pages, links)
        place.replace_self([done, _map(app, docname, chapters, works)])
    for size in sizes:
        size.replace_self(nodes.Text(str(SIZES[size["asked"]](chapters, works))))


def _hours(chapters: Sequence[Chapter], works: Mapping[str, Work]) -> int:
    return round(sum(work.total for work in works.values()) / 60)


def _number(chapters: Sequence[Chapter], works: Mapping[str, Work]) -> int:
    return sum(chapter.number is not None for chapter in chapters)


#: What ``{course-size}`` can tell.
SIZES = {"chapters": _number, "hours": _hours}


def _map(
    app: Sphinx,
    docname: str,
    chapters: Sequence[Chapter],
    works: Mapping[str, Work],
) -> nodes.Element:
    """Return the nodes of the map."""
    svg, _ = arcs(chapters)
    rows = nodes.bullet_list(classes=["map-rows"])
    part, names = None, {chapter.name: chapter for chapter in chapters}
    for chapter in chapters:
        if chapter.part != part:
            part = chapter.part
            heading = nodes.paragraph(part, part)
            rows += nodes.list_item("", heading, classes=["map-part"])
        rows += _row(app, docname, chapter, names, works[chapter.name])
    total = tell(sum(x.total for x in works.values()))
    summary = f"In all about {total}, of which {_split(works.values())}."
    shown = nodes.container(classes=["course-map"])
    shown += [nodes.raw("", svg, format="html"), rows]
    return nodes.container("", shown, nodes.paragraph(summary, summary))


def _split(works: Collection[Work]) -> str:
    reading = tell(sum(x.reading for x in works))
    running = tell(sum(x.running for x in works))
    solving = tell(sum(x.solving for x in works))
    count = sum(x.exercises for x in works)
    return (
        f"{reading} are for the chapters, {running} for the notebooks and {solving}"
        f" for {count} exercises"
    )


def _row(
    app: Sphinx,
    docname: str,
    chapter: Chapter,
    names: Mapping[str, Chapter],
    asked: Work,
) -> nodes.list_item:
    """Return one chapter: title, what it teaches, its time, what it needs."""
    title = nodes.paragraph("", "", classes=["map-title"])
    title += _link(app, docname, chapter.name, _place(app, docname, chapter)[1])
    teaches = nodes.paragraph(chapter.teaches, f"{chapter.teaches}.")
    time = nodes.paragraph("", "", classes=["map-time"])
    parts = [f"read {tell(asked.reading)}"]
    parts += [f"notebook {tell(asked.running)}"] if chapter.notebooks else []
    parts += [f"{asked.exercises} exercises"] if asked.exercises else []
    time += [nodes.strong("", tell(asked.total)), nodes.Text(": " + " · ".join(parts))]
    if chapter.needs:
        time += nodes.Text(" · needs ")
        for position, need in enumerate(chapter.needs):
            time += nodes.Text(" and ") if position else nodes.Text("")
            other = names[need]
            short = str(other.number or app.env.titles[f"chapters/{need}"].astext())
            time += _link(app, docname, need, short)
    return nodes.list_item("", title, teaches, time, classes=["map-row"])


def _place(app: Sphinx, docname: str, chapter: Chapter) -> tuple[str, str]:
    """Return a chapter's address and its title, with its number if it has one."""
    number = "" if chapter.number is None else f"{chapter.number}. "
    page = f"chapters/{chapter.name}"
    label = number + app.env.titles[page].astext()
    return app.builder.get_relative_uri(docname, page), label


def _link(app: Sphinx, docname: str, name: str, label: str) -> nodes.reference:
    uri = app.builder.get_relative_uri(docname, f"chapters/{name}")
    return nodes.reference("", label, internal=True, refuri=uri)


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the directive with Sphinx."""
    app.add_node(course_map)
    app.add_node(course_size)
    app.add_directive("course-map", CourseMap)
    app.add_role("course-size", CourseSize())
    app.connect("doctree-resolved", draw)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
