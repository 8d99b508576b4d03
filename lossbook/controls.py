"""What a reader changes in a figure, and with which control.

One rule chooses the control, on the page and in Jupyter alike: a slider for numbers,
buttons for up to four words, and a list for more.
"""

import html
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.artist import Artist

from lossbook.typography import as_written

MOST_BUTTONS = 4


@dataclass(frozen=True)
class Slider:
    """The positions of one control, and how they are written and spoken.

    Parameters
    ----------
    label : str
        The text beside the control.
    values : sequence of float or of str
        Two or more different positions, in their order. Numbers get a slider, up to
        four words get buttons, and more words a list.
    start : float or str
        The first position; one of `values`.
    form : str, default "{}"
        The format of a position, with its unit: ``"{:.1f} mm"``. Minus signs and
        powers of ten are then written as in print.
    handle : Artist or sequence of Artist, optional
        What the reader drags in the picture instead of moving the slider: artists with
        ``animated=True`` that `update` moves along one axis. The point that follows the
        pointer is the last of a line, the far end of a single bar, or where a text
        stands. Two sliders may share a handle, one for each axis.
    along : {"x", "y"}, default "x"
        The axis along which the slider moves its handle.
    time : bool, default False
        Whether the positions are steps in time. They then get a play button as well.

    Raises
    ------
    ValueError
        If `label` is empty, there are fewer than two positions, two of them are written
        alike, `start` is not one of them, a position that is a word has a handle or is
        a step in time, or `handle` and `along` are not an artist and an axis.

    Examples
    --------
    >>> Slider("Temperature", [0.5, 1, 2], start=1, form="{:.1f}").spoken
    ('0.5', '1.0', '2.0')
    >>> Slider("Class", ["cat", "dog"], start="cat").kind
    'buttons'
    """

    label: str
    values: Sequence[float] | Sequence[str] | np.ndarray
    start: float | str
    form: str = "{}"
    handle: Artist | Sequence[Artist] | None = None
    along: str = "x"
    time: bool = False

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
        self._check_handle()

    def _check_handle(self) -> None:
        if self.along not in ("x", "y"):
            raise ValueError(
                f"along of the slider {self.label!r} must be 'x' or 'y', "
                f"got {self.along!r}"
            )
        for artist in self.handles:
            if not isinstance(artist, Artist):
                raise ValueError(
                    f"handle of the slider {self.label!r} must be one artist or more, "
                    f"got {artist!r}"
                )
        for argument, given in (("handle", self.handles), ("time", self.time)):
            if given and self.kind != "slider":
                raise ValueError(
                    f"{argument} is for numbers, which have an order, but values of "
                    f"the slider {self.label!r} are words: {list(self.values)}"
                )

    @property
    def kind(self) -> str:
        """The control that suits the values: "slider", "buttons" or "list"."""
        if not any(isinstance(value, str) for value in self.values):
            return "slider"
        return "buttons" if len(self.values) <= MOST_BUTTONS else "list"

    @property
    def handles(self) -> tuple[Artist, ...]:
        """The artists that the reader drags."""
        if self.handle is None:
            return ()
        if isinstance(self.handle, Sequence):
            return tuple(self.handle)
        return (self.handle,)

    def say(self, value: float | str) -> str:
        """Return a position as the reader sees and hears it."""
        return as_written(self.form.format(value))

    @property
    def spoken(self) -> tuple[str, ...]:
        """All positions as the reader sees and hears them."""
        return tuple(self.say(value) for value in self.values)

    @property
    def typed(self) -> tuple[str, ...]:
        """All positions as a link carries them."""
        return tuple(
            value if isinstance(value, str) else f"{value:g}" for value in self.values
        )

    # ------------------------------------------------------------------ the page

    def control(self, identifier: str, argument: str) -> str:
        """Return the control as HTML; the positions are numbered from 0."""
        label, start = html.escape(self.label), self.values.index(self.start)
        words = [html.escape(word) for word in self.spoken]
        if self.kind == "buttons":
            buttons = "".join(
                f'<label><input type="radio" name="{argument}" value="{i}"'
                f"{' checked' if i == start else ''}> {word}</label>"
                for i, word in enumerate(words)
            )
            return (
                f'<div class="explorer-words" role="radiogroup" '
                f'aria-labelledby="{identifier}">\n'
                f'<span id="{identifier}">{label}</span>\n<div>{buttons}</div>\n</div>'
            )
        if self.kind == "list":
            options = "".join(
                f'<option value="{i}"{" selected" if i == start else ""}>{word}'
                "</option>"
                for i, word in enumerate(words)
            )
            return (
                f'<div class="explorer-words">\n<label for="{identifier}">{label}'
                f'</label>\n<select id="{identifier}" name="{argument}">{options}'
                "</select>\n</div>"
            )
        play = f'<button type="button" value="{argument}">Play</button>'
        room = max(len(word) for word in self.spoken)
        return (
            f'<div class="explorer-slider">\n'
            f'<label for="{identifier}">{label}</label>\n'
            f'<div><input type="range" id="{identifier}" name="{argument}" min="0" '
            f'max="{len(words) - 1}" value="{start}" aria-valuetext="{words[start]}">'
            f"{play if self.time else ''}</div>\n"
            f'<output for="{identifier}" aria-live="off" style="min-width: {room}ch">'
            f"{words[start]}</output>\n</div>"
        )

    # ------------------------------------------------------------------ a kernel

    def widget(self) -> tuple[Any, Any]:
        """Return what Jupyter shows, and the ipywidget in it that has the value."""
        import ipywidgets

        kinds = {
            "slider": ipywidgets.SelectionSlider,
            "buttons": ipywidgets.ToggleButtons,
            "list": ipywidgets.Dropdown,
        }
        style = {"description_width": "initial"}
        if self.kind == "buttons":
            style["button_width"] = "auto"
        box = kinds[self.kind](
            description=self.label,
            options=list(zip(self.spoken, self.values, strict=True)),
            value=self.start,
            style=style,
            layout={"width": "100%", "max_width": "36em"},
        )
        if not self.time:
            return box, box
        play = ipywidgets.Play(
            value=box.index, max=len(self.values) - 1, interval=STEP_TIME
        )
        ipywidgets.jslink((play, "value"), (box, "index"))
        return ipywidgets.HBox([play, box]), box


# Milliseconds from one step in time to the next.
STEP_TIME = 400
