"""Objects: what a content stream asks of the forms, patterns, images and shadings that it names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from prepress.artworks.press.separation.colour import Destination, Unseparable


class Objects(Protocol):
    """The objects of one PDF brought into a destination, each once; sizes are scales relative to the page.

    Every method raises Unseparable for an object that it does not know.
    """

    def form(self, source: Any, to: Destination, size: float, inherited: Any) -> Any:
        """A form XObject; without resources of its own it has those `inherited`."""

    def cell(self, source: Any, to: Destination, size: float) -> Any:
        """The cell of a tiling pattern as a form XObject."""

    def pattern(self, source: Any, to: Destination, size: float) -> Any:
        """A tiling or shading pattern."""

    def image(self, source: Any, to: Destination) -> Any:
        """An image XObject."""

    def shading(self, source: Any, to: Destination) -> Any:
        """A shading dictionary."""

    def parameters(self, source: Any, to: Destination) -> Any:
        """A graphics state parameter dictionary."""

    def overprint(self, on: bool) -> Any:
        """The graphics state parameter dictionary that switches overprint on or off."""

    def refuse(self, fault: Unseparable) -> None:
        """A finding about an object that stays as it was."""
