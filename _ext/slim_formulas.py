"""Formulas of half as many elements, which look the same and are read the same.

What a phone does with a page of formulas is lay out KaTeX's elements: a table for each
index, a box for each sign and each space, and all of it once more as MathML. Here signs
of one font become one run of text, spaces become margins, a table becomes a raised or
lowered letter or a pile of lines, and a box that holds a line open goes where the line
is open anyway. A formula of one letter or number is that letter or number, which a
screen reader reads as it is; any other keeps its MathML, without the wrappers round
it, and its source in ``data-tex``. ``assets/site/katex/slim.css`` is its style.

What is not understood stays as KaTeX wrote it. By hand, for no kept library trims what
KaTeX writes; MathML alone would need a font of its own and looks different in each
browser.
"""

import re
from collections.abc import Iterable
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

Item = str | Element

#: Classes without a style of their own.
_BARE = {"mord", "mrel", "mbin", "mopen", "mclose", "mpunct", "minner", "mtight"}
_BARE |= {"mop", "textrm", "text"}
#: KaTeX's class of a font -> the element that stands for it, if one is needed.
_FONTS = {"mathnormal": "i", "mathbf": "b", "mathrm": None}
#: How large an index is, by KaTeX's classes.
_SIZES = {("reset-size6", "size3"): 0.7, ("reset-size3", "size1"): 5 / 7}
#: How far a line of KaTeX_Main reaches up and down at a height of 1.2 [em].
_UP, _DOWN = 0.9155, 0.2845
#: The space after an index [em], which the style sheet gives.
_AFTER = 0.05
#: What a line of a pile may stand on [em]; the style sheet's is 3.
_STAND = 4.5
#: A run of text with a margin, until it is written as a span.
_RUN = "u"
_LENGTH = re.compile(r"(-?[\d.]+)em")


# ---- trees ----


def _classes(element: Element) -> list[str]:
    return element.get("class", "").split()


def _style(element: Element) -> dict[str, str]:
    lines = element.get("style", "").split(";")
    return dict(line.split(":", 1) for line in lines if line)


def _length(text: str | None) -> float | None:
    found = _LENGTH.fullmatch(text or "")
    return float(found[1]) if found else None


def _em(number: float) -> str:
    return f"{number:.4f}".rstrip("0").rstrip(".") + "em"


def _items(element: Element) -> list[Item]:
    """Return text and elements in an element, in order."""
    found: list[Item] = [element.text] if element.text else []
    for child in element:
        found.append(child)
        if child.tail:
            found.append(child.tail)
    return found


def _fill(element: Element, items: Iterable[Item]) -> Element:
    """Let an element hold these and nothing else."""
    for child in list(element):
        element.remove(child)
    element.text, last = None, None
    for item in items:
        if isinstance(item, Element):
            item.tail = None
            element.append(item)
            last = item
        elif last is None:
            element.text = (element.text or "") + item
        else:
            last.tail = (last.tail or "") + item
    return element


def _make(
    tag: str, items: Iterable[Item], kind: str = "", style: dict[str, str] | None = None
) -> Element:
    made = Element(tag, {"class": kind} if kind else {})
    if style:
        made.set("style", ";".join(f"{key}:{value}" for key, value in style.items()))
    return _fill(made, items)


# ---- spaces ----


def _widen(item: Item, side: str, width: float) -> bool:
    """Give an element a margin, if it is one whose margin is in its parent's em."""
    if isinstance(item, str) or not (
        item.tag in ("i", "b", _RUN) or item.get("class") in ("ss", "v")
    ):
        return False
    style = _style(item)
    style[side] = _em((_length(style.get(side)) or 0) + width)
    item.set("style", ";".join(f"{key}:{value}" for key, value in style.items()))
    return True


def _gap(width: float) -> Element:
    return _make("span", [], "mspace", {"margin-right": _em(width)})


def _place(done: list[Item], width: float, item: Item) -> None:
    """Append an item, after a space."""
    if done and _widen(done[-1], "margin-right", width):
        done.append(item)
    elif isinstance(item, str):
        done.append(_make(_RUN, [item], style={"margin-left": _em(width)}))
    elif _widen(item, "margin-left", width):
        done.append(item)
    elif done and isinstance(done[-1], str):
        done[-1] = _make(_RUN, [done[-1]], style={"margin-right": _em(width)})
        done.append(item)
    else:
        done += [_gap(width), item]


