/* The list beside the map of a stand-alone page. Every text enters the document through textContent. */
(function () {
  "use strict";
  const page = JSON.parse(document.getElementById("geo-koop-page").textContent);
  const layer = window.geoKoop.current, map = layer.map(), said = page.texts, records = page.records;
  const list = document.getElementById("records"), search = document.getElementById("search");
  const state = { chosen: -1, place: -1 };

  function make(tag, name, text) {
    const element = document.createElement(tag);
    if (name) element.className = name;
    if (text !== undefined) element.textContent = text;
    return element;
  }

  function facts(record) {
    const box = make("div", "facts");
    box.appendChild(make("p", "reason", record.reason));
    [[said.format, record.format], [said.topics, record.topics], [said.note, record.note]].forEach(function (pair) {
      if (!pair[1]) return;
      const line = make("p");
      line.appendChild(make("strong", "", pair[0] + ": "));
      line.appendChild(document.createTextNode(pair[1]));
      box.appendChild(line);
    });
    if (!record.areas.length) box.appendChild(make("p", "reason", said.nowhere));
    return box;
  }

  function entry(record, i) {
    const item = make("li"), button = make("button", "record"), head = make("span", "head");
    const swatch = make("span", "swatch");
    swatch.style.borderColor = record.colour;
    swatch.style.borderStyle = record.dash.length ? "dashed" : "solid";
    head.appendChild(swatch);
    head.appendChild(make("span", "", record.name));
    button.appendChild(head);
    button.appendChild(make("span", "kind", record.kind));
    button.type = "button";
    button.setAttribute("aria-pressed", String(i === state.chosen));
    button.addEventListener("click", function () { state.chosen = state.chosen === i ? -1 : i; show(true); });
    item.appendChild(button);
    if (i === state.chosen) item.appendChild(facts(record));
    return item;
  }

  function show(move) {
    const wanted = search.value.trim().toLowerCase().split(/\s+/);
    const focused = document.activeElement && document.activeElement.closest("#records") ? state.focused : -1;
    list.replaceChildren();
    let number = 0;
    records.forEach(function (record, i) {
      if (state.place >= 0 && record.areas.indexOf(state.place) < 0) return;
      if (!wanted.every(function (word) { return record.search.indexOf(word) >= 0; })) return;
      const item = entry(record, i);
      item.firstChild.addEventListener("focus", function () { state.focused = i; });
      list.appendChild(item);
      if (i === focused) item.firstChild.focus();
      number += 1;
    });
    const place = state.place >= 0 ? layer.names()[state.place] + ": " : "";
    document.getElementById("number").textContent = place + number + " " + (number === 1 ? said.one : said.many);
    document.getElementById("everywhere").hidden = state.place < 0;
    const record = records[state.chosen];
    layer.choose(record && record.areas.length ? [record] : [], state.place);
    if (move && record && record.areas.length) {
      const bounds = layer.boundsOf(record.areas);
      const seen = map.getBounds(), small = bounds.getEast() - bounds.getWest() < (seen.getEast() - seen.getWest()) / 6;
      if (small || !seen.contains(bounds)) map.fitBounds(bounds.pad(0.4), { animate: false, maxZoom: 12 });
    }
  }

  search.addEventListener("input", function () { show(false); });
  document.getElementById("everywhere").addEventListener("click", function () {
    state.place = -1;
    show(false);
    search.focus();
  });
  map.on("click", function (event) {
    const i = layer.areaAt(event.latlng);
    state.place = i < layer.size() ? i : -1;
    state.chosen = -1;
    search.value = "";
    show(false);
    document.getElementById("panel").scrollTop = 0;
  });
  map.on("geokoop:ready", function () { show(false); });
  show(false);
})();
