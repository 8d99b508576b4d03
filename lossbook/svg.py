"""Matplotlib figures as SVG elements of a page.

The letters stay letters, black becomes ``currentColor`` so that a figure follows light
and dark mode, and names are made unique so that two figures can share a page. A pale
area gets an edge in its full colour, which is seen on either ground. The page may
deepen pale areas and bands on the dark one.
"""

import html
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from io import StringIO

import matplotlib as mpl
from matplotlib.artist import Artist
from matplotlib.backends.backend_svg import RendererSVG
from matplotlib.figure import Figure

from lossbook.typography import as_written

POINTS_PER_INCH = 72

_METADATA = ("Creator", "Date", "Format", "Type")
_TAG = re.compile(r"<[^>]+>")
_LONG_NUMBER = re.compile(r"-?\d+\.\d{3,}")
_NOISE = re.compile(
    r"<\?xml.*?\?>|<!DOCTYPE.*?>|<!--.*?-->|<metadata>.*?</metadata>"
    r"|<style.*?</style>",
    re.DOTALL,
)
_GROUP_ID = re.compile(r'<g id="[^"]*"')
_PALE_AREA = re.compile(r'fill: (#[0-9a-f]{6}); (?:fill-)?opacity: (0\.\d+)(?=[;"])')
_PALE_BAND = re.compile(r"stroke-opacity: (0\.\d+)(?=; stroke-width: (?:[4-9]|\d\d))")
_NAME = re.compile(r'(\bid="|url\(#|href="#)')
_WORDS = re.compile(r"(?<=>)[^<>]*\S[^<>]*(?=</)")
_FONT = re.compile(r"; font-family: [^;\"]*")
_NO_TURN = re.compile(r' transform="rotate\(-?0 [^"]*\)"')
_EMPTY_DEFS = re.compile(r"<defs>\s*</defs>|<defs/>")
_CLIP_PATH = re.compile(r"<clipPath.*?</clipPath>", re.DOTALL)
_ROOT = re.compile(r"<svg[^>]*>(.*)</svg>", re.DOTALL)
_PAGE_FACTOR = re.compile(r"calc\((0\.\d+) \* var\([^)]*\)\)")
_VIEW_BOX = re.compile(r'viewBox="0 0 ([\d.]+) ([\d.]+)"')


SETTINGS = {"svg.fonttype": "none", "svg.hashsalt": "lossbook"}


@contextmanager
def settings() -> Iterator[None]:
    """Keep text as text, and derive the names of shared shapes from their content.

    To change Matplotlib's settings takes as long as to draw an artist. For many
    artists it is done once around them all.
    """
    if all(mpl.rcParams[name] == value for name, value in SETTINGS.items()):
        yield
        return
    with mpl.rc_context(SETTINGS):
        yield


def _tidy(svg: str) -> str:
    """Return the shapes of an SVG file: no header, short numbers, colours of the page.

    Numbers in the text get real minus signs.
    """
    svg = _NOISE.sub("", svg)
    svg = _ROOT.search(svg)[1]
    svg = _TAG.sub(_tidy_tag, svg)
    svg = _WORDS.sub(lambda words: as_written(words[0]), svg)
    svg = _GROUP_ID.sub("<g", svg)
    svg = _NO_TURN.sub("", _FONT.sub("", svg))
    svg = _EMPTY_DEFS.sub("", svg.replace("xlink:href", "href"))
    return re.sub(r"\s*\n\s*", "\n", svg).strip()


def _tidy_tag(tag: re.Match[str]) -> str:
    """Shorten and recolour inside a tag; the digits between tags stay as they are."""
    short = _LONG_NUMBER.sub(_two_decimals, tag[0])
    short = _PALE_AREA.sub(_edged, short)
    short = _PALE_BAND.sub(r"stroke-opacity: calc(\1 * var(--lossbook-band, 1))", short)
    return short.replace("#000000", "currentColor")


def _edged(area: re.Match[str]) -> str:
    """Give a pale area an edge, and an opacity that the page can multiply."""
    colour, opacity = area.groups()
    edge = "" if "stroke: " in area.string else f"; stroke: {colour}"
    return (
        f"fill: {colour}; fill-opacity: calc({opacity} * var(--lossbook-fill, 1)){edge}"
    )


def _two_decimals(number: re.Match[str]) -> str:
    return f"{float(number[0]):.2f}".rstrip("0").rstrip(".")


def _root(shapes: str, *, width: float, height: float, alt: str) -> str:
    """Return an ``<svg>`` element of the given size in points around shapes."""
    size = f'viewBox="0 0 {width:g} {height:g}" width="{width:g}pt"'
    return (
        f'<svg class="lossbook-figure" role="img" aria-label="{html.escape(alt)}" '
        f'{size} fill="currentColor" stroke-linejoin="round">\n{shapes}\n</svg>'
    )