def _space(items: Iterable[Item]) -> list[Item]:
    """Return items with margins for the spaces between them."""
    done: list[Item] = []
    waiting = 0.0
    for item in items:
        if isinstance(item, Element) and item.get("class") == "mspace":
            width = _length(_style(item).get("margin-right"))
            if width is not None:
                waiting += width
                continue
        if waiting:
            _place(done, waiting, item)
            waiting = 0.0
        else:
            done.append(item)
    if waiting and not (done and _widen(done[-1], "margin-right", waiting)):
        done.append(_gap(waiting))
    return done


def _join(items: Iterable[Item]) -> list[Item]:
    """Return items in which neighbours of one font are one."""
    done: list[Item] = []
    for item in items:
        last = done[-1] if done else None
        if isinstance(item, str) and isinstance(last, str):
            done[-1] = last + item
        elif (
            isinstance(item, Element)
            and isinstance(last, Element)
            and item.tag == last.tag in ("i", "b")
            and not (item.attrib or last.attrib)
        ):
            last.text = (last.text or "") + (item.text or "")
        else:
            done.append(item)
    return done


# ---- tables ----


def _rows(table: Element) -> list[tuple[float, dict[str, str], list[Item]]] | None:
    """Return how low each line of KaTeX's ``vlist-t`` lies, its style and content.

    None if the table is of another form than most.
    """
    first, *others = table
    if len(others) > 1 or any(len(list(row.iter())) > 3 for row in others):
        return None
    found = []
    for line in first[0]:
        style, items = _style(line), _items(line)
        stand = items[0] if items else ""
        if line.get("class") or isinstance(stand, str) or _classes(stand) != ["pstrut"]:
            return None
        height, top = _length(_style(stand)["height"]), _length(style.pop("top", ""))
        if height is None or top is None or height > _STAND:
            return None
        found.append((height + top, style, items[1:]))
    return found


def _script(low: float, style: dict[str, str], items: list[Item]) -> Element | None:
    """Return a line of an index as an element whose top says how low it lies."""
    if len(items) != 1 or isinstance(items[0], str) or items[0].get("style"):
        return None
    kind, *sizes = (*_classes(items[0]), "", "", "")[:3]
    size = _SIZES.get((sizes[0], sizes[1])) if kind == "sizing" else None
    inside = _slim_all(_items(items[0]))
    plain = all(
        isinstance(x, str) or (x.tag in ("i", "b") and not len(x)) for x in inside
    )
    if size is None or not plain or not {"margin-left", "margin-right"} >= set(style):
        return None
    drawn = {"top": _em(low / size)}
    before, after = (_length(style.get(f"margin-{x}")) or 0 for x in ("left", "right"))
    if abs(after - _AFTER) > 1e-3:
        drawn["margin-right"] = _em(after / size)
    if abs(before) > 1e-3:
        drawn["margin-left"] = _em(before / size)
    tag = "sub" if low > 0 else "sup"
    return _make(tag, inside, "" if size == 0.7 else "t", drawn)


def _indices(element: Element) -> Element | None:
    """Return an index, or the two at one letter, without the table."""
    rows = _rows(element[0]) if len(element) == 1 and not element.text else None
    scripts = [_script(*row) for row in reversed(rows or [])]
    found = [script for script in scripts if script is not None]
    if not found or len(found) != len(scripts) or len(found) > 2:
        return None
    if len(found) == 2:
        return _make("span", found, "ss")
    (one,) = found
    style = one.get("style", "")
    low = _length(_style(one)["top"]) or 0
    one.set("style", style.replace(f"top:{_em(low)}", f"vertical-align:{_em(-low)}"))
    return one


def _pile(table: Element) -> Element | None:
    """Return a table as a box of lines, each of which is moved from the baseline."""
    rows = _rows(table)
    if rows is None:
        return None
    lines = [
        _make("span", _slim_all(items), style={"top": _em(low), **style})
        for low, style, items in rows
    ]
    return _make("span", lines, "v")


# ---- what is seen ----


def _slim_all(items: Iterable[Item]) -> list[Item]:
    done: list[Item] = []
    for item in items:
        done += [item] if isinstance(item, str) else _slim(item)
    return _join(_space(done))


def _slim(element: Element) -> list[Item]:
    """Return what stands for an element."""
    classes, style = _classes(element), _style(element)
    if element.tag != "span" or classes in (["strut"], ["mspace"]):
        return [element]
    if "nulldelimiter" in classes:
        return [_gap(0.12)]
    if "msupsub" in classes and (index := _indices(element)) is not None:
        return [index]
    if classes[:1] == ["vlist-t"]:
        pile = _pile(element)
        return [element if pile is None else pile]
    items = _slim_all(_items(element))
    fonts = set(classes) - _BARE
    if not fonts and (not style or _is_margin_of(items, style)):
        return items
    (font,) = fonts if len(fonts) == 1 else ("",)
    if font in _FONTS and len(items) == 1 and isinstance(items[0], str):
        tag = _FONTS[font]
        if tag and set(style) <= {"margin-right"}:
            return [_make(tag, items, style=style)]
        if not tag and not style:
            return items
    _fill(element, items)
    if len(items) == 1 and {"mfrac", "op-limits"} & fonts and not style:
        (inner,) = items
        if isinstance(inner, Element) and inner.attrib == {"class": "v"}:
            element.set("class", " ".join([*classes, "v"]))
            _fill(element, _items(inner))
    return [element]


