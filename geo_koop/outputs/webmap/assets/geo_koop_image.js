/* "Save as picture": the map as PNG or SVG, with title, legend, scale and sources. Adds geoKoop.image.
 *
 * A dialog asks for title, subtitle and format: as the map is shown, or a slide or sheet of fixed size, whose map
 * shows at least what the screen shows. Made in the browser alone. Texts enter the picture as text (fillText, textContent), never as markup.
 */
(function () {
  "use strict";

  const LOOK = window.geoKoop.look, COLOURS = LOOK.colours;
  const SVG = "http://www.w3.org/2000/svg";
  const EDGE = 24, LINE = 20, SWATCH = 30, SHARP = 2; // pixels; a PNG has twice as many as the screen
  const COLUMN = 250, SIZES = [13, 12, 11, 10, 9]; // of the legend beside a map, and of its letters until all fits
  const FORMATS = { "16:9": [1280, 720], "4:3": [1024, 768], landscape: [1123, 794], portrait: [794, 1123] };

  function measure() {
    const pen = document.createElement("canvas").getContext("2d");
    return function (text, size, weight) {
      pen.font = (weight || "400") + " " + size + "px " + window.geoKoop.font;
      return pen.measureText(text).width;
    };
  }

  /* Break a text into lines that fit; a word that is too long is cut. */
  function wrap(text, size, width, widthOf) {
    const lines = [];
    let line = "";
    String(text).split(/\s+/).forEach(function (word) {
      while (widthOf(word, size) > width && word.length > 1) {
        let n = word.length - 1;
        while (n > 1 && widthOf(word.slice(0, n), size) > width) n = Math.floor(n * 0.9);
        if (line) lines.push(line);
        lines.push(word.slice(0, n));
        line = "";
        word = word.slice(n);
      }
      const longer = line ? line + " " + word : word;
      if (line && widthOf(longer, size) > width) { lines.push(line); line = word; } else line = longer;
    });
    return line ? lines.concat(line) : lines;
  }

  function short(text, most) { return text.length > most ? text.slice(0, most - 1) + "\u2026" : text; }

  /* What a picture says: title, classes and overlays of the legend, lines at its foot. */
  function contents(name, wish) {
    const facts = window.geoKoop.controls.facts(name), language = document.documentElement.lang || "de";
    const entries = (facts.legend || []).filter(function (one) { return !one.off; }).map(function (one) {
      const number = one.count === null || one.count === undefined ? "" : " (" + one.count.toLocaleString(language) + ")";
      return { text: short(one.label, 90) + number, paint: one.paint };
    }).concat((facts.overlays || []).map(function (one) {
      return { text: short(one.label, 90), line: one.line, sign: one.sign };
    }));
    return {
      title: wish.title === undefined ? facts.title || "" : wish.title, subtitle: wish.subtitle || "",
      heading: facts.heading || "", entries: entries, file: facts.file || "karte",
      lines: facts.lines || [window.geoKoop.controls.texts().attribution || ""]
    };
  }

  /* Collects lines of text below each other. */
  function writer(plan, widthOf) {
    return function (text, height, weight, colour, x, y, width) {
      wrap(short(text, 600), height, width, widthOf).slice(0, 4).forEach(function (line) {
        y += height * 1.35;
        plan.texts.push({ text: line, x: x, y: y, size: height, weight: weight, colour: colour || COLOURS.ink });
      });
      return y;
    };
  }

  /* Entries of a legend in lines as wide as the picture. */
  function inLines(plan, entries, y, widthOf) {
    let x = EDGE;
    entries.forEach(function (one) {
      const need = SWATCH + widthOf(one.text, 13) + 20;
      if (x > EDGE && x + need > plan.width - EDGE) { x = EDGE; y += LINE + 3; }
      plan.swatches.push(Object.assign({ x: x, y: y }, one));
      plan.texts.push({ text: one.text, x: x + SWATCH, y: y + 12.5, size: 13, weight: "400", colour: COLOURS.ink });
      x += need;
    });
    return entries.length ? y + LINE : y;
  }

  /* Entries of a legend below each other, in letters as large as fit. */
  function inColumn(plan, said, x, top, room, widthOf) {
    let made;
    SIZES.some(function (size) {
      const part = { texts: [], swatches: [] }, write = writer(part, widthOf);
      let y = said.heading ? write(said.heading, size + 1, "600", null, x, top, COLUMN) + 8 : top;
      said.entries.forEach(function (one) {
        const before = y + 3;
        part.swatches.push(Object.assign({ x: x, y: before }, one));
        y = Math.max(write(one.text, size, "400", null, x + SWATCH, before + 12.5 - size * 1.35, COLUMN - SWATCH), before + 15) + 4;
      });
      made = part;
      return y - top <= room;
    });
    plan.texts.push.apply(plan.texts, made.texts);
    plan.swatches.push.apply(plan.swatches, made.swatches);
  }

  /* Where everything lies: texts, swatches and the map, in pixels. */
  function layout(map, name, wish) {
    const said = contents(name, wish), seen = map.getSize(), widthOf = measure(), fixed = FORMATS[wish.format];
    const plan = { width: fixed ? fixed[0] : Math.max(seen.x, 480), texts: [], swatches: [], file: said.file };
    const write = writer(plan, widthOf), inner = plan.width - 2 * EDGE;
    let y = EDGE - 8;
    if (said.title) y = write(said.title, fixed ? 24 : 20, "600", null, EDGE, y, inner);
    if (said.subtitle) y = write(said.subtitle, 15, "400", COLOURS.quiet, EDGE, y, inner);
    const top = Math.ceil(y + 12), foot = function (from) {
      return said.lines.reduce(function (at, line) { return write(line, 11.5, "400", COLOURS.quiet, EDGE, at, inner); }, from);
    };
    if (!fixed) {
      y = top + seen.y + 8;
      if (said.heading) y = write(said.heading, 14, "600", null, EDGE, y, inner);
      y = foot(inLines(plan, said.entries, y + 10, widthOf));
      return placed(map, Object.assign(plan, { height: Math.ceil(y + EDGE) }), { x: 0, y: top, width: seen.x, height: seen.y });
    }
    plan.height = fixed[1];
    const probe = { width: plan.width, texts: [], swatches: [] };
    const lines = said.lines.reduce(function (at, line) { return writer(probe, widthOf)(line, 11.5, "400", null, EDGE, at, inner); }, 0);
    const bottom = plan.height - EDGE + 6 - lines;
    if (fixed[0] > fixed[1]) {
      inColumn(plan, said, plan.width - EDGE - COLUMN, top, bottom - top - 8, widthOf);
      foot(bottom);
      return placed(map, plan, { x: EDGE, y: top, width: inner - COLUMN - 20, height: bottom - top - 8 });
    }
    const legend = inLines(probe, said.entries, 10, widthOf) + (said.heading ? 19 : 0), edge = bottom - legend - 16;
    y = edge + 8;
    if (said.heading) y = write(said.heading, 14, "600", null, EDGE, y, inner);
    inLines(plan, said.entries, y + 10, widthOf);
    foot(bottom);
    return placed(map, plan, { x: EDGE, y: top, width: inner, height: edge - top });
  }

  /* Add to a plan which part of the map fills a box: all that the screen shows, and what the box has room for beside it. */
  function placed(map, plan, box) {
    const seen = map.getSize(), factor = Math.min(box.width / seen.x, box.height / seen.y);
    const view = L.point(box.width / factor, box.height / factor);
    const corner = map.containerPointToLayerPoint(seen.divideBy(2).subtract(view.divideBy(2)));
    return Object.assign(plan, { box: box, factor: factor, view: view, corner: corner });
  }

  /* Length of a round distance at the middle of the map. */
  function scaleOf(map) {
    const size = map.getSize(), y = size.y / 2;
    const metres = map.distance(map.containerPointToLatLng([0, y]), map.containerPointToLatLng([100, y])) * 1.2;
    const power = Math.pow(10, Math.floor(Math.log10(metres)));
    const round = [5, 2, 1].map(function (n) { return n * power; }).find(function (n) { return n <= metres; });
    return { width: (120 * round) / metres, text: round >= 1000 ? round / 1000 + " km" : round + " m" };
  }

  /* ---- PNG ---- */
  function drawSwatch(pen, one) {
    const marks = window.geoKoop.marks;
    pen.save();
    if (one.sign) {
      marks.drawSign(pen, one.x + 12, one.y + 8, 6, one.sign, COLOURS.sign);
    } else {
      pen.beginPath();
      pen.rect(one.x + 0.5, one.y + 0.5, 23, 15);
      const paint = one.paint || [COLOURS.paper, 0, one.line[2]], ink = one.line ? one.line[0] : marks.contrast(paint[0]);
      pen.globalAlpha = paint[1];
      pen.fillStyle = paint[0];
      if (paint[2] >= 0) pen.fill();
      pen.globalAlpha = 1;
      if (paint[2] > 0) { pen.fillStyle = marks.pattern(pen, paint[2], ink, SHARP, 1); pen.fill(); }
      pen.lineWidth = one.line ? 2.5 : 1;
      pen.setLineDash(one.line ? one.line[1] : []);
      pen.strokeStyle = one.line ? one.line[0] : COLOURS.frame;
      pen.stroke();
    }
    pen.restore();
  }

  /* The map alone. It also tells the names that have room in this part of it. */
  function partOf(layer, plan) {
    const part = document.createElement("canvas");
    part.width = Math.round(plan.box.width * SHARP);
    part.height = Math.round(plan.box.height * SHARP);
    const chart = part.getContext("2d");
    chart.fillStyle = COLOURS.water;
    chart.fillRect(0, 0, part.width, part.height);
    layer.paint(chart, plan.corner, plan.view, SHARP * plan.factor);
    return part;
  }

  function canvasOf(layer, map, name, wish) {
    const plan = layout(map, name, wish), canvas = document.createElement("canvas"), scale = scaleOf(map);
    canvas.width = plan.width * SHARP;
    canvas.height = plan.height * SHARP;
    const pen = canvas.getContext("2d");
    pen.scale(SHARP, SHARP);
    pen.fillStyle = COLOURS.paper;
    pen.fillRect(0, 0, plan.width, plan.height);
    const part = partOf(layer, plan), box = plan.box, long = scale.width * plan.factor;
    pen.drawImage(part, box.x, box.y, box.width, box.height);
    const foot = box.y + box.height - 14, left = box.x + 16;
    pen.fillStyle = "rgba(255,255,255,.85)";
    pen.fillRect(left - 8, foot - 20, long + 16, 30);
    pen.fillStyle = COLOURS.ink;
    pen.fillRect(left, foot + 2, long, 3);
    plan.texts.concat({ text: scale.text, x: left, y: foot - 4, size: 12, weight: "400", colour: COLOURS.ink }).forEach(function (t) {
      pen.font = t.weight + " " + t.size + "px " + window.geoKoop.font;
      pen.fillStyle = t.colour;
      pen.fillText(t.text, t.x, t.y);
    });
    plan.swatches.forEach(function (one) { drawSwatch(pen, one); });
    return { canvas: canvas, file: plan.file };
  }

  /* ---- SVG ---- */
  function make(parent, tag, attributes, text) {
    const element = document.createElementNS(SVG, tag);
    Object.keys(attributes).forEach(function (key) { element.setAttribute(key, attributes[key]); });
    if (text !== undefined) element.textContent = text;
    parent.appendChild(element);
    return element;
  }

  /* Turn lines of the geometry into path data in pixels of the map; points closer than half a pixel are left out. */
  function tracer(map, corner, size) {
    const spot = function (point) {
      const p = map.project([point[1], point[0]]).subtract(corner);
      return [p.x, p.y];
    };
    return function (lines, close) {
      return lines.map(function (line) {
        const points = [];
        let low = [Infinity, Infinity], high = [-Infinity, -Infinity];
        line.forEach(function (point, i) {
          const p = spot(point), last = points[points.length - 1];
          low = [Math.min(low[0], p[0]), Math.min(low[1], p[1])];
          high = [Math.max(high[0], p[0]), Math.max(high[1], p[1])];
          if (!last || i === line.length - 1 || Math.abs(last[0] - p[0]) + Math.abs(last[1] - p[1]) > 0.5) points.push(p);
        });
        if (high[0] < -20 || high[1] < -20 || low[0] > size.x + 20 || low[1] > size.y + 20) return "";
        return "M" + points.map(function (p) { return p[0].toFixed(1) + " " + p[1].toFixed(1); }).join("L") + (close ? "Z" : "");
      }).join("");
    };
  }

  function svgOf(layer, map, name, wish) {
    const plan = layout(map, name, wish);
    partOf(layer, plan);
    const data = layer.data(), style = layer.style(), scale = scaleOf(map), ink = window.geoKoop.ink;
    const root = document.createElementNS(SVG, "svg");
    root.setAttribute("xmlns", SVG);
    root.setAttribute("viewBox", [0, 0, plan.width, plan.height].join(" "));
    root.setAttribute("width", plan.width);
    root.setAttribute("height", plan.height);
    root.setAttribute("font-family", "sans-serif");
    const defs = make(root, "defs", {});
    make(root, "rect", { width: plan.width, height: plan.height, fill: COLOURS.paper });
    const hatches = new Map();
    const hatch = function (kind, colour) {
      const key = kind + colour;
      if (!hatches.has(key)) {
        hatches.set(key, "h" + hatches.size);
        const tile = LOOK.hatches[kind];
        const pattern = make(defs, "pattern", { id: "h" + (hatches.size - 1), width: tile.size, height: tile.size, patternUnits: "userSpaceOnUse" });
        if (tile.lines) make(pattern, "path", { d: tile.lines, stroke: colour, "stroke-width": 1.1, fill: "none" });
        tile.dots.forEach(function (dot) { make(pattern, "circle", { cx: dot[0], cy: dot[1], r: 0.9, fill: colour }); });
      }
      return "url(#" + hatches.get(key) + ")";
    };
    const clip = make(defs, "clipPath", { id: "chart" });
    make(clip, "rect", { width: plan.view.x, height: plan.view.y });
    const moved = "translate(" + plan.box.x + " " + plan.box.y + ") scale(" + plan.factor.toFixed(5) + ")";
    const chart = make(make(root, "g", { transform: moved }), "g", { "clip-path": "url(#chart)" });
    make(chart, "rect", { width: plan.view.x, height: plan.view.y, fill: COLOURS.water });
    const corner = map.getPixelOrigin().add(plan.corner);
    const trace = tracer(map, corner, plan.view);
    const ringsOf = function (i) {
      const shape = topojson.feature(data.topology, data.areas[i]).geometry;
      return shape.type === "Polygon" ? shape.coordinates : [].concat.apply([], shape.coordinates);
    };
    window.geoKoop.ground.drawn(data, map.getZoom()).forEach(function (part) {
      const d = trace(part.lines, Boolean(part.fill));
      if (!d) return;
      const look = part.fill ? { fill: part.fill, "fill-rule": "evenodd" } : { fill: "none", stroke: part.stroke, "stroke-width": part.wide };
      make(chart, "path", Object.assign({ d: d, class: "ground" }, look));
    });
    const parts = style.palette.map(function () { return []; }), bare = [], context = [];
    data.areas.forEach(function (_area, i) {
      const path = trace(ringsOf(i), true);
      if (path) (i < style.codes.length ? parts[parseInt(style.codes[i], 36)] : bare).push(path);
      if (path && i < style.codes.length && data.facts.context[i]) context.push(path);
    });
    const fill = function (d, look) {
      if (d) make(chart, "path", Object.assign({ d: d, "fill-rule": "evenodd" }, look));
    };
    style.palette.forEach(function (paint, i) {
      if (paint[2] < 0) return;
      const d = parts[i].join("");
      fill(d, { fill: paint[0], "fill-opacity": paint[1] });
      if (paint[2] > 0) fill(d, { fill: hatch(paint[2], window.geoKoop.marks.contrast(paint[0])) });
    });
    fill(bare.join(""), { fill: ink.unincorporated });
    fill(context.join(""), { fill: ink.veil });
    const mesh = function (filter, colour, width, areas) {
      const lines = topojson.mesh(data.topology, { type: "GeometryCollection", geometries: areas || data.areas }, filter).coordinates;
      return make(chart, "path", { d: trace(lines, false), fill: "none", stroke: colour, "stroke-width": width, "stroke-linejoin": "round" });
    };
    const facts = data.facts;
    mesh(function (a, b) { return a !== b; }, ink.border, 0.5);
    mesh(function (a, b) { return a === b; }, ink.outer, 0.9);
    if (layer.on(2)) mesh(function (a, b) { return facts.district[a.id] !== facts.district[b.id]; }, ink.district, 1.1);
    if (layer.on(4)) mesh(function (a, b) { return facts.state[a.id] !== facts.state[b.id]; }, ink.state, 1.6);
    const set = layer.chosen().slice(0, LOOK.lanes.most), several = set.length > 1, wide = 3.2;
    const edge = function (one, colour, width, parent) {
      const line = mesh(function (a, b) { return a === b; }, colour, width, one.areas.map(function (k) { return data.areas[k]; }));
      if (parent) parent.appendChild(line);
      return line;
    };
    const dashed = function (line, one) {
      if (one.dash.length) line.setAttribute("stroke-dasharray", one.dash.map(function (n) { return n * 1.6; }).join(" "));
    };
    set.forEach(function (one, rank) {
      const inside = one.areas.map(function (i) { return trace(ringsOf(i), true); }).join("");
      if (!several) {
        if (one.hatch !== -1) fill(inside, { fill: hatch(one.hatch || 1, one.colour) });
        dashed(edge(one, one.colour, wide), one);
        return;
      }
      // As on the map: a lane lies inside of its own edge, further in by what the lanes before it take.
      const start = rank * (wide + LOOK.lanes.gap), box = { x: 0, y: 0, width: plan.view.x, height: plan.view.y };
      const clipped = make(defs, "clipPath", { id: "lane" + rank });
      make(clipped, "path", { d: inside || "M0 0", "clip-rule": "evenodd" });
      const mask = make(defs, "mask", Object.assign({ id: "inner" + rank, maskUnits: "userSpaceOnUse" }, box));
      make(mask, "rect", Object.assign({ fill: "white" }, box));
      if (start) edge(one, "black", 2 * start, mask);
      const lane = make(make(chart, "g", { mask: "url(#inner" + rank + ")" }), "g", { "clip-path": "url(#lane" + rank + ")", "data-lane": rank });
      edge(one, COLOURS.paper, 2 * (start + wide + LOOK.lanes.gap), lane);
      dashed(edge(one, one.colour, 2 * (start + wide), lane), one);
    });
    const place = function (i) { return map.project([facts.y[i], facts.x[i]]).subtract(corner); };
    if (layer.on(32)) window.geoKoop.marks.readTies(style.ties || "").forEach(function (tie) {
      const a = place(tie[0]), b = place(tie[1]);
      make(chart, "line", { x1: a.x.toFixed(1), y1: a.y.toFixed(1), x2: b.x.toFixed(1), y2: b.y.toFixed(1), stroke: COLOURS.tie, "stroke-opacity": 0.8, "stroke-width": Math.min(0.8 + tie[2] * 0.45, 6) });
    });
    const sign = function (parent, x, y, look, colour) {
      const shape = { fill: look[2] ? COLOURS.paper : colour, stroke: colour, "stroke-width": 1.6 };
      const points = window.geoKoop.marks.corners(x, y, 6, look[0], look[1]);
      if (points.length) make(parent, "polygon", Object.assign({ points: points.map(function (p) { return p[0].toFixed(1) + "," + p[1].toFixed(1); }).join(" ") }, shape));
      else make(parent, "circle", Object.assign({ cx: x.toFixed(1), cy: y.toFixed(1), r: 5 }, shape));
      if (look[2] === 2) make(parent, "circle", { cx: x.toFixed(1), cy: y.toFixed(1), r: 2, fill: colour });
    };
    layer.chosen().forEach(function (one) {
      if (layer.on(16)) (one.roles || []).forEach(function (role) {
        const p = place(role[0]);
        sign(chart, p.x, p.y + 11, role.slice(1, 4), one.colour);
      });
      if (layer.on(8) && one.core >= 0) {
        const p = place(one.core);
        if (one.city) make(chart, "text", { x: p.x.toFixed(1), y: (p.y + 6).toFixed(1), "font-size": 20, "text-anchor": "middle", fill: one.colour }, "\u2605");
        else sign(chart, p.x, p.y, [0, 0, 2], one.colour);
      }
    });
    if (layer.on(1)) (data.labels || []).forEach(function (label) {
      const p = place(label.i);
      if (p.x < 0 || p.y < 0 || p.x > plan.view.x || p.y > plan.view.y) return;
      make(chart, "text", {
        x: p.x.toFixed(1), y: (p.y + label.size * 0.35 + label.lift).toFixed(1), "font-size": label.size, "text-anchor": "middle",
        "font-weight": label.bold ? 600 : 400, fill: ink.name, stroke: COLOURS.paper, "stroke-width": 3, "stroke-opacity": 0.85, "paint-order": "stroke"
      }, facts.names[label.i]);
    });
    if (layer.on(1)) (data.cityLabels || []).forEach(function (city) {
      const p = map.project([city.y, city.x]).subtract(corner);
      if (p.x < 0 || p.y < 0 || p.x > plan.view.x || p.y > plan.view.y) return;
      make(chart, "circle", { cx: p.x.toFixed(1), cy: p.y.toFixed(1), r: 2, fill: ink.contextName });
      make(chart, "text", {
        x: p.x.toFixed(1), y: (p.y - 6).toFixed(1), "font-size": 11.5, "text-anchor": "middle", fill: ink.contextName,
        stroke: COLOURS.paper, "stroke-width": 3, "stroke-opacity": 0.85, "paint-order": "stroke"
      }, city.name);
    });
    const foot = plan.box.y + plan.box.height - 14, left = plan.box.x + 16, long = scale.width * plan.factor;
    make(root, "rect", { x: left - 8, y: foot - 20, width: long + 16, height: 30, fill: COLOURS.paper, "fill-opacity": 0.85 });
    make(root, "rect", { x: left, y: foot + 2, width: long, height: 3, fill: COLOURS.ink });
    make(root, "text", { x: left, y: foot - 4, "font-size": 12, fill: COLOURS.ink }, scale.text);
    plan.swatches.forEach(function (one) {
      if (one.sign) return sign(root, one.x + 12, one.y + 8, one.sign, COLOURS.sign);
      const paint = one.paint || [COLOURS.paper, 0, one.line[2]], box = { x: one.x + 0.5, y: one.y + 0.5, width: 23, height: 15 };
      if (paint[2] >= 0) make(root, "rect", Object.assign({ fill: paint[0], "fill-opacity": paint[1] }, box));
      if (paint[2] > 0) make(root, "rect", Object.assign({ fill: hatch(paint[2], one.line ? one.line[0] : window.geoKoop.marks.contrast(paint[0])) }, box));
      const rim = make(root, "rect", Object.assign({ fill: "none", stroke: one.line ? one.line[0] : COLOURS.frame, "stroke-width": one.line ? 2.5 : 1 }, box));
      if (one.line && one.line[1].length) rim.setAttribute("stroke-dasharray", one.line[1].join(" "));
    });
    plan.texts.forEach(function (t) {
      make(root, "text", { x: t.x, y: t.y.toFixed(1), "font-size": t.size, "font-weight": t.weight, fill: t.colour }, t.text);
    });
    return { text: new XMLSerializer().serializeToString(root), file: plan.file };
  }

  function save(blob, name) {
    const link = document.createElement("a"), url = URL.createObjectURL(blob);
    link.href = url;
    link.download = name;
    document.body.appendChild(link);
    link.click();
    link.remove();
    setTimeout(function () { URL.revokeObjectURL(url); }, 10000);
  }

  function savePng(layer, map, name, wish) {
    const made = canvasOf(layer, map, name, wish);
    made.canvas.toBlob(function (blob) { if (blob) save(blob, made.file + ".png"); }, "image/png");
  }

  function saveSvg(layer, map, name, wish) {
    const made = svgOf(layer, map, name, wish);
    save(new Blob(['<?xml version="1.0" encoding="UTF-8"?>\n', made.text], { type: "image/svg+xml" }), made.file + ".svg");
  }

  /* A labelled field of the dialog. */
  function field(form, label, element) {
    const row = L.DomUtil.create("label", "", form);
    L.DomUtil.create("span", "", row).textContent = label;
    row.appendChild(element);
    return element;
  }

  function dialogOf(layer, map, name) {
    const said = window.geoKoop.controls.texts(), facts = window.geoKoop.controls.facts(name);
    const box = document.createElement("dialog"), form = L.DomUtil.create("form", "", box);
    box.className = "geo-koop-dialog";
    box.setAttribute("aria-label", said.saveLong || "Save");
    L.DomUtil.create("strong", "", form).textContent = said.saveLong || "";
    const input = function (value) {
      const made = document.createElement("input");
      made.type = "text";
      made.maxLength = 300;
      made.value = value;
      return made;
    };
    const title = field(form, said.title || "Title", input(facts.title || ""));
    const subtitle = field(form, said.subtitle || "Subtitle", input(""));
    const format = field(form, said.format || "Format", document.createElement("select"));
    [["16:9", said.slide || "16:9"], ["4:3", "4:3"], ["landscape", said.landscape], ["portrait", said.portrait], ["shown", said.shown]]
      .forEach(function (one) {
        const option = document.createElement("option");
        option.value = one[0];
        option.textContent = one[1] || one[0];
        format.appendChild(option);
      });
    const row = L.DomUtil.create("div", "", form);
    const act = function (text, label, run) {
      const button = L.DomUtil.create("button", "", row);
      button.type = "button";
      button.textContent = text;
      button.setAttribute("aria-label", label);
      button.addEventListener("click", function () { run(); box.close(); });
    };
    [["PNG", savePng], ["SVG", saveSvg]].forEach(function (kind) {
      act(kind[0], (said.saveLong || "") + ": " + kind[0], function () {
        if (layer.data() && layer.style()) kind[1](layer, map, name, { title: title.value, subtitle: subtitle.value, format: format.value });
      });
    });
    act(said.cancel || "Cancel", said.cancel || "Cancel", function () {});
    form.addEventListener("submit", function (event) { event.preventDefault(); });
    L.DomEvent.on(box, "keydown keyup keypress click dblclick mousedown wheel", L.DomEvent.stopPropagation);
    return box;
  }

  /* A button that opens the dialog; closed, the keyboard goes on at the button. */
  function offer(layer, map, name, control, button) {
    const said = window.geoKoop.controls.texts();
    control("topright", function () {
      const bar = L.DomUtil.create("div", "leaflet-bar geo-koop-saving");
      const opener = button("", said.save || "Save", said.saveLong || said.save || "Save", function (link) {
        const box = dialogOf(layer, map, name);
        map.getContainer().appendChild(box);
        // The legend of the page around lies over the frame of the map, where the dialog would be.
        const around = window.geoKoop.controls.page(), body = around ? around.document.body : document.body;
        body.dataset.dialog = "open";
        box.addEventListener("close", function () { box.remove(); delete body.dataset.dialog; link.focus(); });
        box.showModal();
      });
      opener.setAttribute("aria-haspopup", "dialog");
      bar.appendChild(opener);
      L.DomEvent.disableClickPropagation(bar);
      return bar;
    }).addTo(map);
  }

  window.geoKoop.image = { offer: offer, canvas: canvasOf, svg: svgOf };
})();
