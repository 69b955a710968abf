/* What is said at the pointer: number and unit, names of the cooperations. Adds geoKoop.hints.
 *
 * The table of what covers what is fetched once; what the page says about the map tells which of it counts.
 * All of it is text, and is shown as text only.
 */
(function () {
  "use strict";
  const KINDS = 3, FEW = 3, tables = new Map();

  /* "0*3,11": numbers of base 36, each with how often it is repeated. */
  function readNumbers(text) {
    const found = [];
    (text || "").split(",").forEach(function (part) {
      if (!part) return;
      const pair = part.split("*").map(function (number) { return parseInt(number, 36); });
      for (let n = pair.length > 1 ? pair[1] : 1; n > 0; n--) found.push(pair[0]);
    });
    return found;
  }

  /* Digits; "1-a." stands for ten ones. */
  function readDigits(text) {
    return text.replace(/(.)-([0-9a-z]+)\./g, function (_run, digit, number) { return digit.repeat(parseInt(number, 36)); });
  }

  function prepare(table) {
    return {
      order: table.order, names: table.names, at: readNumbers(table.at),
      sets: table.sets.map(function (set) { return readNumbers(set); })
    };
  }

  /* The table of a file; null until it has come. */
  function tableOf(url) {
    if (!url) return null;
    if (!tables.has(url)) {
      tables.set(url, null);
      fetch(url, { cache: "force-cache", credentials: "same-origin" }).then(function (answer) {
        if (!answer.ok) throw new Error(String(answer.status));
        return answer.json();
      }).then(function (table) { tables.set(url, prepare(table)); }).catch(function () { tables.delete(url); });
    }
    return tables.get(url);
  }

  /* The cooperations of a municipality that count, by name, the closest first: pairs of name and kind. */
  function counting(hints, table, i) {
    if (hints.digits === undefined) hints.digits = readDigits(hints.counted);
    const read = function (place) {
      return (table.sets[table.at[place]] || []).map(function (code) { return [Math.floor(code / KINDS), code % KINDS]; })
        .filter(function (pair) { return hints.digits[pair[0]] === "1" && !(hints.own && pair[1]); });
    };
    if (hints.mode !== "partners" || hints.place < 0) return read(i);
    const mine = new Map(read(hints.place));
    return read(i).filter(function (pair) { return mine.has(pair[0]); })
      .map(function (pair) { return [pair[0], Math.max(pair[1], mine.get(pair[0]))]; })
      .sort(function (a, b) { return Math.sign(a[1]) - Math.sign(b[1]) || a[0] - b[0]; });
  }

  function number(said, pairs) {
    const loose = pairs.filter(function (pair) { return pair[1] > 0; });
    const kind = loose.reduce(function (all, pair) { return all | pair[1]; }, 0);
    const text = pairs.length === 1 ? said.one : said.many.replace("{count}", String(pairs.length));
    if (!loose.length) return text;
    return text + (loose.length === pairs.length ? said.all : said.some)[kind].replace("{count}", String(loose.length));
  }

  /* What is said of a municipality below its name. */
  function lines(facts, i, order) {
    const hints = facts.hints, label = (facts.legend || [])[i.code], said = label ? [label.label] : [];
    if (!hints) return said;
    if (hints.at !== undefined && !hints.places) hints.places = readNumbers(hints.at);
    const further = hints.places ? hints.lines[hints.places[i.place]] : "";
    const table = hints.mode === "members" ? null : tableOf(hints.url);
    const self = hints.mode === "partners" && i.place === hints.place;
    const pairs = table && table.order === order && !self ? counting(hints, table, i.place) : [];
    const exact = hints.mode === "count" || hints.mode === "partners";
    const shown = exact && pairs.length ? [] : self ? [] : said;
    if (further) shown.push(further);
    if (!pairs.length) return shown;
    const names = pairs.slice(0, FEW).map(function (pair) { return "\u2022 " + table.names[pair[0]]; });
    const rest = pairs.length - names.length;
    return shown.concat([number(hints.said, pairs)], names, rest ? [hints.said.more.replace("{count}", String(rest))] : []);
  }

  window.geoKoop.hints = { lines: lines, ready: tableOf, readNumbers: readNumbers };
})();
