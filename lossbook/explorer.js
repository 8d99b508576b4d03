// Brings one explorer to life: the controls choose a frame, and the frame's pieces are
// taken from the pool that was drawn when the book was built. A handle in the picture
// sets the same controls, so that there is one position and one sentence. The first
// explorer of a page brings the function, and the others call it.
window.lossbookExplorer ??= (explorer) => {
  const { names, labels, typed, values, shapes, states, pool, handles, places } =
    JSON.parse(explorer.querySelector("script[type='application/json']").textContent);
  const form = explorer.querySelector(".explorer-controls");
  const controls = names.map((name) => form.elements.namedItem(name));
  const panels = [...explorer.querySelectorAll(".explorer-panel")];
  const moving = [...explorer.querySelectorAll("g.moving")];
  const state = explorer.querySelector(".explorer-state span");
  const link = form.querySelector("a");
  const shown = moving.map(() => null);

  // The sentence follows the control at once. It is spoken when the control has come
  // to rest: once, and not at each step of a drag. Then the page also keeps the
  // position for the reader who comes back.
  const PAUSE = 600;
  const spoken = document.createElement("p");
  spoken.className = "explorer-spoken";
  spoken.setAttribute("role", "status");
  explorer.append(spoken);
  let rest;
  const speak = () => {
    spoken.textContent = "";
    clearTimeout(rest);
    rest = setTimeout(() => {
      spoken.textContent = state.textContent;
      keep();
    }, PAUSE);
  };
  const keep = () => {
    try {
      history.replaceState({ ...history.state, [explorer.id]: positions() }, "");
    } catch {} // browsers limit how often; the next rest keeps it
  };

  const positions = () => controls.map((control) => Number(control.value));
  const frameOf = (at) => at.reduce((frame, p, i) => frame * values[i].length + p, 0);
  const moveTo = (at, i, p) => at.map((q, j) => (j === i ? p : q));
  const place = (handle, at) => places[handle.at[frameOf(at)]];

  const show = () => {
    const at = positions();
    const frame = frameOf(at);
    form.querySelectorAll("input[type=range]").forEach((input) => {
      const i = names.indexOf(input.name);
      input.setAttribute("aria-valuetext", values[i][at[i]]);
      form.querySelector(`output[for="${input.id}"]`).textContent = values[i][at[i]];
    });
    moving.forEach((group, i) => {
      const piece = shapes[i][frame];
      if (shown[i] !== piece) group.innerHTML = pool[piece];
      shown[i] = piece;
    });
    state.textContent = pool[states[frame]];
    const carried = at.map((p, i) => [names[i], typed[i][p]]);
    link.hash = `${explorer.id}?${new URLSearchParams(carried)}`;
    handles.forEach((handle) => put(handle, at));
  };
  const moved = () => {
    show();
    speak();
  };
  const go = (at) => {
    if (at.every((p, i) => p === positions()[i])) return;
    at.forEach((p, i) => (controls[i].value = p));
    moved();
  };

  // ---------------------------------------------------------------- handles

  const axes = (handle) => ["x", "y"].filter((axis) => handle[axis] !== null);
  const put = (handle, at) => {
    const here = place(handle, at);
    handle.grip.hidden = !here;
    if (here) [handle.grip.style.left, handle.grip.style.top] = here.map((v) => `${v}%`);
    const told = axes(handle).map((axis) => values[handle[axis]][at[handle[axis]]]);
    handle.grip.setAttribute("aria-valuenow", at[handle[axes(handle)[0]]]);
    handle.grip.setAttribute("aria-valuetext", told.join(", "));
  };
  // All positions that this handle can be moved to while the other controls stay.
  const reach = (handle) =>
    axes(handle).reduce(
      (all, axis) =>
        all.flatMap((at) => values[handle[axis]].map((_, p) => moveTo(at, handle[axis], p))),
      [positions()]
    );
  const drag = (handle, x, y) => {
    const { width, height } = handle.panel.getBoundingClientRect();
    const distance = (at) => {
      const here = place(handle, at);
      if (!here) return Infinity;
      const across = handle.x === null ? 0 : ((here[0] - x) * width) / 100;
      const up = handle.y === null ? 0 : ((here[1] - y) * height) / 100;
      return Math.hypot(across, up);
    };
    // What is equally far stays as it is.
    let best = positions();
    let least = distance(best);
    for (const at of reach(handle)) {
      const far = distance(at);
      if (far < least - 1e-9) [best, least] = [at, far];
    }
    go(best);
  };
  const pointed = (panel, event) => {
    const box = panel.getBoundingClientRect();
    return [
      (100 * (event.clientX - box.left)) / box.width,
      (100 * (event.clientY - box.top)) / box.height,
    ];
  };
  // The handle that a place in a panel means: the nearest, mostly across its axis.
  const meant = (panel, [x, y]) => {
    const distance = (handle) => {
      const here = place(handle, positions());
      if (!here) return Infinity;
      const [dx, dy] = [here[0] - x, here[1] - y];
      return Math.hypot(handle.x === null ? dx : dx / 50, handle.y === null ? dy : dy / 50);
    };
    return handles
      .filter((handle) => handle.panel === panel)
      .reduce((a, b) => (distance(b) < distance(a) ? b : a));
  };

  let held = null; // what is dragged, by which pointer, and how far from its middle
  let waiting = null; // a finger in a panel: it may want to scroll
  let next = null; // the newest place of the pointer; one move for each picture drawn
  const take = (handle, event, off) => {
    stop();
    held = { handle, id: event.pointerId, off };
    handle.grip.classList.add("held");
    handle.grip.focus({ preventScroll: true });
    explorer.setPointerCapture(event.pointerId);
  };
  const follow = (event) => {
    const [x, y] = pointed(held.handle.panel, event);
    const asked = next !== null;
    next = [x + held.off[0], y + held.off[1]];
    if (!asked) requestAnimationFrame(() => {
      if (held && next) drag(held.handle, ...next);
      next = null;
    });
  };
  const release = () => {
    if (!held) return;
    if (next) drag(held.handle, ...next);
    held.handle.grip.classList.remove("held");
    held = next = null;
    keep();
  };
  explorer.addEventListener("pointermove", (event) => {
    if (held?.id === event.pointerId) follow(event);
    else if (waiting && Math.abs(event.clientX - waiting.event.clientX) > 8) {
      const { handle } = waiting;
      waiting = null;
      take(handle, event, [0, 0]);
      follow(event);
    }
  });
  explorer.addEventListener("pointerup", (event) => {
    if (waiting) {
      waiting.handle.grip.focus({ preventScroll: true });
      drag(waiting.handle, ...pointed(waiting.handle.panel, event));
      waiting = null;
    }
    release();
  });
  explorer.addEventListener("pointercancel", () => {
    waiting = null;
    release();
  });

  handles.forEach((handle) => {
    const panel = (handle.panel = panels[handle.panel]);
    const names = axes(handle).map((axis) => labels[handle[axis]]);
    const grip = (handle.grip = document.createElement("span"));
    grip.className = `explorer-handle along-${axes(handle).join("")}`;
    grip.tabIndex = 0;
    grip.setAttribute("role", "slider");
    grip.setAttribute("aria-label", `${names.join(" and ")}, in the picture`);
    grip.setAttribute("aria-valuemin", 0);
    grip.setAttribute("aria-valuemax", values[handle[axes(handle)[0]]].length - 1);
    panel.append(grip);
    panel.classList.add(`drag-${axes(handle).join("")}`);
    grip.addEventListener("pointerdown", (event) => {
      if (event.button) return;
      event.preventDefault();
      event.stopPropagation();
      const [x, y] = pointed(panel, event);
      const here = place(handle, positions());
      take(handle, event, [here[0] - x, here[1] - y]);
    });
    grip.addEventListener("keydown", (event) => {
      const along = { ArrowRight: [0, 1], ArrowLeft: [0, -1], ArrowDown: [1, 1],
        ArrowUp: [1, -1] }[event.key];
      if (!along || event.altKey || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      event.stopPropagation();
      stop();
      // With a single axis the other pair of keys moves it too: up is to the right.
      const both = axes(handle).length === 2;
      const axis = both ? along[0] : axes(handle)[0] === "x" ? 0 : 1;
      const way = axis === along[0] ? along[1] : -along[1];
      const i = handle["xy"[axis]];
      const at = positions();
      const ends = [0, values[i].length - 1].map((p) => place(handle, moveTo(at, i, p)));
      const turned = ends[0] && ends[1] && ends[0][axis] > ends[1][axis] ? -1 : 1;
      const p = at[i] + way * turned;
      if (p >= 0 && p < values[i].length) go(moveTo(at, i, p));
    });
  });
  panels.forEach((panel) => {
    if (!handles.some((handle) => handle.panel === panel)) return;
    panel.addEventListener("pointerdown", (event) => {
      if (event.button) return;
      const handle = meant(panel, pointed(panel, event));
      if (event.pointerType === "touch") {
        waiting = { handle, event };
        return;
      }
      event.preventDefault();
      take(handle, event, [0, 0]);
      follow(event);
    });
  });

  // ------------------------------------------------------- steps in time

  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  const STEP = 400;
  let playing = null;
  const players = [...form.querySelectorAll("button[type=button]")];
  const stop = () => {
    clearInterval(playing);
    playing = null;
    players.forEach((button) => (button.textContent = calm.matches ? "Step" : "Play"));
  };
  players.forEach((button) => {
    const i = names.indexOf(button.value);
    const step = () => {
      const at = positions();
      go(moveTo(at, i, (at[i] + 1) % values[i].length));
      if (at[i] + 2 === values[i].length) stop();
    };
    button.addEventListener("click", () => {
      const ran = playing !== null;
      stop();
      if (calm.matches) step();
      else if (!ran) {
        playing = setInterval(step, STEP);
        button.textContent = "Stop";
        step();
      }
    });
  });
  calm.addEventListener("change", stop);
  document.addEventListener("visibilitychange", stop);

  // ------------------------------------------- positions that come from elsewhere

  const fromLink = () => {
    const [id, query] = location.hash.slice(1).split("?");
    if (id !== explorer.id || query === undefined) return;
    const asked = new URLSearchParams(query);
    const at = positions();
    names.forEach((name, i) => {
      const p = typed[i].indexOf(asked.get(name));
      if (p >= 0) at[i] = p;
    });
    go(at);
    explorer.scrollIntoView();
  };

  // What the picture shows now is a part of what it is called.
  state.parentElement.id = `${explorer.id}-state`;
  explorer.querySelectorAll("svg").forEach((svg) => {
    svg.setAttribute("aria-describedby", state.parentElement.id);
  });
  form.addEventListener("reset", () => setTimeout(moved));
  form.addEventListener("input", () => {
    stop();
    moved();
  });
  form.addEventListener("change", keep);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.hidden = false;
  stop();
  show();
  const kept = history.state?.[explorer.id];
  if (kept?.every((p, i) => p < values[i]?.length)) go(kept);
  else fromLink();
  addEventListener("hashchange", fromLink);
};
window.lossbookExplorer(document.currentScript.parentElement);
