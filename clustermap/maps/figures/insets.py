"""Where the frames of far islands stand on a map, and what is written into them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

from clustermap.locales.numbers import decimal
from clustermap.maps.figures.describe import say
from clustermap.maps.figures.furniture import bar_length
from clustermap.maps.figures.layout import Box

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clustermap.maps.figures.paper import Paper
    from clustermap.maps.figures.projection import View

#: A frame is no wider than this share of the map's,
WIDE = 0.34
#: and no higher than the first of these that lets all stand in the sea.
HIGH = (0.4, 0.32, 0.25)
#: Size of its words, and the room above the map for them, in sizes of the text.
WORDS, HEAD = 0.85, 1.5
#: Scales within this share of each other are one.
SAME = 0.02
#: Islands east of this longitude are sought at the lower right.
MIDDLE = 137.0
#: The corners of a map (right, top) in which islands are sought first: where they lie.
_SOUTHWEST = ((0, 1), (0, 0), (1, 0), (1, 1))
_SOUTHEAST = ((1, 0), (1, 1), (0, 0), (0, 1))


class MapOfIslands(Protocol):
    """What a map tells about itself so that its insets can be placed."""

    apart: tuple[View, ...]
    paper: Paper

    def hidden(self, box: Box, room: Box) -> float:
        """Return how much land a box would hide."""

    def scale_in(self, room: Box) -> float:
        """Return the meters per point in a room."""


@dataclass(frozen=True)
class Inset:
    """A view of islands and its frame."""

    view: View
    box: Box
    head: float

    @property
    def inner(self) -> Box:
        """The frame below its name."""
        return self.box.below(self.head)


def insets_placed(country: MapOfIslands, room: Box, lang: str) -> tuple[list[Inset], Box]:
    """Place a map's insets where they hide no land; return them, and the room of the map itself.

    They stand in corners of the sea, or else beside the map or above it.
    """
    for share in HIGH:
        sized = [_sized(country, view, room, share, lang) for view in country.apart]
        placed = _in_corners(country, sized, room)
        if placed is not None:
            return placed, room
    sized = [_sized(country, view, room, HIGH[0], lang) for view in country.apart]
    gap = country.paper.em
    wide = max(one.box.width for one in sized) + gap
    high = max(one.box.height for one in sized) + gap
    beside = Box(room.x + wide, room.y, room.width - wide, room.height)
    below = room.below(high)
    if country.scale_in(beside) < country.scale_in(below):
        return _row(sized, room, gap, down=True), beside
    return _row(sized, room, gap, down=False), below


def _in_corners(country: MapOfIslands, sized: Sequence[Inset], room: Box) -> list[Inset] | None:
    """Return the frames where they hide nothing; None if one finds no such place."""
    placed: list[Inset] = []
    for one in sized:
        choices = _corners(one, placed, room, 0.5 * country.paper.em)
        free = next((at for at in choices if country.hidden(at.box, room) == 0), None)
        if free is None:
            return None
        placed.append(free)
    return placed


def _sized(country: MapOfIslands, view: View, room: Box, share: float, lang: str) -> Inset:
    """Return a frame at the map's scale if there is room, and wide enough for its name."""
    paper = country.paper
    wide, high = view.size
    scale, head = country.scale_in(room), HEAD * paper.em
    width = min(wide / scale, WIDE * room.width, share * room.height * wide / high)
    name = _name(view, lang)
    named = paper.letters.width(name, WORDS * paper.em) + paper.em
    box = Box(0, 0, max(width, min(named, WIDE * room.width)), width * high / wide + head)
    return Inset(view, box, head)


def _corners(one: Inset, placed: Sequence[Inset], room: Box, gap: float) -> list[Inset]:
    """Return the corners, and the places beside other frames, that are free."""
    box = one.box
    order = _SOUTHEAST if one.view.group and one.view.group.box[0] > MIDDLE else _SOUTHWEST
    places = [
        (room.right - box.width if right else room.x, room.top - box.height if top else room.y)
        for right, top in order
    ]
    for other in placed:
        places += [(other.box.x, other.box.y - gap - box.height),
                   (other.box.right + gap, other.box.top - box.height)]  # fmt: skip
    boxes = [Box(x, y, box.width, box.height) for x, y in places]
    return [
        replace(one, box=at) for at in boxes
        if at.y >= room.y and at.right <= room.right
        and not any(_meet(at, other.box) for other in placed)
    ]  # fmt: skip


def _meet(one: Box, other: Box) -> bool:
    return one.x < other.right and other.x < one.right and one.y < other.top and other.y < one.top


def _row(sized: Sequence[Inset], room: Box, gap: float, *, down: bool) -> list[Inset]:
    """Set frames in a column at the left, or in a row at the top."""
    placed, x, top = [], room.x, room.top
    for one in sized:
        width, height = one.box.width, one.box.height
        placed.append(replace(one, box=Box(x, top - height, width, height)))
        x, top = (x, top - height - gap) if down else (x + width + gap, top)
    return placed


def _name(view: View, lang: str) -> str:
    return say(view.group.name, lang) if view.group else ""


def write_inset(paper: Paper, inset: Inset, scale: float, main: float, lang: str) -> None:
    """Write the name of the islands and, if it is not the map's, their scale."""
    box, name, size = inset.box, _name(inset.view, lang), WORDS * paper.em
    room = box.width - size
    same = abs(scale / main - 1) < SAME
    label = name if same else say("own_scale", lang, name=name)
    if paper.letters.width(label, size) > room:
        label = name
    size = min(size, size * room / paper.letters.width(label, size))
    if size > 0.6 * paper.em:
        x, y = box.x + 0.5 * size, box.top - 1.25 * size
        paper.text(x, y, label, size, color=paper.theme.muted)
    if same:
        return
    size = WORDS * paper.em
    length = bar_length(scale, 0.35 * box.width)
    # in the southeast, where there are no islands
    words = f"{decimal(length)} km"
    end = box.right - 1.2 * size - paper.letters.width(words, 0.85 * size)
    x, y = end - length * 1000 / scale, box.y + 0.6 * size
    paper.line([(x, y), (end, y)], paper.theme.muted, 0.09 * size)
    paper.text(end + 0.4 * size, y - 0.3 * size, words, 0.85 * size, color=paper.theme.muted)