def _is_margin_of(items: list[Item], style: dict[str, str]) -> bool:
    """Tell whether a style was a margin, which now is that of the one item."""
    width = _length(style.get("margin-right"))
    alone = len(items) == 1 and len(style) == 1 and width is not None
    return alone and _widen(items[0], "margin-right", width or 0)


def _split(base: Element) -> tuple[list[Item], float, float]:
    """Return what stands in a part of a line, and how far up and down it reaches."""
    strut, *items = _items(base)
    assert isinstance(strut, Element)
    style = _style(strut)
    down = -(_length(style.get("vertical-align")) or 0)
    return _slim_all(items), (_length(style["height"]) or 0) - down, down


def _slim_seen(seen: Element, breaks: bool) -> None:
    """Slim the part of a formula that is seen.

    A line may break between two parts of it, if it may break at all.
    """
    if any(
        _classes(part) != ["base"] or not len(part) or _classes(part[0]) != ["strut"]
        for part in seen
    ):
        return  # several lines, or a number at the side
    parts = [_split(part) for part in seen]
    if all(up < _UP + 1e-3 and down < _DOWN + 1e-3 for _, up, down in parts):
        items: list[Item] = []
        for inside, _, _ in parts:
            items += [Element("wbr"), *inside] if items and breaks else inside
        _fill(seen, items)
        seen.set("class", "katex-html w")
        return
    for base, (items, up, down) in zip(list(seen), parts, strict=True):
        if up > _UP or down > _DOWN:
            style = {"height": _em(up + down), "vertical-align": _em(-down)}
            items.insert(0, _make("span", [], "strut", style))
        _fill(base, items)


# ---- what is heard ----


def _unwrap(element: Element) -> None:
    """Let what a row or a style holds alone take its place, at any depth."""
    for place, child in enumerate(list(element)):
        _unwrap(child)
        bare = child.tag == "mrow" and not child.attrib
        shown = {"displaystyle", "scriptlevel"}
        bare = bare or (child.tag == "mstyle" and set(child.attrib) <= shown)
        if bare and len(child) == 1:
            element[place] = child[0]


def _slim_heard(maths: Element) -> str:
    """Slim MathML; return the formula's source."""
    maths.attrib.pop("xmlns", None)
    (meaning,) = maths
    _unwrap(meaning)
    row, source = meaning
    bare = row.tag == "mrow" and not row.attrib
    _fill(maths, list(row) if bare else [row])
    return source.text or ""


# ---- both ----


def _is_one_sign(maths: Element, seen: Element) -> bool:
    """Tell whether a formula is one letter or number, seen as it is heard."""
    inside = list(maths.iter())[1:]
    words = ("".join(x.itertext()) for x in (maths, seen))
    one = len(inside) == 1 and inside[0].tag in ("mn", "mi") and not inside[0].attrib
    return one and len(set(words)) == 1 and len(_items(seen)) == 1


def slim(formula: str) -> str:
    """Return a formula with fewer elements.

    Parameters
    ----------
    formula : str
        What KaTeX wrote, of HTML and MathML.
    """
    # in HTML the elements say by themselves what they are
    whole = ElementTree.fromstring(re.sub(r' xmlns="[^"]*"', "", formula))
    alone = _classes(whole) == ["katex"]
    katex = whole if alone else whole.find("span[@class='katex']")
    if katex is None:
        return formula  # one that KaTeX could not read
    heard, seen = katex
    (maths,) = heard
    source = _slim_heard(maths)
    _slim_seen(seen, breaks=alone)
    if alone and "w" in _classes(seen) and _is_one_sign(maths, seen):
        items = _items(seen)
        katex.set("class", "katex w")
        (sign,) = items
        if isinstance(sign, Element) and sign.tag == "i" and not sign.attrib:
            katex.set("class", "katex w i")
            items = _items(sign)
        _fill(katex, items)
    if "".join(katex.itertext()) != source:
        katex.set("data-tex", source)
    for run in whole.iter(_RUN):
        run.tag = "span"
    return ElementTree.tostring(whole, encoding="unicode", method="html")
