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

  explorer.querySelector("form").addEventListener("reset", () => setTimeout(show));
  controls.addEventListener("input", show);
  controls.hidden = false;
  show(); // a browser may have kept the sliders of an earlier visit
})(document.currentScript.parentElement);
