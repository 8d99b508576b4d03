// Searches the sections of the book, which section_search.py has written to SECTIONS.
"use strict";

(() => {
  const WEIGHT = { glossary: 1.5, chapter: 1.3, appendix: 1, reference: 0.6 };
  // How much more a hit counts whose title is what was asked for.
  const EXACT = { glossary: 5, chapter: 4, appendix: 2, reference: 1 };
  const MOST = 40;
  const EXCERPT = 220;

  const words = (text) => text.toLowerCase().match(/[\p{L}\p{N}_]+/gu) ?? [];
  // pos_weight is found as it is and by its parts.
  const tokenize = (text) =>
    words(text).flatMap((word) =>
      word.includes("_") ? [word, ...word.split("_").filter(Boolean)] : [word]
    );
  // One form for a word in the singular and in the plural.
  const stem = (word) =>
    word.length < 4 || /(?:ss|us|is)$/.test(word)
      ? word
      : word.replace(/ies$/, "y").replace(/(?<=x|sh|ch|ss)es$|s$/, "");
  // "log sum exp" and "log-sum-exp" are logsumexp.
  const joined = (text) => words(text).map(stem).join("").replaceAll("_", "");

  const search = new MiniSearch({
    fields: ["title", "page", "text", "code"],
    storeFields: ["title", "page", "text", "kind", "url"],
    tokenize,
    processTerm: stem,
  });
  search.addAll(SECTIONS.map((section, id) => ({ id, ...section })));

  const find = (query) => {
    const terms = words(query);
    const asked = joined(query);
    // A glossary entry has all its names in its title; its text begins with the Korean.
    const names = ({ title, text, kind }) =>
      (kind === "glossary" ? `${title}, ${text.split(". ")[0]}` : title).split(", ");
    const isAsked = (section) => names(section).some((name) => joined(name) === asked);
    // An underscore asks for a function.
    const exact = (kind) => (query.includes("_") && kind === "reference" ? 8 : EXACT[kind]);
    const options = {
      boost: { title: 4, page: 1.5, code: 0.3 },
      // Korean words are short, and carry their endings.
      prefix: (term) => term.length > 3 || /[^\x00-\x7f]/.test(term),
      weights: { prefix: 0.4, fuzzy: 0.1 },
      boostDocument: (_id, _term, section) =>
        WEIGHT[section.kind] * (isAsked(section) ? exact(section.kind) : 1),
    };
    const together = terms.length > 1 ? [{ queries: [terms.join("")], prefix: false }] : [];
    const all = { combineWith: "AND", queries: [query] };
    const found = search.search({ combineWith: "OR", queries: [all, ...together] }, options);
    if (found.length > 2) return found;
    // Then with a slip of the pen, and with some of the words.
    const fuzzy = (term) => (term.length > 4 ? 0.2 : false);
    const near = search.search(query, { ...options, fuzzy });
    const known = new Set(found.map((hit) => hit.id));
    return [...found, ...near.filter((hit) => !known.has(hit.id))];
  };

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

  const excerpt = (text, terms) => {
    const escaped = terms.map((term) => term.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
    const pattern = new RegExp(`(?<![\\p{L}\\p{N}])((?:${escaped.join("|")})[\\p{L}]{0,2})(?![\\p{L}\\p{N}])`, "giu");
    const first = text.search(pattern);
    let start = first > EXCERPT / 2 ? text.lastIndexOf(". ", first) + 1 : 0;
    if (first - start > EXCERPT / 2) start = text.indexOf(" ", first - EXCERPT / 3);
    const end = text.length > start + EXCERPT ? text.lastIndexOf(" ", start + EXCERPT) : text.length;
    const shown = text.slice(start, end).trim();
    return marked(`${start > 1 && text[start - 1] !== "." ? "… " : ""}${shown}${end < text.length ? " …" : ""}`, pattern);
  };

  const show = (query) => {
    const found = find(query);
    const shown = found.slice(0, MOST);
    const terms = [...new Set([...words(query).map(stem), ...shown.flatMap((hit) => hit.terms)])];
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
        if (hit.text) item.append(excerpt(hit.text, terms));
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
