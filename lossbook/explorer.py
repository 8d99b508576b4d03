"""Figures with sliders that work with and without a kernel.

An explorer has three parts: a Matplotlib figure in which the artists that move are
marked with ``animated=True``, a function ``update`` that sets their data, and one
:class:`Slider` for each argument of ``update``.

- In Jupyter the sliders are ``ipywidgets`` and call ``update``.
- A published page has no kernel. When the book is built, ``update`` is called for all
  positions of the sliders, and the page stores what each moving artist looks like.
- A saved notebook is also read where nothing runs. It contains the picture and the
  sentence as they were when the explorer was displayed.

All show the same figure, the same values and the same sentence.
"""

import base64
import html
import inspect
import itertools
import json
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure

from lossbook.prose import STATIC, STILL
from lossbook.svg import POINTS_PER_INCH, Layers, as_file
from lossbook.typography import as_written

MOST_SLIDERS = 3
MOST_FRAMES = 2500

WIDGET = "application/vnd.jupyter.widget-view+json"
PIXELS_PER_INCH = 96


@dataclass(frozen=True)
class Slider:
    """The positions of one slider, and how they are written and spoken.

    Parameters
    ----------
    label : str
        The text beside the slider.
    values : sequence of float or of str
        Two or more different positions, in the order of the slider.
    start : float or str
        The first position; one of `values`.
    form : str, default "{}"
        The format of a position, with its unit: ``"{:.1f} mm"``. Minus signs and
        powers of ten are then written as in print.

    Raises
    ------
    ValueError
        If `label` is empty, there are fewer than two positions, two of them are written
        alike, or `start` is not one of them.

    Examples
    --------
    >>> Slider("Temperature", [0.5, 1, 2], start=1, form="{:.1f}").spoken
    ('0.5', '1.0', '2.0')
    """

    label: str
    values: Sequence[float] | Sequence[str] | np.ndarray
    start: float | str
    form: str = "{}"

    def __post_init__(self) -> None:
        """Refuse a slider that could not move or could not be read."""
        values = getattr(self.values, "tolist", lambda: list(self.values))()
        object.__setattr__(self, "values", tuple(values))
        if not self.label.strip():
            raise ValueError("label must say what the slider changes, got an empty one")
        if len(self.values) < 2:
            raise ValueError(
                f"values of the slider {self.label!r} must be two positions or more, "
                f"got {list(self.values)}"
            )
        if len(set(self.spoken)) < len(self.values):
            raise ValueError(
                f"values of the slider {self.label!r} must differ in print, "
                f"got {list(self.spoken)}"
            )
        spoken_start = self.say(self.start)
        if spoken_start not in self.spoken:
            raise ValueError(
                f"start of the slider {self.label!r} must be one of its values "
                f"{list(self.spoken)}, got {spoken_start}"
            )
        start = self.values[self.spoken.index(spoken_start)]
        object.__setattr__(self, "start", start)

    def say(self, value: float | str) -> str:
        """Return a position as the reader sees and hears it."""
        return as_written(self.form.format(value))

    @property
    def spoken(self) -> tuple[str, ...]:
        """All positions as the reader sees and hears them."""
        return tuple(self.say(value) for value in self.values)


