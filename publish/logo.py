"""Draw the logo: the loss of a right answer, and the point where it costs one nat.

    python publish/logo.py

The package computes the curve. The files stand in ``_static`` and are committed, so
that the book can be built without this script.
"""

import sys
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))
import lossbook as lb  # noqa: E402

STATIC = ROOT / "_static"
SIZE = 32  # the units of the drawing
MARGIN, CORNER, STROKE, DOT = 6.5, 7, 3, 3.8
GROUND, CURVE, POINT = "#0f5f96", "#ffffff", "#ff9d57"
HIGHEST = 3  # nats, at the upper end of the curve
ICONS = (16, 32, 48)
TOUCH = 180  # what a phone puts on its home screen, without corners of its own


def place(probability) -> np.ndarray:
    """Return where the loss of these probabilities is in the drawing."""
    probability = np.asarray(probability, dtype=float)
    across, up = probability, lb.surprisal(probability) / HIGHEST
    room = SIZE - 2 * MARGIN
    return np.stack([MARGIN + room * across, SIZE - MARGIN - room * up], axis=-1)


def curve() -> np.ndarray:
    """Return the corners of the curve, at equal steps of the loss."""
    return place(np.exp(-np.linspace(HIGHEST, 0, 19)))


def svg() -> str:
    """Return the logo as SVG."""
    points = " ".join(f"{x:.2f},{y:.2f}" for x, y in curve())
    x, y = place(np.exp(-1))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {SIZE} {SIZE}">'
        f'<rect width="{SIZE}" height="{SIZE}" rx="{CORNER}" fill="{GROUND}"/>'
        f'<polyline points="{points}" fill="none" stroke="{CURVE}"'
        f' stroke-width="{STROKE}" stroke-linecap="round" stroke-linejoin="round"/>'
        f'<circle cx="{x:.2f}" cy="{y:.2f}" r="{DOT}" fill="{POINT}"/></svg>\n'
    )


def image(size: int, corner: float = CORNER) -> Image.Image:
    """Return the logo in pixels, drawn eight times as large and then reduced."""
    scale = 8 * size / SIZE
    large = Image.new("RGBA", (8 * size, 8 * size))
    draw = ImageDraw.Draw(large)
    draw.rounded_rectangle((0, 0, 8 * size - 1, 8 * size - 1), corner * scale, GROUND)
    ends = curve()
    # Between points this close the line is a row of discs, round at its ends.
    for part in np.linspace(0, len(ends) - 1, 40 * len(ends)):
        first = min(int(part), len(ends) - 2)
        centre = ends[first] + (part - first) * (ends[first + 1] - ends[first])
        draw.circle(tuple(centre * scale), STROKE / 2 * scale, CURVE)
    draw.circle(tuple(place(np.exp(-1)) * scale), DOT * scale, POINT)
    return large.resize((size, size), Image.Resampling.LANCZOS)


def main() -> None:
    """Write the logo into the folder of the style sheet."""
    (STATIC / "favicon.svg").write_text(svg(), encoding="utf-8", newline="\n")
    largest, *others = (image(size) for size in reversed(ICONS))
    largest.save(
        STATIC / "favicon.ico",
        sizes=[(size, size) for size in ICONS],
        append_images=others,
    )
    image(TOUCH, corner=0).convert("P").save(STATIC / "touch-icon.png", optimize=True)
    print(f"The logo: {STATIC / 'favicon.svg'}")


if __name__ == "__main__":
    main()
