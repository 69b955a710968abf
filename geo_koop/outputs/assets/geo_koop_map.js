/* Draws the areas of geo_koop on one canvas over a Leaflet map.
 *
 * Geometry and names come as data (JSON, fetched or embedded), texts of the page as data-attributes of
 * #geo-koop-texts; both enter the document through textContent alone. A style brings numbers and
 * colours only, with the hash of the order of areas that it was made for: with another one nothing is
 * coloured, and the map says so.
 */
(function () {
  "use strict";

  const REFERENCE = 8; // zoom in whose pixels the paths are kept
  const INK = {
    ground: "#dfe4e6", border: "#b9b8ae", outer: "#8d8c83", district: "#85847a", state: "#3f3e39",
    unincorporated: "#dbe2d8", unincorporatedLine: "#a9b6a4", veil: "rgba(243,243,239,.5)", rest: "rgba(236,238,238,.55)",
    name: "#2b2b28", contextName: "#77766f", halo: "rgba(255,255,255,.85)", clicked: "#111111"
  };
  const NONE = -1, RISING = 1, FALLING = 2, CROSSED = 3, DOTTED = 4;
  const FONT = "system-ui, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif";

  function texts() {
    const element = document.getElementById("geo-koop-texts");
    return element ? element.dataset : {};
  }

  function complain(map, text) {
    const box = document.createElement("div");
    box.setAttribute("role", "alert");
    box.className = "geo-koop-error";
    box.textContent = text;
    map.getContainer().appendChild(box);
  }

  function world(lon, lat, scale) {
    const sine = Math.sin((Math.max(-85, Math.min(85, lat)) * Math.PI) / 180);
    return [((lon + 180) / 360) * scale, (0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI)) * scale];
  }

  /* Everything that stays the same while the map is open. */
  function prepare(topology) {
    const facts = topology.geo_koop;
    const scale = 256 * Math.pow(2, REFERENCE);
    const areas = topology.objects.areas.geometries;
    const origin = world(facts.x[0] || 0, facts.y[0] || 0, scale);
    const place = function (point) {
      const p = world(point[0], point[1], scale);
      return [p[0] - origin[0], p[1] - origin[1]];
    };
    const trace = function (path, line, close) {
      for (let i = 0; i < line.length; i++) {
        const p = place(line[i]);
        if (i) path.lineTo(p[0], p[1]); else path.moveTo(p[0], p[1]);
      }
      if (close) path.closePath();
    };
    const paths = [], boxes = [];
    areas.forEach(function (area) {
      const shape = topojson.feature(topology, area).geometry;
      const polygons = shape.type === "Polygon" ? [shape.coordinates] : shape.type === "MultiPolygon" ? shape.coordinates : [];
      const path = new Path2D();
      const box = [Infinity, Infinity, -Infinity, -Infinity];
      polygons.forEach(function (rings) {
        rings.forEach(function (ring) { trace(path, ring, true); });
        rings[0].forEach(function (point) {
          const p = place(point);
          box[0] = Math.min(box[0], p[0]); box[1] = Math.min(box[1], p[1]);
          box[2] = Math.max(box[2], p[0]); box[3] = Math.max(box[3], p[1]);
        });
      });
      paths.push(path);
      boxes.push(box);
    });
    const lines = function (geometries, filter) {
      const path = new Path2D();
      const object = { type: "GeometryCollection", geometries: geometries };
      topojson.mesh(topology, object, filter).coordinates.forEach(function (line) { trace(path, line, false); });
      return path;
    };
    const between = function (column) {
      return lines(areas, function (a, b) { return facts[column][a.id] !== facts[column][b.id]; });
    };
    const order = facts.names.map(function (_name, i) { return i; });
    order.sort(function (a, b) {
      return facts.context[a] - facts.context[b] || facts.population[b] - facts.population[a];
    });
    return {
      facts: facts, areas: areas, origin: origin, paths: paths, boxes: boxes, order: order, lines: lines,
      points: facts.x.map(function (x, i) { return place([x, facts.y[i]]); }),
      borders: lines(areas, function (a, b) { return a !== b; }),
      outer: lines(areas, function (a, b) { return a === b; }),
      districts: between("district"), states: between("state"), widths: new Map(), named: 0
    };
  }

  function hatchTile(kind, colour, ratio) {
    const size = 8 * ratio;
    const tile = document.createElement("canvas");
    tile.width = tile.height = size;
    const pen = tile.getContext("2d");
    pen.strokeStyle = pen.fillStyle = colour;
    pen.lineWidth = 1.1 * ratio;
    pen.beginPath();
    if (kind === DOTTED) pen.arc(size / 2, size / 2, 1.2 * ratio, 0, 7);
    [-size, 0, size].forEach(function (shift) {
      if (kind === RISING || kind === CROSSED) { pen.moveTo(shift, size); pen.lineTo(shift + size, 0); }
      if (kind === FALLING || kind === CROSSED) { pen.moveTo(shift, 0); pen.lineTo(shift + size, size); }
    });
    if (kind === DOTTED) pen.fill(); else pen.stroke();
    return tile;
  }

  function contrast(colour) {
    const part = function (i) { return parseInt(colour.slice(i, i + 2), 16); };
    return part(1) * 0.3 + part(3) * 0.6 + part(5) * 0.1 > 110 ? "rgba(0,0,0,.5)" : "rgba(255,255,255,.75)";
  }

  function createLayer(options) {
    const Areas = L.Renderer.extend({
      options: { padding: 0.15 },
      onAdd: function (map) {
        map.geoKoop = window.geoKoop.current = this;
        L.Renderer.prototype.onAdd.call(this, map);
        this._furnish(map);
        this._load();
      },
      _initContainer: function () {
        this._container = L.DomUtil.create("canvas", "geo-koop-canvas");
        this._container.setAttribute("aria-hidden", "true");
      },
      _destroyContainer: function () { L.DomUtil.remove(this._container); },
      _update: function () {
        if (this._map._animatingZoom && this._bounds) return;
        L.Renderer.prototype._update.call(this);
        const size = this._bounds.getSize();
        const ratio = Math.min(window.devicePixelRatio || 1, 2);
        L.DomUtil.setPosition(this._container, this._bounds.min);
        this._container.width = size.x * ratio;
        this._container.height = size.y * ratio;
        this._container.style.width = size.x + "px";
        this._container.style.height = size.y + "px";
        this._ratio = ratio;
        this._draw();
      },
      _updatePaths: function () {},

      _load: function () {
        const self = this;
        const embedded = options.element && document.getElementById(options.element);
        const reading = embedded
          ? Promise.resolve().then(function () { return JSON.parse(embedded.textContent); })
          : fetch(options.url, { cache: "force-cache", credentials: "same-origin" }).then(function (answer) {
              if (!answer.ok) throw new Error(String(answer.status));
              return answer.json();
            });
        reading.then(function (topology) {
          if (topology.geo_koop.order !== options.order) return self._fail("mismatch");
          self._data = prepare(topology);
          self._arrange();
          self._draw();
          self._map.getContainer().dataset.ready = "1";
          self._map.fire("geokoop:ready");
        }).catch(function (error) { console.error("geo_koop:", error); self._fail("unloaded"); });
      },
      _fail: function (reason) {
        this._failed = true;
        this._draw();
        complain(this._map, texts()[reason] || "The map cannot be shown: " + reason);
      },

      /* Take over a style; numbers and colours only. */
      show: function (style) {
        this._style = style;
        this._arrange();
        if (this._data && !this._failed) this._draw();
        const view = JSON.stringify(style.view || null);
        if (style.view && view !== this._view) this._fit(style.view);
        this._view = view;
      },
      choose: function (selected, clicked) {
        this.show(Object.assign({}, this._style, { selected: selected, clicked: clicked }));
      },
      names: function () { return this._data ? this._data.facts.names : []; },
      size: function () { return this._data ? this._data.facts.municipalities : 0; },
      map: function () { return this._map; },
      _arrange: function () {
        const data = this._data, style = this._style;
        if (!data || !style || this._failed) return;
        if (style.order !== data.facts.order || style.codes.length !== data.facts.municipalities) {
          return this._fail("mismatch");
        }
        const groups = style.palette.map(function () { return new Path2D(); });
        for (let i = 0; i < style.codes.length; i++) groups[parseInt(style.codes[i], 36)].addPath(data.paths[i]);
        this._groups = groups;
        this._chosen = (style.selected || []).map(function (one) {
          const inside = new Path2D();
          one.areas.forEach(function (i) { inside.addPath(data.paths[i]); });
          const members = one.areas.map(function (i) { return data.areas[i]; });
          const outline = data.lines(members, function (a, b) { return a === b; });
          return { inside: inside, outline: outline, colour: one.colour, dash: one.dash, core: one.core };
        });
        this._first = new Set([].concat.apply([], (style.selected || []).map(function (one) { return one.areas; })));
        this._rest = new Path2D(); // everything but the chosen areas: drawn fainter
        const far = 1e6;
        this._rest.rect(-far, -far, 2 * far, 2 * far);
        this._first.forEach(function (i) { this._rest.addPath(data.paths[i]); }, this);
      },

      _draw: function () {
        if (!this._container || !this._bounds) return;
        const pen = this._container.getContext("2d"), ratio = this._ratio, data = this._data;
        pen.setTransform(1, 0, 0, 1, 0, 0);
        pen.clearRect(0, 0, this._container.width, this._container.height);
        if (!data || this._failed) return;
        const scale = this._map.getZoomScale(this._zoom, REFERENCE);
        const corner = this._map.getPixelOrigin().add(this._bounds.min);
        const shift = [data.origin[0] * scale - corner.x, data.origin[1] * scale - corner.y];
        pen.setTransform(ratio * scale, 0, 0, ratio * scale, ratio * shift[0], ratio * shift[1]);
        pen.lineJoin = "round";
        const px = 1 / scale;
        this._fillAreas(pen, data, px);
        this._strokeBorders(pen, data, px);
        this._drawChosen(pen, data, px);
        pen.setTransform(ratio, 0, 0, ratio, 0, 0);
        this._drawCores(pen, data, scale, shift);
        this._drawNames(pen, data, scale, shift);
      },
      _pattern: function (pen, kind, colour, px) {
        const pattern = pen.createPattern(hatchTile(kind, colour, this._ratio), "repeat");
        pattern.setTransform(new DOMMatrix().scale(px / this._ratio));
        return pattern;
      },
      _fillAreas: function (pen, data, px) {
        const self = this;
        (this._groups || []).forEach(function (group, i) {
          const paint = self._style.palette[i];
          if (paint[2] === NONE) return;
          pen.globalAlpha = paint[1];
          pen.fillStyle = paint[0];
          pen.fill(group, "evenodd");
          pen.globalAlpha = 1;
          if (paint[2] > 0) {
            pen.fillStyle = self._pattern(pen, paint[2], contrast(paint[0]), px);
            pen.fill(group, "evenodd");
          }
        });
        const councilless = new Path2D(), context = new Path2D();
        data.paths.forEach(function (path, i) {
          if (i >= data.facts.municipalities) councilless.addPath(path);
          else if (data.facts.context[i]) context.addPath(path);
        });
        pen.fillStyle = INK.unincorporated;
        pen.fill(councilless, "evenodd");
        pen.fillStyle = this._pattern(pen, DOTTED, INK.unincorporatedLine, px);
        pen.fill(councilless, "evenodd");
        pen.fillStyle = INK.veil;
        pen.fill(context, "evenodd");
      },
      _strokeBorders: function (pen, data, px) {
        const zoom = this._zoom;
        const line = function (path, colour, width) {
          pen.strokeStyle = colour;
          pen.lineWidth = width * px;
          pen.stroke(path);
        };
        line(data.borders, INK.border, zoom < 7 ? 0.25 : zoom < 9 ? 0.6 : 0.9);
        line(data.outer, INK.outer, 0.9);
        line(data.districts, INK.district, zoom < 7 ? 0.6 : zoom < 9 ? 1.2 : 1.8);
        line(data.states, INK.state, zoom < 7 ? 1.1 : zoom < 9 ? 1.6 : 2.4);
      },
      _drawChosen: function (pen, data, px) {
        const self = this, width = this._zoom < 9 ? 2.2 : 3.2;
        if (this._chosen && this._chosen.length) {
          pen.fillStyle = INK.rest;
          pen.fill(this._rest, "evenodd");
        }
        (this._chosen || []).forEach(function (one, i) {
          pen.fillStyle = self._pattern(pen, i % 2 ? FALLING : RISING, one.colour, px);
          pen.fill(one.inside, "evenodd");
        });
        (this._chosen || []).forEach(function (one) {
          pen.setLineDash([]);
          pen.strokeStyle = "rgba(255,255,255,.95)";
          pen.lineWidth = (width + 2.6) * px;
          pen.stroke(one.outline);
          pen.setLineDash(one.dash.map(function (n) { return n * px * width / 2; }));
          pen.strokeStyle = one.colour;
          pen.lineWidth = width * px;
          pen.stroke(one.outline);
        });
        pen.setLineDash([]);
        const clicked = this._style ? this._style.clicked : -1;
        if (clicked >= 0 && data.paths[clicked]) {
          pen.strokeStyle = "#ffffff"; pen.lineWidth = 5 * px; pen.stroke(data.paths[clicked]);
          pen.strokeStyle = INK.clicked; pen.lineWidth = 2.4 * px; pen.stroke(data.paths[clicked]);
        }
      },
      _drawCores: function (pen, data, scale, shift) {
        (this._chosen || []).forEach(function (one) {
          if (!(one.core >= 0) || !data.points[one.core]) return;
          const p = data.points[one.core];
          pen.beginPath();
          pen.arc(p[0] * scale + shift[0], p[1] * scale + shift[1], 6, 0, 7);
          pen.fillStyle = one.colour; pen.strokeStyle = "#ffffff"; pen.lineWidth = 2;
          pen.fill(); pen.stroke();
        });
      },
      /* Names, the most populous first, where they neither leave their area by much nor collide. */
      _drawNames: function (pen, data, scale, shift) {
        const size = this._bounds.getSize(), taken = [], self = this;
        const cores = new Set((this._chosen || []).map(function (one) { return one.core; }));
        const clicked = this._style ? this._style.clicked : -1;
        const order = data.order.filter(function (i) { return self._first && (i === clicked || self._first.has(i)); })
          .concat(data.order);
        pen.textAlign = "center"; pen.textBaseline = "middle"; pen.lineJoin = "round";
        const seen = new Set();
        data.named = 0;
        order.forEach(function (i) {
          if (seen.has(i)) return;
          seen.add(i);
          const x = data.points[i][0] * scale + shift[0];
          let y = data.points[i][1] * scale + shift[1];
          if (x < 0 || y < 0 || x > size.x || y > size.y) return;
          const chosen = i === clicked || (self._first && self._first.has(i));
          const people = data.facts.population[i];
          const height = people >= 100000 ? 14 : people >= 20000 ? 12.5 : 11.5;
          const font = (chosen || people >= 100000 ? "600 " : "") + height + "px " + FONT;
          const key = font + data.facts.names[i];
          pen.font = font;
          if (!data.widths.has(key)) data.widths.set(key, pen.measureText(data.facts.names[i]).width);
          const width = data.widths.get(key), box = data.boxes[i];
          const room = (box[2] - box[0]) * scale;
          if (!chosen && people < 100000 && room < width * 0.75) return;
          if (cores.has(i)) y -= 15;
          const w = width / 2 + 5, h = height / 2 + 4;
          const clash = taken.some(function (t) { return Math.abs(t[0] - x) < t[2] + w && Math.abs(t[1] - y) < t[3] + h; });
          if (clash) return;
          taken.push([x, y, w, h]);
          pen.strokeStyle = INK.halo; pen.lineWidth = 3;
          pen.strokeText(data.facts.names[i], x, y);
          pen.fillStyle = i >= data.facts.municipalities || (data.facts.context[i] && !chosen) ? INK.contextName : INK.name;
          pen.fillText(data.facts.names[i], x, y);
          data.named += 1;
        });
      },

      /* Position of the area at a place, or -1. */
      areaAt: function (latlng) {
        const data = this._data;
        if (!data) return -1;
        const p = world(latlng.lng, latlng.lat, 256 * Math.pow(2, REFERENCE));
        const x = p[0] - data.origin[0], y = p[1] - data.origin[1];
        const pen = this._probe || (this._probe = document.createElement("canvas").getContext("2d"));
        for (let i = 0; i < data.paths.length; i++) {
          const b = data.boxes[i];
          if (x >= b[0] && x <= b[2] && y >= b[1] && y <= b[3] && pen.isPointInPath(data.paths[i], x, y, "evenodd")) return i;
        }
        return -1;
      },
      boundsOf: function (positions) {
        const data = this._data, self = this;
        const bounds = L.latLngBounds([]);
        positions.forEach(function (i) {
          const b = data.boxes[i];
          [[b[0], b[1]], [b[2], b[3]]].forEach(function (p) {
            bounds.extend(self._map.unproject([p[0] + data.origin[0], p[1] + data.origin[1]], REFERENCE));
          });
        });
        return bounds;
      },

      /* Move to bounds: now, or once the map has a size (a map in a hidden tab has none). */
      _fit: function (bounds) {
        const size = this._map.getSize();
        this._later = size.x && size.y ? null : bounds;
        if (!this._later) this._map.fitBounds(bounds, { animate: false, maxZoom: 12 });
      },
      _furnish: function (map) {
        const said = texts(), self = this, box = map.getContainer();
        box.classList.add("geo-koop-map");
        box.setAttribute("role", "application");
        box.setAttribute("aria-label", said.label || "Map");
        // Leaflet takes the focus when the button goes down; scrolling then would move the click elsewhere.
        box.focus = function () { HTMLElement.prototype.focus.call(box, { preventScroll: true }); };
        this._fit(options.bounds);
        L.control.zoom({ zoomInTitle: said.zoomIn || "+", zoomOutTitle: said.zoomOut || "-" }).addTo(map);
        L.control.scale({ metric: true, imperial: false }).addTo(map);
        const Home = L.Control.extend({
          onAdd: function () {
            const bar = L.DomUtil.create("div", "leaflet-bar");
            const link = L.DomUtil.create("a", "", bar);
            link.href = "#"; link.textContent = "\u2302"; link.title = said.home || "";
            link.setAttribute("role", "button"); link.setAttribute("aria-label", said.home || "");
            L.DomEvent.disableClickPropagation(bar);
            L.DomEvent.on(link, "click", function (event) { L.DomEvent.stop(event); map.fitBounds(options.bounds); });
            return bar;
          }
        });
        new Home({ position: "topleft" }).addTo(map);
        const Credit = L.Control.extend({
          onAdd: function () {
            const line = L.DomUtil.create("div", "leaflet-control-attribution geo-koop-credit");
            line.textContent = said.attribution || "";
            return line;
          }
        });
        new Credit({ position: "bottomright" }).addTo(map);
        this._tip = L.DomUtil.create("div", "geo-koop-tip", box);
        this._tip.setAttribute("aria-hidden", "true");
        L.DomUtil.create("div", "geo-koop-cross", box).setAttribute("aria-hidden", "true");
        map.on("mousemove", function (event) { self._hint(event.latlng, event.containerPoint); });
        map.on("mouseout movestart", function () { self._tip.style.display = "none"; });
        L.DomEvent.on(box, "mousedown touchstart", function () { box.classList.remove("geo-koop-keys"); });
        L.DomEvent.on(box, "keydown focus", function (event) {
          if (event.type === "keydown" || box.matches(":focus-visible")) box.classList.add("geo-koop-keys");
          if (event.key === "Enter" && event.target === box) {
            map.fire("click", { latlng: map.getCenter(), containerPoint: map.getSize().divideBy(2) });
          }
        });
        map.on("click", function (event) {
          const i = self.areaAt(event.latlng);
          if (self._style && self._data && i < self._data.facts.municipalities) { self._style.clicked = i; self._draw(); }
        });
        if (window.ResizeObserver) new ResizeObserver(function () {
          map.invalidateSize({ pan: false });
          if (self._later) self._fit(self._later);
        }).observe(box);
      },
      _hint: function (latlng, point) {
        const i = this.areaAt(latlng);
        this._tip.style.display = i < 0 ? "none" : "block";
        if (i < 0) return;
        this._tip.textContent = this._data.facts.names[i];
        const left = point.x + 14 + this._tip.offsetWidth > this._map.getSize().x;
        L.DomUtil.setPosition(this._tip, L.point(left ? point.x - 10 - this._tip.offsetWidth : point.x + 14, point.y + 12));
      }
    });
    return new Areas();
  }

  /* A layer without a picture of its own: added to the map it hands its style to the areas. */
  function createStyle(style) {
    const Style = L.Layer.extend({
      onAdd: function (map) { if (map.geoKoop) map.geoKoop.show(style); },
      onRemove: function () {}
    });
    return new Style();
  }

  window.geoKoop = { areas: createLayer, style: createStyle };
})();
