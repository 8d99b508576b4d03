"""Draw the card of each page, which a link to it shows in messages.

    python publish/cards.py

A card is the title of the page, its question, and its first figure.
"""

import sys
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).parents[1]
sys.path += [str(ROOT / "_ext"), str(Path(__file__).parent)]
from pdf import start_chromium  # noqa: E402
from published import CARDS  # noqa: E402

SITE = ROOT / "_build" / "site"
SIZE = {"width": 1200, "height": 630}
# The logo stands for a page without a figure.
CARD = """() => {
  const title = document.querySelector("article h1").cloneNode(true);
  title.querySelectorAll(".headerlink").forEach((link) => link.remove());
  const question = [...document.querySelectorAll("article > section > p > strong")]
    .map((strong) => strong.textContent).find((text) => text.endsWith("?")) ?? "";
  const figure = document.querySelector("article svg.lossbook-figure");
  const logo = document.querySelector("img.book-mark");
  const card = document.createElement("main");
  card.innerHTML = `<style>
    body { overflow: hidden; }
    main { position: fixed; inset: 0; z-index: 9999; background: white; color: #1d2129;
      display: grid; grid-template-columns: 1fr 1fr; gap: 40px; align-items: center;
      padding: 60px; border-bottom: 18px solid #0f5f96; font-family: sans-serif; }
    main h1 { font-size: 54px; font-weight: 700; margin: 0 0 24px; line-height: 1.15; }
    main p { font-size: 27px; line-height: 1.35; margin: 0 0 24px; }
    main .name { display: flex; gap: 14px; align-items: center; }
    main .name { font-size: 25px; color: #0f5f96; }
    main .name img { width: 40px; height: 40px; }
    main .picture { display: grid; place-items: center; }
    main .picture > * { width: 500px; max-height: 480px; }
    main .picture > img { width: 300px; height: 300px; }
  </style><div><h1></h1><p class="question"></p><p class="name"></p></div>
  <div class="picture"></div>`;
  card.querySelector("h1").textContent = title.textContent;
  card.querySelector(".question").textContent = question;
  card.querySelector(".name").append(logo.cloneNode(), "lossbook");
  card.querySelector(".picture").append((figure ?? logo).cloneNode(true));
  document.body.append(card);
}"""


def draw(browser: Browser, site: Path) -> int:
    """Draw the cards of all pages of a site; return how many there are."""
    folder = site / CARDS
    folder.mkdir(parents=True, exist_ok=True)
    pages = [site / "intro.html", *sorted((site / "chapters").glob("*.html"))]
    page = browser.new_page(viewport=SIZE, color_scheme="light")
    for path in pages:
        page.goto(path.as_uri())
        page.evaluate(CARD)
        page.screenshot(path=folder / f"{path.stem}.png")
    page.close()
    return len(pages)


def main() -> None:
    """Draw the cards of the published site."""
    with sync_playwright() as playwright:
        browser = start_chromium(playwright)
        count = draw(browser, SITE)
        browser.close()
    print(f"The cards of {count} pages: {SITE / CARDS}")


if __name__ == "__main__":
    main()
