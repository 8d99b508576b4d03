// Finds the sections that answer what is asked, the best first.
//
// A question is taken apart into words and names. Each counts by how rare it is in the
// book. A section need not have all of them, but it loses by the weight of those that it
// lacks. A name of the glossary and what search_words.js lists are also found under the
// other names of the same thing.
"use strict";

const rankingOf = (sections, { asked, idle, slight = "", opposite = [] }) => {
  // How much a word counts by where it stands. A number counts where it is discussed;
  // what cells print is full of numbers.
  const BOOST = { title: 4, above: 1.5, page: 0.8, text: 1, code: 0.3 };
  const OF_NUMBERS = { title: 4, above: 1.5, page: 0.8, text: 1.5, code: 0.1 };
  // How much a section counts by its kind, and how much more if its title is what was
  // asked for.
  const KINDS = {
    chapter: [1.3, 4],
    appendix: [1.3, 4],
    misconception: [1.5, 4],
    glossary: [1, 5],
    exercise: [0.7, 1],
    around: [0.6, 2],
    reference: [0.3, 1],
    works: [0.3, 1],
  };
  const OF_A_FUNCTION = 8;
  const ALL_OF_A_TITLE = 1.5;
  // The beginning of a page says what the page is about, and explains little.
  const BEGINNING = 0.6;
  // What is found under another name, as the beginning of a longer word, with a slip of
  // the pen, or as a part of a name that is there as a whole.
  const OTHER_NAME = 0.7;
  const BEGUN = 0.7;
  const SLIPPED = 0.3;
  const PART_OF_A_TERM = 0.3;
  const PART_OF_A_FUNCTION = 0.5;
  // What counts less: a word that says where the question arose, and numbers of which
  // only the whole part was typed.
  const SLIGHT = 0.3;
  const WHOLE_PART = 0.5;
  // What is said twice counts more.
  const AGAIN = 1.5;
  // A title that says the opposite of what is asked, and one that gives a reason to who
  // asks for one.
  const OPPOSITE = 0.5;
  const REASON = 2;
  // How much it costs to lack a word.
  const POWER = 1.5;
  // How much more a section counts that has all of several words as they were typed.
  const ALL_OF_IT = 2;

  // --- words ----------------------------------------------------------------------

  // A decimal number, or letters and digits.
  const TOKEN = /(?<![\p{L}\p{N}_])\d*\.\d+(?:e[-+]?\d+)?(?![a-z\d_])|[\p{L}\p{N}_]+/giu;
  // BCEWithLogitsLoss, nn.NLLLoss and pos_weight have parts.
  const HANGUL = /^\p{Script=Hangul}+$/u;
  const SEAM =
    /_+|(?<=[\p{Ll}\d])(?=\p{Lu})|(?<=\p{Lu})(?=\p{Lu}\p{Ll})|(?<=\p{Script=Hangul})(?=[A-Za-z\d])|(?<=[A-Za-z\d])(?=\p{Script=Hangul})/u;
  const GREEK = {
    α: "alpha", β: "beta", γ: "gamma", δ: "delta", ε: "epsilon", η: "eta",
    λ: "lambda", μ: "mu", π: "pi", σ: "sigma", χ: "chi", ψ: "psi", ω: "omega",
  };
  const isNumber = (word) => /^\d*\.\d/.test(word);
  // One form for a noun in singular and plural, for most of a verb, for British and
  // American spelling.
  const stem = (word) => {
    if (word.length < 4 || !/^[a-z]+$/.test(word)) return word;
    let short = /(?:ss|us|is)$/.test(word)
      ? word
      : word.replace(/ies$/, "y").replace(/(?<=x|sh|ch|ss)es$|s$/, "");
    short = short.replace(/i[sz](?:e[ds]?|ing|ation)$/, "ise");
    if (short.length > 5) {
      short = short.replace(/(?<=[aeiouy].*[^aeiou])(?:ing|ed)$/, "").replace(/([bdgmnprt])\1$/, "$1");
    }
    return short.length > 4 ? short.replace(/e$/, "") : short;
  };
  const termOf = (word) =>
    isNumber(word)
      ? word.toLowerCase().replace(/^\./, "0.")
      : stem(word.toLowerCase().replace(/[α-ω]/g, (letter) => GREEK[letter] ?? letter));
  const memo = (of) => {
    const kept = new Map();
    return (word) => kept.get(word) ?? kept.set(word, of(word)).get(word);
  };
  const wordsOf = (text) => text.normalize("NFKC").match(TOKEN) ?? [];
  const partsOf = (word) => (isNumber(word) ? [word] : word.split(SEAM).filter(Boolean));
  // A word's parts, and the whole if it has several.
  const read = memo((word) => {
    const parts = partsOf(word).map(termOf);
    return { parts, whole: parts.length > 1 ? termOf(word) : null };
  });
  const termsOf = (text) => wordsOf(text).flatMap((word) => read(word).parts);
  // "log sum exp", "log-sum-exp", LogSumExp and logsumexp are the same.
  const joined = (text) => termsOf(text).join("");

  // --- names ----------------------------------------------------------------------

  const LONGEST = 6;
  // From a name, joined, to all names of the same thing.
  const names = new Map();
  const addName = (name, other) => {
    const key = joined(name);
    names.set(key, [...(names.get(key) ?? []), other]);
  };
  // A glossary entry has its English names in its title; its text begins with the Korean.
  const namesOf = ({ title, text, kind }) =>
    (kind === "glossary" ? `${title}, ${text.split(". ")[0]}` : title.replace(/^False: /, "")).split(", ");
  // Names of several words are indexed as a whole too, behind this mark.
  const WHOLE = "§";
  const wholes = new Map();
  const firsts = new Set();
  const addWhole = (name) => {
    const terms = termsOf(name);
    if (terms.length < 2) return;
    wholes.set(terms.join(""), terms);
    firsts.add(terms[0]);
  };
  for (const section of sections.filter(({ kind }) => kind === "glossary")) {
    const english = section.title.split(", ");
    for (const name of namesOf(section)) english.forEach((other) => addName(name, other));
    english.forEach(addWhole);
  }
  for (const [typed, meant] of asked) {
    meant.split(", ").forEach((other) => {
      addWhole(other);
      addName(other, other);
    });
    for (const name of typed.split(", ")) meant.split(", ").forEach((other) => addName(name, other));
  }
  // What a model pays that gives each of K classes the same probability.
  const BLIND = "log K";
  addWhole(BLIND);
  const silent = new Set(termsOf(idle));
  const lesser = new Set(slight.split(/\s+/).filter(Boolean).map(joined));
  const opposites = [...opposite, ...opposite.map(([one, other]) => [other, one])];
  const directions = new Set(opposite.flat());
  const asksWhy = (text) => /(?<!\p{L})(?:why(?!\p{L})|왜)/iu.test(text);

  // --- the index ------------------------------------------------------------------

  const known = new Set();
  const tokenize = (text) => {
    const terms = [];
    const found = [];
    for (const word of wordsOf(text)) {
      const { parts, whole } = read(word);
      terms.push(...parts);
      if (whole) found.push(whole);
    }
    terms.forEach((first, i) => {
      if (!firsts.has(first)) return;
      let whole = first;
      for (const next of terms.slice(i + 1, i + LONGEST)) {
        whole += next;
        if (wholes.has(whole)) found.push(WHOLE + whole);
      }
    });
    found.push(...terms);
    found.forEach((term) => known.add(term));
    return found;
  };
  const asItIs = { tokenize: (text) => [text], processTerm: (term) => term };
  const index = new MiniSearch({ ...asItIs, fields: Object.keys(BOOST), tokenize });
  // Last the works, which no name of a function should lead to.
  const documents = sections.map((section, id) => ({ id, ...section }));
  const isName = ({ kind }) => kind === "glossary" || kind === "reference";
  const isWorks = ({ kind }) => kind === "works";
  index.addAll(documents.filter((section) => !isWorks(section)));
  const used = new Set(known);
  index.addAll(documents.filter(isWorks));
  const numbers = [...known].filter(isNumber);
  const titles = sections.map(({ title }) => termsOf(title));

  // --- what is asked --------------------------------------------------------------

  // The longest name that begins at a place, and what stands behind it in its last word:
  // Korean words carry their endings.
  const nameAt = (terms, start) => {
    for (let end = Math.min(terms.length, start + LONGEST); end > start; end--) {
      const together = terms.slice(start, end).join("");
      const last = terms[end - 1];
      for (let cut = 0; cut < (HANGUL.test(last) ? last.length : 1); cut++) {
        const name = together.slice(0, together.length - cut);
        if (names.has(name)) return { name, end, ending: cut ? last.slice(-cut) : "" };
      }
    }
    return null;
  };
  // The other names of what is asked, and the titles that say why, if it is asked why.
  // A number may be the logarithm of a number of classes.
  const othersOf = (name, query) => {
    const others = names.get(name) ?? [];
    const reasonsFor = (each) => names.get(joined(`why ${each}`)) ?? [];
    const reasons = asksWhy(query) ? [name, ...others].flatMap(reasonsFor) : [];
    return [...new Set([...others, ...reasons, ...(isLogarithm(name) ? [BLIND] : [])])];
  };
  const isLogarithm = (typed) => {
    const classes = Math.round(Math.exp(typed));
    const places = typed.length - typed.indexOf(".") - 1;
    const off = Math.abs(Math.log(classes) - typed);
    return isNumber(typed) && places > 2 && classes > 1 && classes < 101 && off < 10 ** -places;
  };
  // The names and the other words of a question. Each has its own words, with what share
  // each of them counts, and other names.
  const conceptsOf = (query) => {
    const concepts = [];
    const terms = termsOf(
      query
        .replace(/(?<=\d),(?=\d)/g, ".") // a decimal sign
        .replace(/^(what do(?:es)? .*)\bmean\b/i, "$1") // not the mean
    );
    for (let i = 0; i < terms.length; ) {
      const { name, end, ending } = nameAt(terms, i) ?? { name: terms[i], end: i + 1, ending: "" };
      const own = terms.slice(i, end);
      i = end;
      if (ending.length > 1) terms.splice(i, 0, ending);
      const spoken = own.filter((term) => !silent.has(term));
      const others = othersOf(name, query);
      const before = concepts.find((concept) => concept.name === name);
      if (before) {
        before.times = AGAIN;
        continue;
      }
      if (!spoken.length && !others.length) continue;
      const whole = wholes.has(name) ? [[WHOLE + name, 1]] : [];
      const share = whole.length ? PART_OF_A_TERM : 1;
      concepts.push({ name, others, own: [...whole, ...spoken.map((term) => [term, share])] });
    }
    if (!concepts.length) return terms.map((term) => ({ name: term, others: [], own: [[term, 1]] }));
    // The name of a function that the book uses counts as a whole, and its parts less.
    for (const word of wordsOf(query)) {
      const { parts, whole: name } = read(word);
      if (name && used.has(name)) {
        for (const { own } of concepts) {
          if (own.every(([term]) => parts.includes(term) || term.startsWith(WHOLE))) {
            own.forEach((each) => { each[1] *= PART_OF_A_FUNCTION; });
          }
        }
        concepts.push({ name, others: [], own: [[name, 1]] });
      }
    }
    return concepts;
  };

  // --- the ranking ----------------------------------------------------------------

  const search = (queries, options) =>
    index.search({ combineWith: "OR", queries, ...options }, { boost: BOOST, ...asItIs, ...options });
  // The numbers of the book that a typed number may be: it may have fewer digits, or
  // more, and be cut off or rounded.
  const numbersLike = (typed) => {
    const places = (number) => number.length - number.indexOf(".") - 1;
    return numbers.filter((number) => {
      const [short, long] = places(number) < places(typed) ? [number, typed] : [typed, number];
      const digits = short.replace(/^[0.]+|\./g, "").length;
      if (digits < (short === typed ? 2 : 3)) return Number(short) === Number(long);
      return long.startsWith(short) || Number(long).toFixed(places(short)) === short;
    });
  };
  // The numbers of which only the whole part may have been typed, and where they count.
  const begunBy = (typed) =>
    /^\d\d+$/.test(typed) ? numbers.filter((number) => number.startsWith(`${typed}.`)) : [];
  const { code, ...prose } = OF_NUMBERS;
  const IN_PROSE = {
    combineWith: "OR",
    fields: Object.keys(prose),
    boost: Object.fromEntries(Object.entries(prose).map(([key, by]) => [key, by * WHOLE_PART])),
  };
  // The sections that have a word, and how well the word was met.
  const met = (term) => {
    const begun = begunBy(term);
    if (begun.length) return [search([term, { queries: begun, ...IN_PROSE }]), 1];
    if (isNumber(term)) return [search(numbersLike(term), { boost: OF_NUMBERS }), 1];
    if (known.has(term)) return [search([term]), 1];
    if (term.length > (HANGUL.test(term) ? 1 : 3)) {
      const longer = search([term], { prefix: true });
      if (longer.length) return [longer, BEGUN];
    }
    return [term.length > 4 ? search([term], { fuzzy: 0.2 }) : [], SLIPPED];
  };
  const rarity = ({ length }) =>
    length ? Math.log(1 + (sections.length - length + 0.5) / (length + 0.5)) : 0;

  // The sections that have a concept: how well, which share of it, and by which words.
  const having = ({ name, own, others, times = 1 }) => {
    const found = new Map();
    const at = (id) =>
      found.get(id) ?? found.set(id, { own: 0, other: 0, has: 0, terms: new Map() }).get(id);
    const hits = own.map(([term, share]) => {
      const [sections, quality] = met(term);
      return { sections, share: share * quality, weight: share * quality * rarity(sections) };
    });
    const slight = lesser.has(name);
    let weight = hits.reduce((sum, each) => sum + each.weight, 0);
    for (const { sections, share, weight: part } of hits) {
      for (const { id, score, terms } of sections) {
        const so = at(id);
        so.own += share * score;
        so.has += part / weight;
        terms.forEach((term) => so.terms.set(term, rarity(sections)));
      }
    }
    for (const name of others) {
      const whole = joined(name);
      const sections = search([wholes.has(whole) ? WHOLE + whole : whole]);
      weight ||= rarity(sections);
      for (const { id, score, terms } of sections) {
        const so = at(id);
        so.other = Math.max(so.other, score);
        so.has = Math.max(so.has, OTHER_NAME);
        terms.forEach((term) => so.terms.set(term, rarity(sections)));
      }
    }
    const counts = slight ? SLIGHT * times : times;
    for (const so of found.values()) {
      so.own *= counts;
      so.other *= counts;
    }
    return { found, weight: counts * weight, slight };
  };

  // The sections for a question, the best first. ``terms`` holds the words by which a
  // section was found, and how rare each is.
  const find = (query) => {
    const concepts = conceptsOf(query);
    const found = new Map();
    let whole = 0;
    let many = 0;
    for (const { found: here, weight, slight } of concepts.map(having)) {
      whole += weight;
      if (weight && !slight) many += 1;
      for (const [id, { own, other, has, terms }] of here) {
        const all = found.get(id) ?? { score: 0, has: 0, full: 0, terms: new Map() };
        all.score += own + OTHER_NAME * other;
        all.has += has * weight;
        if (has > 0.99 && !slight) all.full += 1;
        all.terms = new Map([...all.terms, ...terms]);
        found.set(id, all);
      }
    }
    const said = new Set(termsOf(query));
    const meant = new Set(concepts.flatMap(({ others }) => others));
    const against = opposites
      .filter(([one, other]) => meant.has(one) && !meant.has(other))
      .map(([, other]) => other);
    const wanted = new Set([joined(query), concepts.map(({ name }) => name).join("")]);
    const hits = [...found].map(([id, { score, has, full, terms }]) => {
      const section = sections[id];
      const [weight, exact] = KINDS[section.kind];
      let factor = section.url.includes("#") ? 1 : BEGINNING;
      const inTitle = (term) => said.has(term) || terms.has(term);
      if (!isName(section) && titles[id].length > 1 && titles[id].every(inTitle)) factor = ALL_OF_A_TITLE;
      if (namesOf(section).some((name) => wanted.has(joined(name)))) {
        // An underscore asks for a function.
        factor = query.includes("_") && section.kind === "reference" ? OF_A_FUNCTION : exact;
      }
      const ways = wordsOf(section.title.toLowerCase()).filter((word) => directions.has(word));
      if (asksWhy(query) && asksWhy(section.title)) factor *= REASON;
      if (against.some((way) => ways.includes(way))) factor *= OPPOSITE;
      const covers = has / whole;
      if (many > 1 && full === many) factor *= ALL_OF_IT;
      return { ...section, terms, covers, score: score * weight * factor * covers ** POWER };
    });
    const most = Math.max(0, ...hits.filter((hit) => !isWorks(hit)).map(({ covers }) => covers));
    return hits.filter(({ covers }) => covers > most / 3).sort((a, b) => b.score - a.score);
  };

  // A pattern for a word of ``terms`` as it may stand in a text.
  const LETTERS = Object.fromEntries(Object.entries(GREEK).map(([letter, name]) => [name, letter]));
  const written = (term) => {
    if (term.startsWith(WHOLE)) return wholes.get(term.slice(1)).map(written).join("[^\\p{L}\\p{N}]+");
    const escaped = term.replace(/[.*+?^${}()|[\]\\]/g, "\\$&").replace(/^0\\\./, "0?\\.");
    const ending = isNumber(term) ? "" : term.length < 4 ? "s?" : "\\p{L}{0,3}";
    return term in LETTERS ? `(?:${escaped}|${LETTERS[term]})` : `${escaped}${ending}`;
  };

  return { find, written };
};
