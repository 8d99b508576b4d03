// Turns the page with all chapters into the pages of a book: title, contents, chapters.
// Returns the headings in their order, which the bookmarks take over.
(edition) => {
  const article = document.querySelector("article.bd-article");
  document.documentElement.dataset.theme = "light";
  document.querySelectorAll("script, a.headerlink").forEach((element) => element.remove());
  document.querySelectorAll("details").forEach((details) => { details.open = true; });

  // Each chapter beside the first page, not inside it, and its headings one level up.
  const first = article.querySelector("section");
  const chapters = [...article.querySelectorAll('span[id^="document-"] + section')];
  chapters.forEach((chapter) => {
    const place = chapter.previousElementSibling;
    article.append(chapter);
    chapter.prepend(place);
    chapter.querySelectorAll("h2, h3, h4, h5").forEach((heading) => {
      const raised = document.createElement(`h${heading.tagName[1] - 1}`);
      raised.append(...heading.childNodes);
      heading.replaceWith(raised);
    });
  });
  first.querySelectorAll(".toctree-wrapper").forEach((wrapper) => wrapper.remove());
  [first, ...chapters].forEach((page) => page.classList.add("page"));

  // A link to a chapter or a section leads to its heading: the section, and the places
  // in front of the heading, may be at the end of the page before.
  const instead = new Map();
  article.querySelectorAll("section").forEach((section) => {
    const heading = section.querySelector(":scope > :is(h1, h2, h3, h4, h5, h6)");
    heading.id = section.id;
    section.removeAttribute("id");
    for (let place = heading.previousElementSibling; place; place = place.previousElementSibling) {
      instead.set(`#${place.id}`, `#${heading.id}`);
    }
  });
  article.querySelectorAll('a[href^="#"]').forEach((link) => {
    const place = link.getAttribute("href");
    link.setAttribute("href", instead.get(place) ?? place);
  });

  const words = (heading) => {
    const copy = heading.cloneNode(true);
    copy.querySelectorAll(".katex-mathml").forEach((hidden) => hidden.remove());
    return copy.textContent.replace(/\s+/g, " ").trim();
  };
  const element = (tag, options, ...children) => {
    const made = Object.assign(document.createElement(tag), options);
    made.append(...children);
    return made;
  };
  const line = (heading, level) => element("a", {
    href: `#${heading.id}`,
    className: `level-${level}`,
    textContent: words(heading),
  });
  const contents = element("nav", { id: "contents" },
    element("p", { className: "title", textContent: "Contents" }));
  for (const page of [first, ...chapters]) {
    contents.append(line(page.querySelector("h1"), 1));
    page.querySelectorAll("h2").forEach((heading) => contents.append(line(heading, 2)));
  }

  const title = element("section", { id: "title-page" },
    element("img", { src: "_static/favicon.svg", alt: "" }),
    element("p", { className: "title", textContent: edition.title }),
    element("p", { className: "about", textContent: edition.about }),
    element("p", { className: "edition" }));
  const lines = edition.lines.flatMap((text) => [text, document.createElement("br")]);
  title.lastChild.append(...lines);

  document.body.replaceChildren(title, contents, article);
  document.body.className = "";
  const headings = [...document.querySelectorAll("h1, h2, h3, h4, h5, h6")];
  return headings.map((heading) => [Number(heading.tagName[1]), words(heading)]);
}
