"""Firefox and WebKit, without any download beyond Debian's packages.

Firefox itself speaks WebDriver BiDi, WebKitGTK has a driver of its own; both are driven
through Selenium. A small server hands out the built pages, each with a few lines in
front of its own scripts that keep whatever the page complains of, from the first
moment on.
"""

import re
import shutil
import subprocess
import threading
import time
import warnings
from pathlib import Path
from typing import Any

from selenium import webdriver
from selenium.webdriver.common.actions.action_builder import ActionBuilder
from selenium.webdriver.common.actions.pointer_input import PointerInput
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.websocket_connection import WebSocketConnection
from selenium.webdriver.webkitgtk.options import Options
from selenium.webdriver.webkitgtk.service import Service
from serving import Quiet

PROBE = """<script>
window.complaints = [];
for (const kind of ["error", "warn"]) {
  const plain = console[kind];
  console[kind] = (...words) => { complaints.push(words.join(" ")); plain(...words); };
}
addEventListener("error", ({ message, target }) => {
  // Firefox fetches the next page in advance, and gives that up when it likes.
  if (target.rel === "next") return;
  complaints.push(message || `not loaded: ${target.src || target.href}`);
}, true);
addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI }) =>
  complaints.push(`forbidden by ${violatedDirective}: ${blockedURI}`));
addEventListener("unhandledrejection", (event) => complaints.push(`${event.reason}`));
</script>"""

# What a key is to WebDriver.
KEYS = {"End": "\ue010", "Home": "\ue011", "Enter": "\ue007"}


class Pages(Quiet):
    """The built pages, with the probe in front."""

    def send_head(self) -> Any:
        """Put the probe behind ``<head>``, and have no page for what is no file."""
        path = Path(self.translate_path(self.path))
        if path.suffix != ".html" or not path.is_file():
            return super().send_head()
        text = path.read_text("utf-8").replace("<head>", f"<head>{PROBE}", 1).encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)
        return None


def on_the_way(start: list[float], end: list[float]) -> list[tuple[float, float]]:
    """Return the places through which a pointer is dragged."""
    shares = [step / 5 for step in range(1, 6)]
    return [
        (start[0] + s * (end[0] - start[0]), start[1] + s * (end[1] - start[1]))
        for s in shares
    ]


class Firefox:
    """One window of Firefox."""

    program = "firefox-esr"

    def __init__(self, profile: Path) -> None:
        profile.mkdir(exist_ok=True)
        command = [self.program, "--headless", "--remote-debugging-port=0"]
        self.process = subprocess.Popen(
            [*command, "--profile", profile],
            stderr=subprocess.PIPE,
            encoding="utf-8",
        )
        for line in self.process.stderr:
            if found := re.search(r"ws://\S+", line):
                break
        # Nobody reads what it says later; unread, it would wait for a reader.
        self.reader = threading.Thread(target=self.process.stderr.read, daemon=True)
        self.reader.start()
        self.socket = WebSocketConnection(f"{found[0]}/session", 120, 0.01)
        self._send("session.new", capabilities={})
        contexts = self._send("browsingContext.getTree")["contexts"]
        self.window = contexts[0]["context"]

    def _send(self, method: str, **parameters: Any) -> dict[str, Any]:
        reply = self.socket.send_cmd(method, parameters)
        if "error" in reply:
            raise RuntimeError(f"{method}: {reply['message']}")
        return reply["result"]

    def open(self, address: str) -> None:
        """Load a page to its end."""
        self._send(
            "browsingContext.navigate",
            context=self.window,
            url=address,
            wait="complete",
        )
        # On a busy machine the page before may still answer for a moment.
        arrived = f"location.href === {address!r} && document.readyState === 'complete'"
        for _ in range(200):
            if self.run(arrived):
                return
            time.sleep(0.05)
        raise RuntimeError(f"{address} has not arrived")

    def run(self, script: str) -> Any:
        """Return what a JavaScript expression, a text, comes to."""
        reply = self._send(
            "script.evaluate",
            expression=script,
            target={"context": self.window},
            awaitPromise=True,
        )
        if reply["type"] != "success":
            raise RuntimeError(reply["exceptionDetails"]["text"])
        return reply["result"].get("value")

    def press(self, selector: str, key: str) -> None:
        """Press a key at an element, as a keyboard does."""
        self.run(f"document.querySelector({selector!r}).focus()")
        typed = [{"type": kind, "value": KEYS[key]} for kind in ("keyDown", "keyUp")]
        self._send(
            "input.performActions",
            context=self.window,
            actions=[{"type": "key", "id": "keyboard", "actions": typed}],
        )

    def drag(self, start: list[float], end: list[float], pointer: str) -> None:
        """Take hold at a place of the window, go to another one, and let go."""
        actions = [
            {"type": "pointerMove", "x": round(start[0]), "y": round(start[1])},
            {"type": "pointerDown", "button": 0},
            *(
                {"type": "pointerMove", "x": round(x), "y": round(y), "duration": 20}
                for x, y in on_the_way(start, end)
            ),
            {"type": "pointerUp", "button": 0},
        ]
        source = {
            "type": "pointer",
            "id": pointer,
            "parameters": {"pointerType": pointer},
            "actions": actions,
        }
        self._send("input.performActions", context=self.window, actions=[source])

    def close(self) -> None:
        """End the program."""
        self.socket.close()
        self.process.terminate()
        self.process.wait(30)
        self.reader.join(30)
        self.process.stderr.close()


class WebKit:
    """One window of WebKitGTK, the engine of Safari, on a screen that nobody sees."""

    program = "WebKitWebDriver"

    def __init__(self, profile: Path) -> None:
        browser = next(Path("/usr/lib").glob("*-linux-gnu/webkit2gtk-4.1/MiniBrowser"))
        options = Options()
        options.binary_location = str(browser)
        options.add_argument("--automation")
        self.screen = subprocess.Popen(
            ["Xvfb", "-displayfd", "1", "-screen", "0", "1280x1024x24"],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            encoding="utf-8",
        )
        display = self.screen.stdout.readline().strip()
        service = Service(
            shutil.which(self.program),
            env={"DISPLAY": f":{display}", "HOME": str(profile), "LC_ALL": "C.UTF-8"},
        )
        with warnings.catch_warnings():
            # Selenium's own, about how it calls itself.
            warnings.simplefilter("ignore", DeprecationWarning)
            self.driver = webdriver.WebKitGTK(options=options, service=service)

    def open(self, address: str) -> None:
        """Load a page to its end."""
        self.driver.get(address)

    def run(self, script: str) -> Any:
        """Return what a JavaScript expression, a text, comes to."""
        return self.driver.execute_script(f"return ({script})")

    def press(self, selector: str, key: str) -> None:
        """Press a key at an element, as a keyboard does."""
        element = self.driver.find_element(By.CSS_SELECTOR, selector)
        element.send_keys(KEYS[key])

    def drag(self, start: list[float], end: list[float], pointer: str) -> None:
        """Take hold at a place of the window, go to another one, and let go."""
        builder = ActionBuilder(
            self.driver, mouse=PointerInput(pointer, pointer), duration=20
        )
        hand = builder.pointer_action
        hand.move_to_location(*map(round, start)).pointer_down()
        for x, y in on_the_way(start, end):
            hand.move_to_location(round(x), round(y))
        hand.pointer_up()
        builder.perform()

    def close(self) -> None:
        """End the program and its screen."""
        self.driver.quit()
        self.screen.terminate()
        self.screen.wait(30)
        self.screen.stdout.close()
