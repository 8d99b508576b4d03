// Questions on a page reply without a kernel. This reads numbers as numbers.py does and
// replies as question.py does, in the same words; the tests compare both.
const lossbookQuestions = (() => {
  const HOW = "Write it as in 0.35, 1/3, log 2, e^2, 35 % or inf.";
  const MOST_SIGNS = 60;
  const NATURAL =
    " (“log” is read as the natural logarithm here; log2 and log10 are others.)";

  const SIGNS = [
    ["−", "-"], ["–", "-"], ["·", "*"], ["⋅", "*"], ["×", "*"], ["÷", "/"],
    ["∞", " inf "], ["π", " pi "], ["√", " sqrt "], ["**", "^"], ["log₂", "log2 "],
    ["log₁₀", "log10 "], ["log_", "log"], ["per cent", "%"], ["percent", "%"],
    ["½", " (1/2)"], ["⅓", " (1/3)"], ["⅔", " (2/3)"], ["¼", " (1/4)"], ["¾", " (3/4)"],
  ];
  const RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺";
  const FORMS = [
    [/^([0-9]+\.?[0-9]*|\.[0-9]+)$/, "", "."],
    [/^[0-9]*,[0-9]+$/, "", ","],
    [/^[0-9]{1,3}(,[0-9]{3})+(\.[0-9]*)?$/, ",", "."],
    [/^[0-9]{1,3}(\.[0-9]{3})+(,[0-9]*)?$/, ".", ","],
  ];
  const CONSTANTS = new Map([
    ["e", Math.E], ["pi", Math.PI], ["inf", Infinity], ["infinity", Infinity],
  ]);
  const power = (base, exponent) =>
    (base === 0 && exponent < 0) || (Math.abs(base) === 1 && !isFinite(exponent))
      ? NaN
      : Math.pow(base, exponent);
  const FUNCTIONS = new Map([
    ["log", Math.log], ["ln", Math.log], ["log2", Math.log2], ["log10", Math.log10],
    ["exp", (x) => power(Math.E, x)], ["sqrt", Math.sqrt],
  ]);

  class Unreadable extends Error {}

  const plain = (typed) => {
    let text = typed.toLowerCase();
    text = text.replace(/(^|[^a-z0-9.,])([0-9.,]*[0-9]) *([½⅓⅔¼¾])/g, "$1($2+$3)");
    for (const [sign, other] of SIGNS) text = text.replaceAll(sign, other);
    text = text.replace(/[⁺⁻]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+/g, (found) =>
      `^(${[...found].map((sign) => "0123456789-+"[RAISED.indexOf(sign)]).join("")})`);
    text = text.replace(
      /(^|[^a-z0-9.,])([0-9]{1,3}(?: [0-9]{3})+)(?![0-9.,])/g,
      (_, before, digits) => before + digits.replaceAll(" ", ""));
    return text.replace(/^[=≈~ ]+/, "").trim();
  };

  const withoutUnit = (text, forms) => {
    for (const form of forms) {
      const rest = text.slice(0, -form.length);
      if (text.endsWith(form) && !/[a-z]$/.test(rest)) return rest.trim();
    }
    return text;
  };

  const tokensOf = (text) => {
    const token =
      / *(?:([0-9.,]*[0-9][0-9.,]*(?:e[+-]?[0-9]+)?)|(log(?:2|10)(?![0-9.,])|[a-z]+)|([^ ]))/gu;
    return [...text.matchAll(token)].map(([, number, word, sign]) =>
      number ? ["number", number] : word ? ["word", word] : ["sign", sign]);
  };

  // Each inner function reads one rule of the grammar.
  const read = (typed, { unit = "", forms = [] } = {}) => {
    typed = typed.replace(/[\t\u00a0\u2009\u202f]/g, " ").split(/\s+/).filter(Boolean).join(" ");
    if ([...typed].length > MOST_SIGNS) {
      const start = [...typed].slice(0, 20).join("");
      throw new Unreadable(`“${start}…” is too long: write at most ${MOST_SIGNS} signs. ${HOW}`);
    }
    const text = withoutUnit(plain(typed), forms);
    if (!text) throw new Unreadable(`There is no number yet. ${HOW}`);
    const tokens = tokensOf(text);
    let place = 0;
    let natural = false;
    const next = () => tokens[place] ?? ["", ""];
    const take = (...signs) =>
      next()[0] === "sign" && signs.includes(next()[1]) ? tokens[place++][1] : "";
    const fail = (why) =>
      new Unreadable(`“${typed}” cannot be read as a number: ${why}. ${HOW}`);
    const checked = (value) => {
      if (Number.isNaN(value)) throw new Unreadable(`“${typed}” has no value. ${HOW}`);
      return value;
    };
    const factorFollows = () => {
      const [kind, text] = next();
      return kind === "word" ? CONSTANTS.has(text) || FUNCTIONS.has(text) : text === "(";
    };
    const sum = () => {
      let value = product();
      for (let sign; (sign = take("+", "-")); ) {
        const other = product();
        value = checked(sign === "+" ? value + other : value - other);
      }
      return value;
    };
    const product = () => {
      let value = signed();
      for (;;) {
        const sign = take("*", "/");
        if (!sign && !factorFollows()) return value;
        let other = signed();
        if (sign === "/") other = other ? 1 / other : NaN;
        value = checked(value * other);
      }
    };
    const signed = () => {
      const sign = take("-", "+");
      return sign === "-" ? -signed() : sign ? signed() : raised();
    };
    const raised = () => {
      let base = atom();
      while (take("%")) base /= 100;
      return take("^") ? checked(power(base, signed())) : base;
    };
    const atom = () => {
      const [kind, text] = next();
      place += 1;
      if (kind === "number") return decimal(text);
      if (text === "(") return closed();
      if (CONSTANTS.has(text)) return CONSTANTS.get(text);
      if (FUNCTIONS.has(text)) return applied(text);
      if (kind === "word") throw fail(`“${text}” is not known here`);
      throw fail(text ? `“${text}” is out of place` : "its end is missing");
    };
    const closed = () => {
      const value = sum();
      if (!take(")")) throw fail("a parenthesis is not closed");
      return value;
    };
    const applied = (name) => {
      natural ||= name === "log";
      const apply = FUNCTIONS.get(name);
      if (take("(")) return checked(apply(closed()));
      const base = name.slice(3);
      if (["log2", "log10"].includes(name) && !["number", "word"].includes(next()[0])) {
        throw new Unreadable(
          `“${name}” is the logarithm to base ${base} and needs a number behind it: ` +
            `write ${name}(8), or log(${base}) if you mean the natural logarithm of ${base}.`);
      }
      const value = signed();
      if (["*", "/"].includes(next()[1]) || factorFollows()) {
        throw new Unreadable(
          `“${typed}” can be read in two ways: write parentheses behind ${name}, ` +
            `as in ${name}(1/2).`);
      }
      return checked(apply(value));
    };
    const decimal = (text) => {
      const [digits, exponent = "0"] = text.split("e");
      if (/^[1-9][0-9]{0,2},[0-9]{3}$/.test(digits)) {
        const [point, none] = [digits.replace(",", "."), digits.replace(",", "")];
        throw new Unreadable(`“${digits}” can mean ${point} or ${none}. Write one of these.`);
      }
      for (const [form, without, point] of FORMS) {
        if (!form.test(digits)) continue;
        const one = without ? digits.replaceAll(without, "") : digits;
        return Number(`${one.replace(point, ".")}e${exponent}`);
      }
      throw fail(`“${digits}” is not one number`);
    };

    const value = sum();
    const [kind, rest] = next();
    if (kind === "word") {
      const spoken = unit === "%" ? "per cent" : unit;
      const asked = unit ? `in ${spoken}` : "as a number without a unit";
      throw new Unreadable(`The answer is asked ${asked}, and “${rest}” is not that.`);
    }
    if (kind === "number") throw fail(`before ${rest} a sign such as + or · is missing`);
    if (kind) throw fail(`“${rest}” is out of place`);
    return { value: value + 0, natural };
  };

  // A reply is its kind, its text, and the words and the target of a link.
  const replyTo = (data, typed, earlier) => {
    let number;
    try {
      number = read(typed, data);
    } catch (error) {
      if (error instanceof Unreadable) return ["unread", error.message, "", ""];
      throw error;
    }
    const { value, natural } = number;
    const is = (value, answer) =>
      value === Number(answer) || Math.abs(value - answer) <= data.tolerance;
    if (is(value, data.answer)) return data.right;
    const note = natural ? NATURAL : "";
    for (const [answer, kind, text, words, target] of data.mistakes) {
      if (is(value, answer)) return [kind, text + note, words, target];
    }
    const lead = is(-value, data.answer)
      ? "The size is right, but the sign is not."
      : data.unit === "%" && is(100 * value, data.answer)
        ? "That is the share; in per cent it is 100 times as much."
        : value > data.answer ? "Too large." : "Too small.";
    const hint = data.hints[Math.min(earlier, data.hints.length - 1)];
    const end = earlier >= data.hints.length ? " The text below gives the answer." : "";
    return ["hint", `${lead} ${hint}${end}${note}`, "", ""];
  };

  const replyToChoice = (data, position) =>
    data.replies[position] ?? ["unread", "Choose one of the statements first.", "", ""];

  const asNodes = (text) =>
    text.split("`").map((part, i) => {
      if (i % 2 === 0) return part;
      const code = document.createElement("code");
      code.textContent = part;
      return code;
    });

  const start = (question) => {
    const form = question.querySelector("form");
    const said = question.querySelector("[role=status]");
    const data = JSON.parse(question.querySelector("script").textContent);
    const missed = [];
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const typed = new FormData(form).get("answer") ?? "";
      const before = missed.indexOf(typed);
      const earlier = before < 0 ? missed.length : before;
      const [kind, text, words, target] = data.replies
        ? replyToChoice(data, typed)
        : replyTo(data, typed, earlier);
      if (kind === "hint" && before < 0) missed.push(typed);
      said.replaceChildren(...asNodes(text));
      said.dataset.kind = kind;
      if (!words) return;
      const link = document.createElement("a");
      link.href = target;
      link.textContent = words;
      said.append(" Read on: ", link, ".");
    });
    form.hidden = false;
  };

  return { read, replyTo, replyToChoice, start };
})();

if (typeof document !== "undefined") {
  document.querySelectorAll(".question form").forEach((form) =>
    lossbookQuestions.start(form.closest(".question")));
}
