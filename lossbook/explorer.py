"""Figures with sliders that work with and without a kernel.

An explorer has three parts: one or more Matplotlib figures, its panels, in which the
artists that move are marked with ``animated=True``; a function ``update`` that sets
their data; and one :class:`Slider` for each argument of ``update``.

- In Jupyter the sliders are ``ipywidgets`` and call ``update``.
- A published page has no kernel. When the book is built, ``update`` is called for all
  positions of the sliders, and the page stores what each moving artist looks like.
- A saved notebook is also read where nothing runs. It contains the picture and the
  sentence as they were when the explorer was displayed.

All show the same panels, the same values and the same sentence.
"""

import base64
import html
import inspect
import itertools
import json
import os
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import matplotlib.pyplot as plt
from matplotlib.artist import Artist
from matplotlib.figure import Figure

from lossbook import handles
from lossbook.controls import Slider
from lossbook.prose import STATIC, STILL
from lossbook.svg import POINTS_PER_INCH, Layers, as_file, settings, settle
from lossbook.typography import as_written

__all__ = ["Explorer", "Slider"]

MOST_SLIDERS = 3
MOST_FRAMES = 2500

WIDGET = "application/vnd.jupyter.widget-view+json"
PIXELS_PER_INCH = 96


class Explorer:
    """A figure, or several side by side, that the reader changes with sliders.

    Parameters
    ----------
    panels : Figure or sequence of Figure
        The artists that move have ``animated=True``. They are drawn last. All panels
        have the same width: they stand side by side on a wide page and below one
        another on a narrow one.
    update : callable
        Takes the values of the sliders by keyword, sets the data of the moving artists,
        and returns a sentence that says what the figure now shows.
    alt : str or sequence of str
        What each panel shows, for readers who cannot see it.
    name : str
        A short name that no other explorer on the page has.
    sliders : Slider
        One to three, under the names of the arguments of `update`.

    Raises
    ------
    ValueError
        If no artist is animated, the panels differ in width, `alt` is empty or not one
        for each panel, `name` is not an identifier, the sliders are not the arguments
        of `update`, there are too many positions, `update` fails or returns no sentence
        at the ends of the sliders, or a handle is no artist that its slider moves along
        its axis. When the book is built, also if `update` fails at any position, or if
        a slider moves no artist while the others stand where they may.

    Examples
    --------
    >>> import matplotlib.pyplot as plt
    >>> figure, ax = plt.subplots()
    >>> limits = ax.set(xlim=(-2, 3), ylim=(-1, 5))
    >>> (dot,) = ax.plot([0], [0], "o", animated=True)
    >>> def update(x):
    ...     dot.set_data([x], [x**2])
    ...     return f"The square of {x} is {x**2}."
    >>> explorer = Explorer(
    ...     figure,
    ...     update,
    ...     alt="A dot on the parabola.",
    ...     name="square",
    ...     x=Slider("x", [-1, 0, 1, 2], start=0, handle=dot),
    ... )
    >>> explorer.move(x=2)
    'The square of 2 is 4.'
    """

    def __init__(
        self,
        panels: Figure | Sequence[Figure],
        update: Callable[..., str],
        *,
        alt: str | Sequence[str],
        name: str,
        **sliders: Slider,
    ) -> None:
        figures = [panels] if isinstance(panels, Figure) else list(panels)
        for figure in figures:
            # Otherwise pyplot would show it a second time, below the explorer.
            plt.close(figure)
        self.update, self.name, self.sliders = update, name, sliders
        self.alts = [alt] if isinstance(alt, str) else list(alt)
        self._check_arguments(figures)
        settle(figures)
        self.panels = [
            Layers(figure, prefix=f"{name}-{_letter(i)}")
            for i, figure in enumerate(figures)
        ]
        if not self.moving:
            raise ValueError(
                "panels must have at least one artist with animated=True, which "
                f"update moves; got none in {len(figures)}"
            )
        self._try_ends()
        self._check_handles()
        if STATIC in os.environ:
            # Now, not when it is displayed: an error at that time would leave a
            # traceback in the page and let the build pass.
            self.page = self._build_page()

    def _check_arguments(self, figures: list[Figure]) -> None:
        widths = [float(figure.get_figwidth()) for figure in figures]
        if len(set(widths)) != 1:
            raise ValueError(
                f"panels must be figures of the same width, got widths of {widths} inch"
            )
        if len(self.alts) != len(figures):
            raise ValueError(
                f"alt must be one text for each of {len(figures)} panels, "
                f"got {len(self.alts)}"
            )
        if not all(text.strip() for text in self.alts):
            raise ValueError("alt must say what each panel shows, got an empty one")
        if not self.name.isidentifier():
            raise ValueError(
                "name must be letters, digits and _, and not begin with a digit, "
                f"got {self.name!r}"
            )
        if not 1 <= len(self.sliders) <= MOST_SLIDERS:
            raise ValueError(
                f"sliders must be 1 to {MOST_SLIDERS}, got {len(self.sliders)}"
            )
        for argument, slider in self.sliders.items():
            if not isinstance(slider, Slider):
                raise ValueError(f"{argument} must be a Slider, got {slider!r}")
        try:
            inspect.signature(self.update).bind(**self.start)
        except TypeError as error:
            raise ValueError(
                f"update must take the sliders {list(self.sliders)} as keyword "
                f"arguments, got update{inspect.signature(self.update)}: {error}"
            ) from error
        if self.frames > MOST_FRAMES:
            raise ValueError(
                f"sliders must have at most {MOST_FRAMES} positions together, got "
                f"{self.frames}; give them fewer values"
            )

    def _check_handles(self) -> None:
        """Each handle is moved by its slider alone along its axis, in its panel."""
        taken: dict[tuple[Artist, str], str] = {}
        for argument, slider in self.sliders.items():
            for artist in slider.handles:
                if artist not in self.moving or not isinstance(artist, handles.KINDS):
                    kinds = ", ".join(kind.__name__ for kind in handles.KINDS)
                    raise ValueError(
                        f"handle of {argument} must be an artist of a panel with "
                        f"animated=True, one of {kinds}, got {artist}"
                    )
                other = taken.setdefault((artist, slider.along), argument)
                if other != argument:
                    raise ValueError(
                        f"handle of {argument} moves along {slider.along} already "
                        f"with {other}: {artist}"
                    )
                self._check_that_it_moves(artist, argument, slider)

    def _check_that_it_moves(
        self, artist: Artist, argument: str, slider: Slider
    ) -> None:
        """Where it is seen, and always in the same direction."""
        axis, places = "xy".index(slider.along), []
        for value in slider.values:
            self.move(**(self.start | {argument: value}))
            place = handles.point(artist)
            if place is not None:
                places.append(place[axis])
        self.move(**self.start)
        rising = sorted(places)
        if len(set(places)) < 2 or places not in (rising, rising[::-1]):
            raise ValueError(
                f"handle of {argument} must move along {slider.along} when {argument} "
                f"changes, in one direction, got places in % of {places}: {artist}"
            )

    def _try_ends(self) -> None:
        """Call `update` at the ends of all sliders, then at the start."""
        ends = [(slider.values[0], slider.values[-1]) for slider in self._ordered]
        for values in itertools.product(*ends):
            self.move(**dict(zip(self.sliders, values, strict=True)))
        self.move(**self.start)

    @property
    def _ordered(self) -> list[Slider]:
        return list(self.sliders.values())

    @property
    def moving(self) -> list[Artist]:
        """The artists that move, in the order in which they are drawn."""
        return [artist for panel in self.panels for artist in panel.moving]

    @property
    def start(self) -> dict[str, float | str]:
        """The first values of the sliders."""
        return {argument: slider.start for argument, slider in self.sliders.items()}

    @property
    def frames(self) -> int:
        """The number of pictures: one for each combination of positions."""
        count = 1
        for slider in self._ordered:
            count *= len(slider.values)
        return count

    def move(self, **values: float | str) -> str:
        """Move the artists and return the sentence that says what they now show."""
        try:
            state = self.update(**values)
        except Exception as error:
            raise ValueError(
                f"update failed at {_spoken(values)}: {type(error).__name__}: {error}"
            ) from error
        if not isinstance(state, str) or not state.strip():
            raise ValueError(
                "update must return a sentence that says what the figure now shows, "
                f"got {state!r} at {_spoken(values)}"
            )
        self.state = as_written(state)
        return self.state

    def shapes(self) -> list[str]:
        """Return what each moving artist looks like now."""
        return [p.shapes(artist) for p in self.panels for artist in p.moving]

    def _pictures(self) -> Iterator[str]:
        for panel, alt in zip(self.panels, self.alts, strict=True):
            yield panel.picture([panel.shapes(a) for a in panel.moving], alt=alt)

    def picture(self) -> str:
        """Return the panels as they are now: an ``<svg>`` element each."""
        return "\n".join(
            f'<span class="explorer-panel">{picture}</span>'
            for picture in self._pictures()
        )

    def still(self) -> str:
        """Return the panels as they are now and the sentence, as HTML without controls.

        For a saved notebook, whose readers may have no kernel, no script and no style
        sheet of the book. A panel is an image: JupyterLab removes inline SVG from
        the outputs of a notebook that it does not trust. ``jupyter nbconvert
        --execute`` leaves widgets to a script from another server; with
        ``--ExecutePreprocessor.store_widget_state=False`` it shows this instead.
        """
        images = []
        for panel, alt, svg in zip(
            self.panels, self.alts, self._pictures(), strict=True
        ):
            picture = base64.b64encode(as_file(svg).encode()).decode()
            width = round(panel.width * PIXELS_PER_INCH / POINTS_PER_INCH)
            images.append(
                f'<img src="data:image/svg+xml;base64,{picture}" '
                f'alt="{html.escape(alt)}" width="{width}" style="max-width: 100%">'
            )
        return "\n".join([*images, f"<p>{html.escape(self.state)}</p>"])

    # ------------------------------------------------------------------ the page

    @cached_property
    def table(self) -> dict[str, Any]:
        """All pictures: a pool of pieces, and of which pieces each frame is made.

        The frames are in the order of nested loops over the sliders, with the last
        slider in the innermost loop.
        """
        said: list[str] = []
        drawn: list[list[str]] = [[] for _ in self.moving]
        places: dict[tuple[float, float], int] = {}
        grips = self._grips()
        with settings():
            for values in self._all_values():
                said.append(self.move(**values))
                for pieces, piece in zip(drawn, self.shapes(), strict=True):
                    pieces.append(piece)
                for artist, grip in grips.items():
                    place = handles.point(artist)
                    at = -1 if place is None else places.setdefault(place, len(places))
                    grip["at"].append(at)
        self.move(**self.start)
        # One artist after the other: what is alike stands together and packs better.
        pool: dict[str, int] = {}
        shapes, states = (
            [_numbers(pieces, pool) for pieces in drawn],
            _numbers(said, pool),
        )
        self._check_that_each_slider_moves_something(shapes)
        return {
            "names": list(self.sliders),
            "labels": [slider.label for slider in self._ordered],
            "typed": [slider.typed for slider in self._ordered],
            "values": [slider.spoken for slider in self._ordered],
            "shapes": shapes,
            "states": states,
            "pool": list(pool),
            "handles": list(grips.values()),
            "places": list(places),
        }

    def _grips(self) -> dict[Artist, dict[str, Any]]:
        """Return for each handle its panel, its slider along x, and that along y."""
        grips: dict[Artist, dict[str, Any]] = {}
        for number, slider in enumerate(self._ordered):
            for artist in slider.handles:
                (panel,) = (i for i, p in enumerate(self.panels) if artist in p.moving)
                new = {"panel": panel, "x": None, "y": None, "at": []}
                grips.setdefault(artist, new)[slider.along] = number
        return grips

    def _check_that_each_slider_moves_something(self, shapes: list[list[int]]) -> None:
        """Wherever the other sliders stand, or else the reader moves it in vain."""
        looks = list(zip(*shapes, strict=True))
        stride = self.frames
        for argument, slider in self.sliders.items():
            block = stride
            stride //= len(slider.values)
            for first in range(self.frames):
                if first % block < stride and all(
                    looks[frame] == looks[first]
                    for frame in range(first, first + block, stride)
                ):
                    chosen = next(itertools.islice(self._all_values(), first, None))
                    raise ValueError(
                        f"update must move an artist when {argument} changes, but no "
                        f"artist with animated=True moves at {_spoken(chosen)}"
                    )

    def _all_values(self) -> Iterator[dict[str, Any]]:
        """Yield the values of the sliders in each frame, in the order of the table."""
        for values in itertools.product(*(slider.values for slider in self._ordered)):
            yield dict(zip(self.sliders, values, strict=True))

    def _build_page(self) -> str:
        """Return the explorer as HTML that needs no kernel, network or other file."""
        table = self.table
        state = self.move(**self.start)
        controls = "\n".join(
            slider.control(f"{self.name}-{argument}", argument)
            for argument, slider in self.sliders.items()
        )
        # The sentence has room for the longest one, so that no height changes.
        longest = max((table["pool"][at] for at in table["states"]), key=len)
        data = json.dumps(table, ensure_ascii=False, separators=(",", ":"))
        # In the data, "</script" would end the script element too early, and "<!--"
        # would keep it from ending.
        data = data.replace("</", "<\\/").replace("<!--", "\\u003c!--")
        script = Path(__file__).with_suffix(".js").read_text("utf-8")
        return f"""<div class="explorer" id="explorer-{self.name}">
<div class="explorer-panels">
{self.picture()}
</div>
<form class="explorer-controls" autocomplete="off" hidden>
{controls}
<p><a href="#explorer-{self.name}">Link to this position</a>
<button type="reset">Back to the start</button></p>
</form>
<p class="explorer-state" data-longest="{html.escape(longest)}"><span>{
            html.escape(state)
        }</span></p>
<script type="application/json">{data}</script>
<script>{script}</script>
</div>"""

    # ------------------------------------------------------------------ a kernel

    @cached_property
    def widget(self) -> Any:
        """The explorer as ``ipywidgets``, whose sliders call `update`."""
        import ipywidgets

        state = ipywidgets.HTML(html.escape(self.move(**self.start)))
        picture = ipywidgets.HTML(self.picture())
        shown = {a: slider.widget() for a, slider in self.sliders.items()}
        controls = {argument: box for argument, (_, box) in shown.items()}

        def show(_change: object) -> None:
            values = {argument: box.value for argument, box in controls.items()}
            try:
                state.value = html.escape(self.move(**values))
                picture.value = self.picture()
            except ValueError as error:
                # Shown here, since Jupyter would write it to a log that nobody reads.
                state.value = f"<strong>{html.escape(str(error))}</strong>"

        for box in controls.values():
            box.observe(show, names="value")
        views = [view for view, _ in shown.values()]
        return ipywidgets.VBox([picture, *views, state])

    def _repr_mimebundle_(self, **kwargs: object) -> Any:
        """Show the HTML in the book's build, the widget in Jupyter.

        What cannot show the widget, such as a saved notebook on a web site, shows
        the picture and its sentence.
        """
        if STATIC in os.environ:
            still = self._still()
            return still | {"text/html": self.page}, {STILL: still}
        # First, since the widget begins at the start wherever the artists were.
        model = self.widget.model_id
        view = {"version_major": 2, "version_minor": 0, "model_id": model}
        return self._still() | {WIDGET: view}, {}

    def _still(self) -> dict[str, str]:
        return {"text/html": self.still(), "text/plain": f"{self!r} {self.state}"}

    def __repr__(self) -> str:
        """Return a description, for places that can only show text."""
        labels = ", ".join(slider.label for slider in self._ordered)
        return f"Explorer {self.name!r}: {' '.join(self.alts)} Sliders: {labels}."


def _spoken(values: dict[str, float | str]) -> str:
    return ", ".join(f"{argument}={value!r}" for argument, value in values.items())


def _numbers(pieces: list[str], pool: dict[str, int]) -> list[int]:
    """Return the number of each piece in a pool, and put what is new into it."""
    return [pool.setdefault(piece, len(pool)) for piece in pieces]


def _letter(panel: int) -> str:
    """Name the first panel a, the second b; digits are for the artists in it."""
    return chr(ord("a") + panel)
