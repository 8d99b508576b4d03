"""Where an artist is, so that a reader can take hold of it and drag it."""

import numpy as np
from matplotlib.artist import Artist
from matplotlib.collections import LineCollection
from matplotlib.lines import Line2D
from matplotlib.text import Text

MARGIN = 1  # points by which what lies on the edge of its axes may be outside

KINDS = (Line2D, LineCollection, Text)


def point(artist: Artist) -> tuple[float, float] | None:
    """Return where an artist is in its figure, in % from the left and from the top.

    Parameters
    ----------
    artist : Line2D, LineCollection or Text
        Of a line the last point counts, of a bar its far end, and of a text where it
        stands.

    Returns
    -------
    tuple of two floats, or None
        To one decimal; None if nothing is seen there now: the artist has no point, one
        that is not a number, or one outside of its axes.
    """
    if isinstance(artist, Line2D):
        points = artist.get_xydata()
    elif isinstance(artist, LineCollection):
        points = [end for _, end in artist.get_segments()]
    else:
        points = [artist.get_position()]
    if len(points) == 0 or not np.isfinite(points[-1]).all():
        return None
    x, y = artist.get_transform().transform(points[-1])
    edges = artist.axes.bbox if artist.axes else artist.figure.bbox
    if not (edges.padded(MARGIN).contains(x, y)):
        return None
    width, height = artist.figure.bbox.size
    return round(100 * float(x / width), 1), round(100 * float(1 - y / height), 1)
