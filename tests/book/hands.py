"""What the hands of a reader do with an explorer: with keys, a mouse and a finger."""

from typing import Any

from rows import gather

# Each explorer by its name, and moves to try.
EXPLORERS = ((make(), row.moves) for make, row in gather("EXPLORERS").items())
MOVES = {explorer.name: (explorer, moves) for explorer, moves in EXPLORERS}

# Set all controls of an explorer by the numbers of their positions.
SET = """([name, at]) => {
  const form = document.querySelector(`#explorer-${name} form`);
  const names = JSON.parse(form.parentElement.querySelector(
    "script[type='application/json']").textContent).names;
  names.forEach((name, i) => { form.elements.namedItem(name).value = at[i]; });
  form.dispatchEvent(new Event("input"));
}"""

# The numbers of the positions at which the controls of an explorer are.
POSITIONS = """name => {
  const box = document.getElementById(`explorer-${name}`);
  const { names } = JSON.parse(
    box.querySelector("script[type='application/json']").textContent);
  const elements = box.querySelector("form").elements;
  return names.map(name => Number(elements.namedItem(name).value));
}"""

# Of each handle of an explorer: its controls, and where in the window it is now and
# with its own controls at both ends while the others stay.
HANDLES = """name => {
  const box = document.getElementById(`explorer-${name}`);
  box.scrollIntoView({ block: "center", behavior: "instant" });
  const table = JSON.parse(
    box.querySelector("script[type='application/json']").textContent);
  const elements = box.querySelector("form").elements;
  const now = table.names.map(name => Number(elements.namedItem(name).value));
  const panels = [...box.querySelectorAll(".explorer-panel")];
  return table.handles.map((handle, number) => {
    const own = [handle.x, handle.y].filter(i => i !== null);
    const panel = panels[handle.panel].getBoundingClientRect();
    const where = at => {
      const frame = at.reduce((f, p, i) => f * table.values[i].length + p, 0);
      const [x, y] = table.places[handle.at[frame]] || [NaN, NaN];
      return [panel.left + x / 100 * panel.width, panel.top + y / 100 * panel.height];
    };
    // The first or last position of its controls at which the handle is seen.
    const end = last => own.reduce((at, i) => {
      const tried = table.values[i].map((_, p) => at.map((q, j) => (j === i ? p : q)));
      const seen = tried.filter(t => !isNaN(where(t)[0]));
      return last ? seen.at(-1) : seen[0];
    }, now);
    return {
      own: own.map(i => table.names[i]),
      panel: handle.panel,
      inPanel: table.handles.slice(0, number)
        .filter(other => other.panel === handle.panel).length,
      axes: ["x", "y"].filter(axis => handle[axis] !== null).join(""),
      now: where(now), first: where(end(false)), last: where(end(true)),
      corner: [panel.left, panel.top],
      from: end(false), to: end(true),
    };
  });
}"""


def explorers_of(page) -> list[str]:
    """Return the names of the explorers of a page."""
    names = page.locator(".explorer").evaluate_all("all => all.map(e => e.id)")
    return [name.removeprefix("explorer-") for name in names]


def values_at(explorer, at: list[int]) -> dict[str, Any]:
    """Return the values of the sliders at the numbers of their positions."""
    sliders = explorer.sliders.items()
    return {name: s.values[p] for (name, s), p in zip(sliders, at, strict=True)}


def press_right(page, explorer, argument: str, presses: int) -> None:
    """Press the arrow key that leads one position on, as often as asked."""
    kind = explorer.sliders[argument].kind
    box = page.locator(f"#explorer-{explorer.name}")
    control = box.locator(f"[name={argument}]")
    if kind == "buttons":
        control = box.locator(f"[name={argument}]:checked")
    control.focus()
    for _ in range(presses):
        page.keyboard.press("ArrowDown" if kind == "list" else "ArrowRight")


def drag_with_mouse(page, start, end) -> None:
    """Take hold with a mouse, go there in steps, and let go."""
    page.mouse.move(*start)
    page.mouse.down()
    page.mouse.move(*end, steps=6)
    page.mouse.up()


def drag_with_finger(page, start, end) -> None:
    """Put a finger down, move it in steps, and lift it."""
    session = page.context.new_cdp_session(page)

    def touch(kind, *points):
        session.send(
            "Input.dispatchTouchEvent",
            {"type": kind, "touchPoints": [{"x": x, "y": y} for x, y in points]},
        )

    touch("touchStart", start)
    for step in range(1, 7):
        share = step / 6
        touch(
            "touchMove",
            [a + share * (b - a) for a, b in zip(start, end, strict=True)],
        )
    touch("touchEnd")
    session.detach()


def wait_for_a_picture(page) -> None:
    """A drag is followed once for each picture that the browser draws."""
    page.evaluate(
        "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
    )