def inline_svg(svg: str, *, prefix: str, alt: str) -> str:
    """Return an SVG file that Matplotlib wrote as an element for a page.

    Parameters
    ----------
    svg : str
        The text of the file.
    prefix : str
        Put before each name inside, so that no name occurs twice on a page.
    alt : str
        What the figure shows, for readers who cannot see it.

    Returns
    -------
    str
        An ``<svg>`` element.
    """
    width, height = map(float, _VIEW_BOX.search(svg).groups())
    shapes = _NAME.sub(rf"\g<1>{prefix}", _tidy(svg))
    return _root(shapes, width=width, height=height, alt=alt)


def as_file(svg: str) -> str:
    """Return an element of a page as the text of an SVG file of its own.

    A file gets neither colours nor fonts from a page: its letters are black, and it has
    a white ground, so that it can be read on a dark page too.

    Parameters
    ----------
    svg : str
        What `inline_svg` or `Layers.picture` returned.

    Returns
    -------
    str
        The text of the file.
    """
    root, shapes = svg.split(">", 1)
    root = root.replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"', 1)
    root = root.replace("currentColor", "#000000")
    ground = '<rect width="100%" height="100%" fill="#ffffff"/>'
    shapes = _PAGE_FACTOR.sub(r"\1", shapes).replace("currentColor", "#000000")
    return f'{root} font-family="sans-serif">\n{ground}{shapes}'


def settle(figures: Sequence[Figure]) -> None:
    """Compute the layout of figures once and for all, and line their axes up.

    Figures with one pair of axes each get the same left and right edges, so that what
    is equal stands in line where they are below one another.

    Parameters
    ----------
    figures : sequence of Figure
        Of the same width.
    """
    for figure in figures:
        figure.set_dpi(POINTS_PER_INCH)
        # Twice: numbers at the axes may change with the room that they get.
        figure.draw_without_rendering()
        figure.draw_without_rendering()
        figure.set_layout_engine("none")
    if any(len(figure.axes) != 1 for figure in figures):
        return
    boxes = [figure.axes[0].get_position() for figure in figures]
    left, right = max(box.x0 for box in boxes), min(box.x1 for box in boxes)
    for figure, box in zip(figures, boxes, strict=True):
        figure.axes[0].set_position((left, box.y0, right - left, box.height))


class Layers:
    """A figure in parts: everything that stands still, and each artist that moves.

    The moving artists are those with ``animated=True``, which is Matplotlib's mark for
    blitting. They are drawn above everything else, in the order of their ``zorder``.

    Parameters
    ----------
    figure : Figure
        With a settled layout, so that later changes of an artist do not move the axes.
    prefix : str
        Put before each name inside, so that no name occurs twice on a page.
    """

    def __init__(self, figure: Figure, *, prefix: str) -> None:
        self.prefix = prefix
        width, height = figure.get_size_inches() * POINTS_PER_INCH
        self.width, self.height = float(width), float(height)
        moving = [a for a in figure.findobj() if a.get_animated()]
        self.moving = sorted(moving, key=Artist.get_zorder)
        # Matplotlib derives the name of a marker from its shape: two dots share a name.
        self._prefixes = {a: f"{prefix}{i}-" for i, a in enumerate(self.moving)}
        self._clip_paths: dict[str, None] = {}
        # Unless it is being saved, a figure does not draw its animated artists.
        self._still = self.shapes(figure)

    def shapes(self, artist: Artist) -> str:
        """Return the shapes of one artist as it is now."""
        stream = StringIO()
        with settings():
            renderer = RendererSVG(
                self.width,
                self.height,
                stream,
                image_dpi=POINTS_PER_INCH,
                metadata=dict.fromkeys(_METADATA),
            )
            artist.draw(renderer)
            renderer.finalize()
        prefix = self._prefixes.get(artist, self.prefix)
        shapes = _NAME.sub(rf"\g<1>{prefix}", _tidy(stream.getvalue()))
        # The edges of the axes are the same at each position, so they are stored once.
        self._clip_paths.update(dict.fromkeys(_CLIP_PATH.findall(shapes)))
        return _EMPTY_DEFS.sub("", _CLIP_PATH.sub("", shapes)).strip()

    def picture(self, moving: list[str], *, alt: str) -> str:
        """Return the whole figure, with each moving artist in a group of its own."""
        clips = "".join(self._clip_paths)
        groups = "\n".join(f'<g class="moving">{shapes}</g>' for shapes in moving)
        shapes = f"<defs>{clips}</defs>\n{self._still}\n{groups}"
        return _root(shapes, width=self.width, height=self.height, alt=alt)
