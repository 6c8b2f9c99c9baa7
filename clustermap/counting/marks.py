"""What stands in the place of an area's number, for a row that has none."""

from __future__ import annotations

#: No position, in no area, to be tested against the polygons.
NO_POSITION, OUTSIDE, TO_TEST = -1, -2, -3
