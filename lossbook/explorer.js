// Brings one explorer to life: a moved slider picks a frame, and the frame's pieces
// are taken from the pool that was drawn when the book was built.
((explorer) => {
  const { values, shapes, states, pool } = JSON.parse(
    explorer.querySelector("script[type='application/json']").textContent
  );
  const controls = explorer.querySelector(".explorer-controls");
  const inputs = [...controls.querySelectorAll("input")];
  const outputs = [...controls.querySelectorAll("output")];
  const moving = [...explorer.querySelectorAll("g.moving")];
  const state = explorer.querySelector(".explorer-state");
  const shown = moving.map(() => null);

  // The sentence follows the slider at once. It is spoken when the slider has come to
  // rest: once, and not at each step of a drag.
  const PAUSE = 600;
  const spoken = document.createElement("p");
  spoken.className = "explorer-spoken";
  spoken.setAttribute("role", "status");
  explorer.append(spoken);
  let rest;
  const speak = () => {
    spoken.textContent = "";
    clearTimeout(rest);
    rest = setTimeout(() => (spoken.textContent = state.textContent), PAUSE);
  };

  const show = () => {
    let frame = 0;
    inputs.forEach((input, i) => {
      const position = input.valueAsNumber;
      frame = frame * values[i].length + position;
      outputs[i].textContent = values[i][position];
      input.setAttribute("aria-valuetext", values[i][position]);
    });
    moving.forEach((group, i) => {
      const piece = shapes[i][frame];
      if (shown[i] !== piece) group.innerHTML = pool[piece];
      shown[i] = piece;
    });
    state.textContent = pool[states[frame]];
  };
  const move = () => {
    show();
    speak();
  };

  // What the picture shows now is a part of what it is called.
  state.id = `${explorer.id}-state`;
  explorer.querySelector("svg").setAttribute("aria-describedby", state.id);
  explorer.querySelector("form").addEventListener("reset", () => setTimeout(move));
  controls.addEventListener("input", move);
  controls.hidden = false;
  show(); // a browser may have kept the sliders of an earlier visit
})(document.currentScript.parentElement);
