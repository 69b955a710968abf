/* The search box: it proposes while one types (a combobox with a list, as the ARIA patterns have it).
   The names come as a file, once for a set of data; what is typed never leaves the browser until a hit is opened.
   Ranks are those of geo_koop/app/views/find.py; a test holds the two against each other. */

const LIMIT = 8;
const EXACT = 100, BEGINS = 95, WORDS = 90, INSIDE = 80, CLOSE = 62;
const PART_OF_TYPO = 0.75, OF_A_HEAD = 0.97, SHORTEST_TYPO = 3;
const LETTERS = { "ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss" };
const START = "(?<![\\p{L}\\p{N}_])";
const SHORT = [
  ["a\\. ?d\\. ?", "an der "], ["v\\. ?d\\. ?", "vor der "], ["b\\. ?", "bei "], ["i\\. ?", "in "], ["a\\. ?", "am "],
  ["st\\. ?", "sankt "], ["lkr?\\.? ", "landkreis "], ["zv ", "zweckverband "],
].map(([short, long]) => [new RegExp(START + short, "gu"), long]);
const BREAK = /[\s,;/()\-–.]+/u;

function fold(text) {
  let plain = text.toLowerCase().replace(/[äöüß]/g, (letter) => LETTERS[letter]);
  for (const [pattern, long] of SHORT) plain = plain.replace(pattern, long);
  return plain.split(BREAK).join(" ").trim();
}

/* Returns a function that tells how alike a text is to the query: 0 to 100, by insertions and deletions. */
function likeness(query) {
  const size = query.length;
  if (size > 31) return (line) => ratio(size, line.length, commonSlowly(query, line));
  const where = new Int32Array(65536);
  for (let i = 0; i < size; i++) where[query.charCodeAt(i)] |= 1 << i;
  const all = size === 31 ? 0x7fffffff : (1 << size) - 1;
  return (line) => {
    let open = -1;
    for (let i = 0; i < line.length; i++) {
      const fitting = open & where[line.charCodeAt(i)];
      open = ((open + fitting) | 0) | (open & ~fitting);
    }
    let common = 0;
    for (let found = ~open & all; found; found &= found - 1) common++;
    return ratio(size, line.length, common);
  };
}

function ratio(one, other, common) {
  return one + other ? (200 * common) / (one + other) : 100;
}

function commonSlowly(one, other) {
  let before = new Uint16Array(other.length + 1);
  for (let i = 1; i <= one.length; i++) {
    const now = new Uint16Array(other.length + 1);
    for (let j = 1; j <= other.length; j++) {
      now[j] = one[i - 1] === other[j - 1] ? before[j - 1] + 1 : Math.max(before[j], now[j - 1]);
    }
    before = now;
  }
  return before[other.length];
}

function typed(line, query, words) {
  if (line.startsWith(query)) return line.length === query.length ? EXACT : BEGINS;
  const spaced = " " + line;
  if (words.every((word) => spaced.includes(word))) return WORDS;
  return line.includes(query) ? INSIDE : 0;
}

const sorted = (text) => text.split(" ").sort().join(" ");

function evenRound(value) {
  const low = Math.floor(value), rest = value - low;
  return rest === 0.5 ? low + (low % 2) : Math.round(value);
}

function ready(names) {
  names.lines = names.label.map(fold);
  return names;
}

/* Returns the places of what fits best, and how many things fit. */
function search(names, text) {
  const query = fold(text), lines = names.lines;
  if (!query) return { places: [], count: 0, score: [] };
  const words = query.split(" ").map((word) => " " + word);
  const score = lines.map((line) => typed(line, query, words));
  let best = 0;
  for (const each of score) if (each > best) best = each;
  if (best < WORDS && query.length >= SHORTEST_TYPO) {
    const alike = likeness(query), alikeSorted = likeness(sorted(query));
    names.sorted = names.sorted || lines.map(sorted);
    lines.forEach((line, i) => {
      const most = Math.max(
        alike(line), alikeSorted(names.sorted[i]), OF_A_HEAD * alike(line.slice(0, query.length + 1))
      );
      score[i] = Math.max(score[i], most * PART_OF_TYPO);
      if (score[i] < CLOSE) score[i] = 0;
    });
  }
  const key = text.trim(), number = /^\p{Nd}{3,}$/u.test(key), town = names.kinds.indexOf("municipality");
  names.code.forEach((code, i) => {
    if (code === key || code === key.padStart(8, "0")) score[i] = EXACT + 1;
    else if (number && names.kind[i] === town && code.startsWith(key) && score[i] < BEGINS) score[i] = BEGINS;
  });
  let fitting = [];
  score.forEach((each, i) => { if (each >= CLOSE) fitting.push(i); });
  if (fitting.some((i) => score[i] >= INSIDE)) fitting = fitting.filter((i) => score[i] >= INSIDE);
  const rank = fitting.map((i) => [evenRound(score[i]), names.weight[i], i]);
  rank.sort((a, b) => b[0] - a[0] || b[1] - a[1] || a[2] - b[2]);
  const places = rank.slice(0, LIMIT).map((each) => each[2]);
  return { places, count: fitting.length, score };
}

const loaded = (window.geoKoopNames = window.geoKoopNames || new Map());

function load(address) {
  if (!loaded.has(address)) {
    loaded.clear();
    loaded.set(address, fetch(address).then((answer) => {
      if (!answer.ok) throw new Error(String(answer.status));
      return answer.json();
    }).then(ready).catch((error) => {
      loaded.delete(address);
      throw error;
    }));
  }
  return loaded.get(address);
}

