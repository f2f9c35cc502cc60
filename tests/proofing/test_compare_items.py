"""Colours, pictures and links of made-up pages: what replaced what, and what only ran on to another page."""

from __future__ import annotations

from brochurepress.design.geometry import Box
from brochurepress.pdf.inspect.model import PaintKind
from brochurepress.proofing.compare.model import ColourUse, InkChange, Recipe, compare_inks
from brochurepress.proofing.compare.states import PlacedItem, compare_items

SEA, RED, BLUE = (Recipe("ink", values) for values in ((26, 1, 0, 0), (0, 72, 80, 0), (100, 84, 5, 4)))
HERE, THERE = Box(0, 0, 10, 10), Box(50, 50, 60, 60)
ONE = [(1, 1)]


def use(page: int = 1, box: Box = HERE) -> tuple[ColourUse, ...]:
    return (ColourUse(page, PaintKind.PATH, box),)


def item(name: str, page: int = 1) -> PlacedItem:
    return PlacedItem(name, name, page, HERE)


def test_a_colour_that_stands_where_another_stood_has_replaced_it() -> None:
    found = compare_inks({SEA: use(), RED: use(box=THERE)}, {BLUE: use(), RED: use(box=THERE)}, ONE)
    assert found == (InkChange(SEA, BLUE, use(), use()),)


def test_colours_in_different_places_came_and_went() -> None:
    found = compare_inks({SEA: use()}, {BLUE: use(box=THERE)}, ONE)
    assert [(change.before, change.after) for change in found] == [(SEA, None), (None, BLUE)]


def test_a_colour_in_both_states_is_no_change_wherever_it_stands() -> None:
    assert compare_inks({SEA: use()}, {SEA: use(box=THERE)}, ONE) == ()


def test_a_colour_of_a_new_page_is_told_by_the_page() -> None:
    assert compare_inks({SEA: use()}, {SEA: use(), RED: use(page=2)}, [(1, 1), (None, 2)]) == ()


def test_a_recipe_is_written_as_designers_do() -> None:
    assert str(RED) == "C0 M72 Y80 K0"
    assert str(Recipe("DeviceRGB", (0.0, 0.5, 1.0))) == "#0080FF"
    assert str(Recipe("Lab", (50, 1, 2))) == "Lab 50 1 2"


def test_what_came_on_a_page_took_the_place_of_what_went() -> None:
    found = compare_items([item("a"), item("b")], [item("a"), item("c")], ONE)
    assert found == ((item("b"), item("c")),)


def test_what_came_by_the_name_of_what_went_took_its_place() -> None:
    was, other = item("b"), PlacedItem("new", "b", 1, HERE)
    found = compare_items([item("a"), was], [item("c"), other], ONE)
    assert found == ((was, other), (item("a"), item("c")))


def test_what_ran_on_to_another_page_is_no_change() -> None:
    pairs = [(1, 1), (2, 2)]
    assert compare_items([item("a"), item("b")], [item("a"), item("b", page=2)], pairs) == ()


def test_one_of_two_equal_items_can_go() -> None:
    assert compare_items([item("a"), item("a")], [item("a")], ONE) == ((item("a"), None),)


def test_of_equal_items_the_one_that_went_is_missed_where_it_stood() -> None:
    found = compare_items([item("a"), item("a", page=2)], [item("a", page=2)], [(1, 1), (2, 2)])
    assert found == ((item("a"), None),)
