// Opens a notebook in JupyterLite if NumPy for browsers can be loaded, and says what does
// not answer if not. The page is _templates/run.html.
"use strict";

(async () => {
  const PATIENCE = 8000; // ms: the notice should be there within 10 s
  const launch = document.getElementById("launch");
  const status = document.getElementById("launch-status");
  const notice = document.getElementById("launch-notice");

  const asked = new URLSearchParams(location.search).get("page");
  if (asked === null) return;
  const links = [...launch.querySelectorAll("[data-lite]")];
  const found = links.find((link) => link.dataset.name === asked);
  if (!found) {
    status.textContent = `There is no page called “${asked}”. These can be run:`;
    return;
  }

  launch.querySelector("#launch-list").hidden = true;
  const say = (reason) => {
    status.textContent = "";
    notice.querySelector("#launch-title").textContent = found.textContent;
    notice.querySelector("#launch-reason").textContent = reason;
    notice.querySelectorAll("[data-to]").forEach((link) => {
      link.href = found.dataset[link.dataset.to] ?? found.href;
    });
    notice.hidden = false;
  };

  if (location.protocol === "file:") {
    notice.querySelector("#launch-anyway").hidden = true;
    say("This page was opened from a file, and a browser runs Python only where a server sends the page.");
    return;
  }

  status.textContent = "One moment: can NumPy for the browser be loaded?";
  const signal = AbortSignal.timeout(PATIENCE);
  let address = new URL(launch.dataset.lock, document.baseURI);
  try {
    const lock = await fetch(address, { signal });
    if (!lock.ok) throw new Error(`error ${lock.status}`);
    const { packages } = await lock.json();
    address = new URL(packages.numpy.file_name, address);
    const asking = { method: "HEAD", credentials: "omit", referrerPolicy: "no-referrer" };
    const wheel = await fetch(address, { ...asking, signal });
    if (!wheel.ok) throw new Error(`error ${wheel.status}`);
  } catch (error) {
    const host = `Python for the browser needs files from ${address.host}`;
    const reasons = {
      TimeoutError: `which has not answered for ${PATIENCE / 1000} seconds.`,
      TypeError: "which cannot be reached.",
    };
    say(`${host}, ${reasons[error.name] ?? `which does not send them (${error.message}).`}`);
    return;
  }
  // So that the way back leads to the page of the book, and not to this one.
  location.replace(found.dataset.lite);
})();