function make(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

class Finder {
  constructor(parent) {
    this.shown = [];
    this.active = -1;
    this.entered = false;
    this.input = make("input", {
      type: "text", id: "geo-koop-find", role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false",
      "aria-controls": "geo-koop-find-list", autocomplete: "off", autocapitalize: "off", spellcheck: "false",
      maxlength: "100", enterkeyhint: "search",
    });
    this.label = make("label", { for: "geo-koop-find", class: "geo-koop-hidden" });
    this.list = make("ul", { id: "geo-koop-find-list", role: "listbox", hidden: "" });
    this.none = make("p", { class: "geo-koop-find-none", hidden: "" });
    this.said = make("div", { role: "status", class: "geo-koop-hidden" });
    this.box = make("div", { class: "geo-koop-find" }, this.label, this.input, this.list, this.none, this.said);
    parent.append(this.box);
    this.input.addEventListener("focus", () => this.fetch());
    this.input.addEventListener("input", () => { this.entered = false; this.look(); });
    this.input.addEventListener("keydown", (event) => this.press(event));
    this.input.addEventListener("blur", () => this.close());
    // Else the box would lose the focus, and the list be gone, before the click arrives.
    this.list.addEventListener("mousedown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      if (option) this.choose(Number(option.dataset.place));
    });
  }

  update(data, open) {
    this.open = open;
    const other = this.data && this.data.names !== data.names;
    this.data = data;
    if (other && !this.list.hidden) this.look();
    this.label.textContent = data.texts.label;
    this.input.placeholder = data.texts.placeholder;
    this.list.setAttribute("aria-label", data.texts.hits);
  }

  fetch() {
    return load(this.data.names);
  }

  /* Looks up what is typed; what was typed while the names were on their way counts too. */
  async look() {
    const text = this.input.value;
    let names;
    try {
      names = await this.fetch();
    } catch {
      this.say(this.data.texts.failed);
      return;
    }
    if (text !== this.input.value) return;
    const { places, count, score } = search(names, text);
    this.names = names;
    this.shown = places;
    this.exact = places.filter((place) => score[place] >= EXACT);
    this.draw(text, count);
    if (this.entered) {
      this.entered = false;
      this.enter();
    }
  }

  draw(text, count) {
    this.looked = text;
    const { names } = this, { kinds, texts } = this.data;
    const options = this.shown.map((place, i) => {
      const detail = [kinds[names.kinds[names.kind[place]]], names.detail[place]].filter(Boolean).join(" · ");
      return make("li", { role: "option", id: `geo-koop-find-${i}`, "aria-selected": "false", "data-place": place },
        make("span", {}, names.label[place]), make("small", {}, detail));
    });
    this.list.replaceChildren(...options);
    const asked = Boolean(text.trim());
    this.list.hidden = !options.length;
    this.none.hidden = !asked || options.length > 0;
    this.none.textContent = texts.nothing.replace("{text}", () => text.trim());
    this.input.setAttribute("aria-expanded", String(!this.list.hidden));
    this.point(-1);
    const more = count > options.length ? texts.more : count === 1 ? texts.one : texts.several;
    const shown = String(options.length), all = new Intl.NumberFormat(this.data.language).format(count);
    this.say(!asked ? "" : options.length ? more.replace("{shown}", shown).replace("{count}", all) : this.none.textContent);
  }

  say(text) {
    clearTimeout(this.later);
    // Whoever types on is not interrupted at every letter.
    this.later = setTimeout(() => { this.said.textContent = text; }, 400);
  }

  point(active) {
    const options = [...this.list.children];
    options.forEach((option, i) => option.setAttribute("aria-selected", String(i === active)));
    this.active = active;
    if (active < 0) this.input.removeAttribute("aria-activedescendant");
    else {
      this.input.setAttribute("aria-activedescendant", options[active].id);
      options[active].scrollIntoView({ block: "nearest" });
    }
  }

  press(event) {
    const open = !this.list.hidden;
    if (event.isComposing) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (!open) {
        if (this.input.value.trim()) this.look();
        return;
      }
      const count = this.shown.length, step = event.key === "ArrowDown" ? 1 : -1;
      const next = this.active + step;
      this.point(this.active < 0 ? (step > 0 ? 0 : count - 1) : (next + count) % count);
    } else if (event.key === "Enter") {
      event.preventDefault();
      if (this.input.value.trim()) this.enter();
    } else if (event.key === "Escape") {
      if (open || !this.none.hidden) this.close();
      else this.input.value = "";
      event.preventDefault();
    }
  }

  enter() {
    if (this.looked !== this.input.value) {
      this.entered = true;
      this.look();
    } else if (this.active >= 0 && !this.list.hidden) this.choose(this.shown[this.active]);
    else if (this.shown.length === 1) this.choose(this.shown[0]);
    else if (this.exact.length === 1) this.choose(this.exact[0]);
    else if (this.shown.length) {
      this.list.hidden = false;
      this.input.setAttribute("aria-expanded", "true");
      this.point(0);
    }
  }

  choose(place) {
    const { names } = this;
    this.open({ kind: names.kinds[names.kind[place]], code: names.code[place] });
    this.input.value = "";
    this.looked = "";
    this.shown = [];
    this.close();
    this.say(this.data.texts.opened.replace("{name}", () => names.label[place]));
  }

  close() {
    this.list.hidden = true;
    this.none.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
    this.point(-1);
  }
}

window.geoKoopFind = { fold, ready, search, load };

export default function ({ data, parentElement, setTriggerValue }) {
  const parent = parentElement.querySelector(".geo-koop-finder") || parentElement;
  parent.geoKoop = parent.geoKoop || new Finder(parent);
  parent.geoKoop.update(data, (hit) => setTriggerValue("opened", hit));
}