class Explorer:
    """A figure that the reader changes with sliders.

    Parameters
    ----------
    figure : Figure
        The artists that move have ``animated=True``. They are drawn last.
    update : callable
        Takes the values of the sliders by keyword, sets the data of the moving artists,
        and returns a sentence that says what the figure now shows.
    alt : str
        What the figure shows, for readers who cannot see it.
    name : str
        A short name that no other explorer on the page has.
    sliders : Slider
        One to three, under the names of the arguments of `update`.

    Raises
    ------
    ValueError
        If no artist is animated, `alt` is empty, `name` is not an identifier, the
        sliders are not the arguments of `update`, there are too many positions, or
        `update` fails or returns no sentence at the ends of the sliders. When the book
        is built, also if it does so at any position, or if a slider moves no artist.

    Examples
    --------
    >>> import matplotlib.pyplot as plt
    >>> figure, ax = plt.subplots()
    >>> (dot,) = ax.plot([0], [0], "o", animated=True)
    >>> def update(x):
    ...     dot.set_data([x], [x**2])
    ...     return f"The square of {x} is {x**2}."
    >>> explorer = Explorer(
    ...     figure,
    ...     update,
    ...     alt="A dot on the parabola.",
    ...     name="square",
    ...     x=Slider("x", [-1, 0, 1, 2], start=0),
    ... )
    >>> explorer.move(x=2)
    'The square of 2 is 4.'
    """

    def __init__(
        self,
        figure: Figure,
        update: Callable[..., str],
        *,
        alt: str,
        name: str,
        **sliders: Slider,
    ) -> None:
        # Otherwise pyplot would show the figure a second time, below the explorer.
        plt.close(figure)
        self.update, self.alt, self.name = update, alt, name
        self.sliders = sliders
        self._check_arguments()
        self.layers = Layers(figure, prefix=f"{name}-")
        if not self.layers.moving:
            raise ValueError(
                "figure must have at least one artist with animated=True, which "
                f"update moves; got none among {len(figure.findobj())} artists"
            )
        self._try_ends()
        if STATIC in os.environ:
            # Now, not when it is displayed: an error at that time would leave a
            # traceback in the page and let the build pass.
            self.page = self._build_page()

    def _check_arguments(self) -> None:
        if not self.alt.strip():
            raise ValueError("alt must say what the figure shows, got an empty one")
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

    def picture(self) -> str:
        """Return the figure as it is now, as an ``<svg>`` element."""
        moving = [self.layers.shapes(artist) for artist in self.layers.moving]
        return self.layers.picture(moving, alt=self.alt)

    def still(self) -> str:
        """Return the figure as it is now and its sentence, as HTML without controls.

        For a saved notebook, whose readers may have no kernel, no script and no style
        sheet of the book. The picture is an image: JupyterLab removes inline SVG from
        the outputs of a notebook that it does not trust. ``jupyter nbconvert
        --execute`` leaves widgets to a script from another server; with
        ``--ExecutePreprocessor.store_widget_state=False`` it shows this instead.
        """
        picture = base64.b64encode(as_file(self.picture()).encode()).decode()
        width = round(self.layers.width * PIXELS_PER_INCH / POINTS_PER_INCH)
        return (
            f'<img src="data:image/svg+xml;base64,{picture}" '
            f'alt="{html.escape(self.alt)}" width="{width}" style="max-width: 100%">\n'
            f"<p>{html.escape(self.state)}</p>"
        )

    # ------------------------------------------------------------------ the page

    @cached_property
    def table(self) -> dict[str, Any]:
        """All pictures: a pool of pieces, and of which pieces each frame is made.

        The frames are in the order of nested loops over the sliders, with the last
        slider in the innermost loop.
        """
        pool: dict[str, int] = {}
        shapes: list[list[int]] = [[] for _ in self.layers.moving]
        states: list[int] = []
        for values in itertools.product(*(slider.values for slider in self._ordered)):
            state = self.move(**dict(zip(self.sliders, values, strict=True)))
            states.append(pool.setdefault(state, len(pool)))
            for artist, pieces in zip(self.layers.moving, shapes, strict=True):
                piece = self.layers.shapes(artist)
                pieces.append(pool.setdefault(piece, len(pool)))
        self.move(**self.start)
        self._check_that_each_slider_moves_something(shapes)
        return {
            "values": [slider.spoken for slider in self._ordered],
            "shapes": shapes,
            "states": states,
            "pool": list(pool),
        }

    def _check_that_each_slider_moves_something(self, shapes: list[list[int]]) -> None:
        stride = self.frames
        for argument, slider in self.sliders.items():
            block = stride
            stride //= len(slider.values)
            if all(
                pieces[frame] == pieces[frame - frame % block + frame % stride]
                for pieces in shapes
                for frame in range(self.frames)
            ):
                raise ValueError(
                    f"update must move an artist when {argument} changes, but no "
                    f"artist with animated=True does at any of its values"
                )

    def _build_page(self) -> str:
        """Return the explorer as HTML that needs no kernel, network or other file."""
        table = self.table
        state = self.move(**self.start)
        controls = "\n".join(
            _control(f"{self.name}-{argument}", slider)
            for argument, slider in self.sliders.items()
        )
        data = json.dumps(table, ensure_ascii=False, separators=(",", ":"))
        # In the data, "</script" would end the script element too early, and "<!--"
        # would keep it from ending.
        data = data.replace("</", "<\\/").replace("<!--", "\\u003c!--")
        script = Path(__file__).with_suffix(".js").read_text("utf-8")
        return f"""<div class="explorer" id="explorer-{self.name}">
{self.picture()}
<form class="explorer-controls" autocomplete="off" hidden>
{controls}
<button type="reset">Back to the start</button>
</form>
<p class="explorer-state">{html.escape(state)}</p>
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
        controls = {
            argument: ipywidgets.SelectionSlider(
                description=slider.label,
                options=list(zip(slider.spoken, slider.values, strict=True)),
                value=slider.start,
                style={"description_width": "initial"},
                layout={"width": "100%", "max_width": "36em"},
            )
            for argument, slider in self.sliders.items()
        }

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
        return ipywidgets.VBox([picture, *controls.values(), state])

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
        return f"Explorer {self.name!r}: {self.alt} Sliders: {labels}."


def _spoken(values: dict[str, float | str]) -> str:
    return ", ".join(f"{argument}={value!r}" for argument, value in values.items())


def _control(identifier: str, slider: Slider) -> str:
    position = slider.values.index(slider.start)
    spoken = html.escape(slider.spoken[position])
    return (
        f'<div class="explorer-slider">\n'
        f'<label for="{identifier}">{html.escape(slider.label)}</label>\n'
        f'<input type="range" id="{identifier}" min="0" max="{len(slider.values) - 1}" '
        f'value="{position}" aria-valuetext="{spoken}">\n'
        f'<output for="{identifier}" aria-live="off">{spoken}</output>\n</div>'
    )
