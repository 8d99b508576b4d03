// The search page: shows what ranking.js finds in SECTIONS, which section_search.py writes.
"use strict";

(() => {
  const MOST = 40;
  const EXCERPT = 220;

  const marked = (text, pattern) => {
    const paragraph = document.createElement("p");
    paragraph.className = "context";
    text.split(pattern).forEach((piece, i) => {
      const part = i % 2 ? document.createElement("mark") : document.createTextNode("");
      part.textContent = piece;
      paragraph.append(part);
    });
    return paragraph;
  };

  // The part of a section that has the most of the words, the rare ones above all. It is
  // a part of the text, or of what is computed if a number stands only there.
  const excerpt = ({ text, code, terms }, written) => {
    const whole = (source) => `(?<![\\p{L}\\p{N}])(${source})(?![\\p{L}\\p{N}])`;
    const sources = [...terms.keys()].map(written);
    const numbers = sources.filter((source) => /\\\.\d/.test(source)).map((source) => new RegExp(whole(source), "u"));
    const inCode = numbers.length && !numbers.some((number) => number.test(text));
    const from = inCode && numbers.some((number) => number.test(code)) ? code : text;

    const pattern = new RegExp(whole(sources.join("|")), "giu");
    const rarities = [...terms.values()];
    const same = sources.map((source) => new RegExp(`^(?:${source})$`, "iu"));
    const places = [...from.matchAll(pattern)].map(({ index, 0: word }) => ({
      index,
      term: same.findIndex((each) => each.test(word)),
    }));
    let best = { worth: 0, index: 0 };
    for (const { index } of places) {
      const near = places.filter((other) => other.index >= index && other.index < index + EXCERPT / 2);
      const worth = [...new Set(near.map(({ term }) => term))].reduce((sum, term) => sum + rarities[term], 0);
      if (worth > best.worth) best = { worth, index };
    }
    let start = best.index > EXCERPT / 2 ? from.lastIndexOf(". ", best.index) + 1 : 0;
    if (best.index - start > EXCERPT / 2) start = from.indexOf(" ", best.index - EXCERPT / 3);
    const end = from.length > start + EXCERPT ? from.lastIndexOf(" ", start + EXCERPT) : from.length;
    const shown = from.slice(start, end).trim();
    return marked(`${start > 1 && from[start - 1] !== "." ? "… " : ""}${shown}${end < from.length ? " …" : ""}`, pattern);
  };

  const show = (query) => {
    const { find, written } = rankingOf(SECTIONS, WORDS);
    const found = find(query);
    const shown = found.slice(0, MOST);
    document.getElementById("search-results").replaceChildren(
      ...shown.map((hit) => {
        const item = document.createElement("li");
        const link = item.appendChild(document.createElement("a"));
        link.href = hit.url;
        link.textContent = hit.kind === "glossary" ? hit.title.split(", ")[0] : hit.title;
        const where = item.appendChild(document.createElement("span"));
        where.className = "search-where";
        const [chapter, title] = hit.page.split(/: (.*)/);
        where.textContent = hit.title === (title ?? chapter) ? (title && chapter) : hit.page;
        if (hit.text) item.append(excerpt(hit, written));
        return item;
      })
    );
    const count = found.length > MOST ? `The first ${MOST} of ${found.length}` : found.length;
    document.getElementById("search-status").textContent = found.length
      ? `${count} ${found.length === 1 ? "place" : "places"} for “${query}”.`
      : `Nothing was found for “${query}”. Try a single word, or look into the glossary.`;
  };

  const query = new URLSearchParams(location.search).get("q")?.trim();
  const field = document.querySelector(".bd-search-container input[name=q]");
  if (query) {
    document.querySelectorAll("input[name=q]").forEach((input) => { input.value = query; });
    show(query);
  } else {
    field.focus();
  }
})();
