/* What surrounds the map: buttons, the hint at the pointer, keys, and the view in the address.
 * Adds geoKoop.controls.
 *
 * The page around the frame comes from the same server. The map reads what the page says about it (an
 * element [data-geo-koop-map] with JSON, shown as text only), and writes its view into the address of
 * the page without telling the server: "view=latitude,longitude,zoom".
 */
(function () {
  "use strict";
  const VIEW = /(^|[?&])view=(-?[0-9.]+)(?:,|%2C)(-?[0-9.]+)(?:,|%2C)([0-9.]+)(?=&|$)/i;

  const TWICE = 220; // milliseconds after which a click is no double click

  function texts() {
    const element = document.getElementById("geo-koop-texts");
    return element ? element.dataset : {};
  }

  /* The page around the frame, or null where there is none, or another site's. */
  function page() {
    try {
      return window.parent !== window && window.parent.document ? window.parent : null;
    } catch (_error) {
      return null;
    }
  }

  const read = { text: null, made: {} }; // parsed once, though the pointer asks all the time

  /* What the page says about the map: title, legend, source; empty where it says nothing. */
  function facts(name) {
    const around = page() ? page().document : document;
    const all = Array.from(around.querySelectorAll("[data-geo-koop-map]"));
    const element = all.reverse().find(function (one) { return one.dataset.geoKoopMap === name; });
    try {
      const text = element ? element.dataset.facts : "{}";
      if (read.text !== text) Object.assign(read, { text: text, made: JSON.parse(text) });
      return read.made;
    } catch (_error) {
      return {};
    }
  }

  function complain(map, reason) {
    const box = document.createElement("div");
    box.setAttribute("role", "alert");
    box.className = "geo-koop-error";
    box.textContent = texts()[reason] || "The map cannot be shown: " + reason;
    map.getContainer().appendChild(box);
  }

  function viewText(map) {
    const centre = map.getCenter(), short = function (number, digits) { return String(Number(number.toFixed(digits))); };
    return [short(centre.lat, 5), short(centre.lng, 5), short(map.getZoom(), 2)].join(",");
  }

  function viewOf(address) {
    const found = VIEW.exec(address), numbers = found && found.slice(2).map(Number);
    const usable = numbers && Math.abs(numbers[0]) <= 85 && Math.abs(numbers[1]) <= 180 && numbers[2] > 0 && numbers[2] <= 20;
    return usable ? numbers : null;
  }

  /* Keep the view in the address of the page; it is no entry of its own in the history. */
  function remember(layer, map) {
    const around = page();
    if (!around) return;
    layer.write = function () {
      if (!map.getSize().x) return;
      const view = viewText(map), here = around.location;
      const rest = here.search.replace(VIEW, "").replace(/^[?&]+/, "");
      const parts = [rest, view === layer.settled ? "" : "view=" + view].filter(Boolean);
      const search = parts.length ? "?" + parts.join("&") : "";
      if (search !== here.search) around.history.replaceState(around.history.state, "", here.pathname + search + here.hash);
    };
    map.on("moveend", function () {
      clearTimeout(layer.writing);
      layer.writing = setTimeout(layer.write, 250);
    });
    // Who leaves the frame may switch the language next: another frame then reads the address.
    const leave = function () { clearTimeout(layer.writing); layer.write(); };
    document.documentElement.addEventListener("mouseleave", leave);
    window.addEventListener("blur", leave);
    const back = function () {
      // an address without a view is one from before the map was moved
      const view = viewOf(around.location.search) || viewOf("?view=" + layer.settled);
      if (view) map.setView([view[0], view[1]], view[2], { animate: false });
    };
    around.addEventListener("popstate", back);
    window.addEventListener("pagehide", function () { around.removeEventListener("popstate", back); });
  }

  /* Maps of one group on a page move together. Each has a centre of its own, that of the bounds it was told
   * to show: where these agree the maps show the same place, otherwise (two regions) the same way from it. */
  function join(layer, map, group, bounds) {
    const around = page() || window, name = "geo-koop-view-" + group;
    const home = function () { return L.latLngBounds(JSON.parse(layer.wanted || "null") || bounds).getCenter(); };
    let following = false;
    map.on("moveend", function () {
      if (following) return;
      const zoom = map.getZoom(), way = map.project(map.getCenter(), zoom).subtract(map.project(home(), zoom));
      around.dispatchEvent(new CustomEvent(name, { detail: { from: map, x: way.x, y: way.y, zoom: zoom } }));
    });
    const follow = function (event) {
      const told = event.detail;
      if (told.from === map) return;
      following = true;
      const place = map.project(home(), told.zoom).add([told.x, told.y]);
      map.setView(map.unproject(place, told.zoom), told.zoom, { animate: false });
      following = false;
    };
    around.addEventListener(name, follow);
    window.addEventListener("pagehide", function () { around.removeEventListener(name, follow); });
  }

  /* Move to bounds; the line of sources covers none of them. */
  function show(map, bounds, animate) {
    const credit = map.getContainer().querySelector(".geo-koop-credit");
    const covered = credit ? Math.min(credit.offsetHeight, map.getSize().y / 4) : 0;
    map.fitBounds(bounds, { animate: animate, maxZoom: 12, paddingBottomRight: [0, covered] });
  }

  /* Move to bounds: now, or once the map has a size (a map in a hidden tab has none). */
  function fit(layer, map, bounds) {
    const size = map.getSize();
    layer.later = size.x && size.y ? null : bounds;
    if (layer.later) return;
    show(map, bounds, false);
    layer.fitted = { bounds: bounds, view: viewText(map) };
  }

  /* Heed the bounds of a style where they are new; at the beginning the view of an address goes before. */
  function move(layer, bounds) {
    const wanted = JSON.stringify(bounds || null), map = layer.map();
    const asked = bounds && wanted !== layer.wanted && !layer.given;
    layer.given = false;
    layer.wanted = wanted;
    if (asked) fit(layer, map, bounds);
    // the server may just have written an address with an older view
    if (layer.write) { clearTimeout(layer.writing); layer.writing = setTimeout(layer.write, 400); }
  }

  function button(className, text, label, act) {
    const link = document.createElement("a");
    link.className = className;
    link.href = "#";
    link.textContent = text;
    link.title = label;
    link.setAttribute("role", "button");
    link.setAttribute("aria-label", label);
    L.DomEvent.on(link, "click", function (event) { L.DomEvent.stop(event); act(link); });
    L.DomEvent.on(link, "keydown", function (event) { if (event.key === " ") { L.DomEvent.stop(event); act(link); } });
    return link;
  }

  function control(position, make) {
    const Made = L.Control.extend({ onAdd: make });
    return new Made({ position: position });
  }

  function hint(layer, map, tip, name, event) {
    const i = layer.areaAt(event.latlng), data = layer.data(), style = layer.style();
    tip.style.display = i < 0 || !data ? "none" : "block";
    if (i < 0 || !data) return;
    const told = i < data.facts.municipalities && style
      ? window.geoKoop.hints.lines(facts(name), { place: i, code: parseInt(style.codes[i], 36) }, data.facts.order) : [];
    tip.firstChild.textContent = data.facts.names[i];
    tip.lastChild.textContent = told.join("\n");
    const left = event.containerPoint.x + 14 + tip.offsetWidth > map.getSize().x;
    const x = left ? event.containerPoint.x - 10 - tip.offsetWidth : event.containerPoint.x + 14;
    L.DomUtil.setPosition(tip, L.point(Math.max(x, 0), event.containerPoint.y + 12));
  }

  function furnish(layer, map, options) {
    const said = texts(), box = map.getContainer(), name = options.name || "";
    const still = window.matchMedia && window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    if (still) Object.assign(map.options, { zoomAnimation: false, fadeAnimation: false, inertia: false });
    if (still) map._zoomAnimated = false;
    box.classList.add("geo-koop-map");
    // On the page of the map the frame has what the window leaves, and the map the height of its frame.
    if (page() && window.frameElement && window.frameElement.closest(".st-key-map_box")) {
      box.classList.add("geo-koop-high");
      box.style.height = "100vh"; // as the style sheet says, which may come later
      map.invalidateSize({ pan: false });
    }
    box.setAttribute("role", "application");
    box.setAttribute("aria-label", said.label || "Map");
    // Leaflet takes the focus when the button goes down; scrolling then would move the click elsewhere.
    box.focus = function () { HTMLElement.prototype.focus.call(box, { preventScroll: true }); };
    control("bottomright", function () {
      const line = L.DomUtil.create("div", "leaflet-control-attribution geo-koop-credit");
      line.textContent = said.attribution || "";
      return line;
    }).addTo(map);
    fit(layer, map, options.bounds);
    layer.settled = viewText(map);
    const given = options.address && page() ? viewOf(page().location.search) : null;
    if (given) {
      layer.later = null;
      map.setView([given[0], given[1]], given[2], { animate: false });
      layer.given = true;
    }
    if (options.address) remember(layer, map);
    if (options.group) join(layer, map, options.group, options.bounds);

    L.control.zoom({ zoomInTitle: said.zoomIn || "+", zoomOutTitle: said.zoomOut || "-" }).addTo(map);
    L.control.scale({ metric: true, imperial: false }).addTo(map);
    control("topleft", function () {
      const bar = L.DomUtil.create("div", "leaflet-bar");
      bar.appendChild(button("", "\u2302", said.home || "", function () { show(map, options.bounds, !still); }));
      L.DomEvent.disableClickPropagation(bar);
      return bar;
    }).addTo(map);
    if (options.lasso) window.geoKoop.lasso.offer(map, said, control, button);
    if (window.geoKoop.image) window.geoKoop.image.offer(layer, map, name, control, button);

    const tip = L.DomUtil.create("div", "geo-koop-tip", box);
    tip.setAttribute("aria-hidden", "true");
    tip.appendChild(document.createElement("strong"));
    tip.appendChild(document.createElement("span"));
    L.DomUtil.create("div", "geo-koop-cross", box).setAttribute("aria-hidden", "true");
    map.on("mousemove", function (event) { hint(layer, map, tip, name, event); });
    map.on("mouseout movestart", function () { tip.style.display = "none"; });
    L.DomEvent.on(box, "mousedown touchstart", function () { box.classList.remove("geo-koop-keys"); });
    L.DomEvent.on(box, "keydown focus", function (event) {
      if (event.type === "keydown" || box.matches(":focus-visible")) box.classList.add("geo-koop-keys");
      if (event.key === "Enter" && event.target === box) {
        map.fire("click", { latlng: map.getCenter(), containerPoint: map.getSize().divideBy(2) });
      }
    });
    let waiting = 0;
    function chosen(event) {
      const i = layer.areaAt(event.latlng), data = layer.data();
      if (layer.style() && data && i < data.facts.municipalities) { layer.choose(layer.style().selected, i); }
      tellNow(event.latlng);
    }
    map.on("click", function (event) {
      clearTimeout(waiting);
      if (!event.originalEvent) { chosen(event); return; }
      if (event.originalEvent.detail < 2) waiting = setTimeout(function () { chosen(event); }, TWICE);
    });
    map.on("dblclick", function () { clearTimeout(waiting); forgetClick(); });
    if (window.ResizeObserver) new ResizeObserver(function () {
      const before = viewText(map) === layer.settled;
      const untouched = !options.group && layer.fitted && viewText(map) === layer.fitted.view;
      map.invalidateSize({ pan: false });
      if (layer.later || untouched) fit(layer, map, layer.later || layer.fitted.bounds);
      const whole = untouched && L.latLngBounds(layer.fitted.bounds).equals(options.bounds);
      if (before || whole) layer.settled = viewText(map); // another size of the window is no wish of the user
    }).observe(box);
  }

  /* streamlit-folium waits a quarter of a second before it tells of a click; what it knows as told, it does not tell again. */
  function tellNow(place) {
    const held = window.__GLOBAL_DATA__;
    if (!held || !window.Streamlit) return;
    held.lat_lng_clicked = place;
    held.previous_data = Object.assign({}, held.previous_data, { last_clicked: { lat: place.lat, lng: place.lng } });
    window.Streamlit.setComponentValue(held.previous_data);
  }

  /* What streamlit-folium has seen of the clicks of a double click is as it was before: the map zooms, and nothing is chosen. */
  function forgetClick() {
    const held = window.__GLOBAL_DATA__;
    if (held) held.lat_lng_clicked = (held.previous_data && held.previous_data.last_clicked) || null;
  }

  window.geoKoop.controls = { complain: complain, page: page, texts: texts, facts: facts, fit: fit, move: move, furnish: furnish };
})();
