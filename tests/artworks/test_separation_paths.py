"""Paths: how thick a filled shape is, and whether it lies within one cell of a pattern."""

from __future__ import annotations

import math

import pytest
from pikepdf import Array, Dictionary, Matrix

from brochurepress.artworks.press.separation.separator import SPLIT, CurrentPath, inverse
from brochurepress.pdf.inspect.interpreter import IDENTITY, PAINTING

CELL = Dictionary(PatternType=1, BBox=Array([0, 0, 20, 10]), XStep=20, YStep=10, Matrix=Array([1, 0, 0, 1, 5, 5]))


def drawn(*operators: tuple[str, list[float]]) -> CurrentPath:
    path = CurrentPath()
    for operator, values in operators:
        path.add(operator, values)
    return path


@pytest.mark.parametrize(
    ("path", "thickness"),
    [
        (drawn(("re", [5, 5, 90, 1.5])), 1.5),
        (drawn(("re", [5, 5, -2, 90])), 2),
        (drawn(("m", [0, 0]), ("m", [5, 5]), ("l", [90, 5]), ("l", [90, 6])), 1),
        (drawn(("m", [0, 0]), ("c", [0, 5, 5, 10, 10, 10]), ("v", [1, 1, 2, 2]), ("y", [3, 3, 4, 4])), 10),
        (CurrentPath(), math.inf),
    ],
)
def test_a_shape_is_as_thick_as_its_smaller_extent(path: CurrentPath, thickness: float) -> None:
    assert path.thickness(IDENTITY) == thickness
    assert path.thickness(Matrix(2, 0, 0, 2, 7, 7)) == 2 * thickness


def test_thickness_does_not_change_when_the_page_is_turned() -> None:
    quarter = Matrix(0, 1, -1, 0, 0, 0)
    assert drawn(("re", [0, 0, 50, 3])).thickness(quarter) == pytest.approx(3)


@pytest.mark.parametrize(
    ("rectangle", "inside"),
    [([5, 5, 20, 10], True), ([6, 6, 3, 3], True), ([4, 5, 20, 10], False), ([5, 5, 20, 11], False)],
)
def test_a_path_is_within_the_first_cell_or_not(rectangle: list[float], inside: bool) -> None:
    placement = drawn(("re", rectangle)).cell_placement(IDENTITY, CELL)
    assert (placement == Matrix(1, 0, 0, 1, 5, 5)) is inside
    assert (placement is None) is not inside


def test_a_cell_is_placed_in_the_space_of_the_path() -> None:
    scaled = Matrix(0.5, 0, 0, 0.5, 0, 0)
    placement = drawn(("re", [10, 10, 40, 20])).cell_placement(scaled, CELL)
    assert placement is not None
    assert placement @ scaled == Matrix(1, 0, 0, 1, 5, 5)


def test_overlapping_cells_shadings_and_flat_matrices_have_no_single_cell() -> None:
    path = drawn(("re", [6, 6, 3, 3]))
    assert path.cell_placement(IDENTITY, Dictionary({**dict(CELL.items()), "/XStep": 15})) is None
    assert path.cell_placement(IDENTITY, Dictionary({**dict(CELL.items()), "/PatternType": 2})) is None
    assert path.cell_placement(Matrix(1, 0, 1, 0, 0, 0), CELL) is None
    assert CurrentPath().cell_placement(IDENTITY, CELL) is None


@pytest.mark.parametrize("values", [(1, 0, 0, 1, 0, 0), (2, 0, 0, -3, 4, 5), (0, 1, -1, 0, 7, 0), (1, 2, 3, 4, 5, 6)])
def test_a_matrix_times_its_inverse_changes_nothing(values: tuple[float, ...]) -> None:
    matrix = Matrix(*values)
    back = inverse(matrix)
    assert back is not None
    assert (matrix @ back).shorthand == pytest.approx(IDENTITY.shorthand)


def test_every_operator_that_fills_and_strokes_can_be_split() -> None:
    assert SPLIT.keys() == {name for name, (fills, strokes) in PAINTING.items() if fills and strokes}
    for fill, stroke in SPLIT.values():
        assert (PAINTING[fill], PAINTING[stroke]) == ((True, False), (False, True))
