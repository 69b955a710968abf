/* Draws the areas of geo_koop over a Leaflet map: colours on one canvas, lines, signs and names on another.
 *
 * A filter changes colours alone, so that only they are painted anew.
 *
 * Geometry and names come as data (JSON, fetched or embedded), texts of the page as data-attributes of
 * #geo-koop-texts; both enter the document through textContent alone. A style brings numbers and
 * colours only, with the hash of the order of areas that it was made for: with another one nothing is
 * coloured, and the map says so.
 */
(function () {
  "use strict";

  const marks = window.geoKoop.marks, controls = window.geoKoop.controls;
  const REFERENCE = window.geoKoop.geometry.REFERENCE, world = window.geoKoop.geometry.world;
  const PALETTE = window.geoKoop.look.colours;
  const INK = {
    border: PALETTE.border, outer: PALETTE.outer, district: PALETTE.district, state: PALETTE.state,
    unincorporated: PALETTE.unincorporated, unincorporatedLine: PALETTE.wild_line,
    veil: "rgba(243,243,239,.5)", rest: "rgba(236,238,238,.55)",
    name: PALETTE.ink, contextName: PALETTE.quiet, halo: "rgba(255,255,255,.85)", clicked: PALETTE.ink
  };
  const NONE = -1, DOTTED = 4;
  const NAMES = 1, DISTRICTS = 2, STATES = 4, CORE = 8, ROLES = 16, TIES = 32; // overlays
  const STANDARD = NAMES + DISTRICTS + STATES + CORE;
  const FONT = "system-ui, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif";

  const COLOURS = 0, ABOVE = 1, GROUND = 2, ALL = [GROUND, COLOURS, ABOVE]; // sheets
  const SHOWN = [["codes", "palette"], ["selected", "clicked", "overlays", "ties"], []]; // what of a style each sheet shows

  /* Classes as text, one digit of base 36 each; "5-a." stands for ten times 5. */
  function readCodes(text) {
    return text.replace(/(.)-([0-9a-z]+)\./g, function (_run, code, number) { return code.repeat(parseInt(number, 36)); });
  }

  function createLayer(options) {
    const Areas = L.Renderer.extend({
      options: { padding: 0.15 },
      onAdd: function (map) {
        map.geoKoop = window.geoKoop.current = this;
        L.Renderer.prototype.onAdd.call(this, map);
        controls.furnish(this, map, options);
        this._load();
      },
      _initContainer: function () {
        this._container = L.DomUtil.create("div");
        this._container.setAttribute("aria-hidden", "true");
        this._sheets = ["colours", "above"].map(function (name) {
          return L.DomUtil.create("canvas", "geo-koop-canvas geo-koop-" + name, this._container);
        }, this);
        this._sheets.push(L.DomUtil.create("canvas", "geo-koop-ground"));
        this._container.insertBefore(this._sheets[GROUND], this._sheets[COLOURS]);
      },
      _destroyContainer: function () { L.DomUtil.remove(this._container); },
      _update: function () {
        if (this._map._animatingZoom && this._bounds) return;
        L.Renderer.prototype._update.call(this);
        const size = this._bounds.getSize();
        const ratio = Math.min(window.devicePixelRatio || 1, 2);
        L.DomUtil.setPosition(this._container, this._bounds.min);
        this._sheets.forEach(function (sheet) {
          sheet.width = size.x * ratio;
          sheet.height = size.y * ratio;
          sheet.style.width = size.x + "px";
          sheet.style.height = size.y + "px";
        });
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
          self._data = window.geoKoop.geometry.prepare(topology);
          self._arrange();
          self._draw();
          self._map.getContainer().dataset.ready = "1";
          self._map.fire("geokoop:ready");
        }).catch(function (error) { console.error("geo_koop:", error); self._fail("unloaded"); });
      },
      _fail: function (reason) {
        this._failed = true;
        this._draw();
        controls.complain(this._map, reason);
      },

      /* Take over a style; numbers and colours only. */
      show: function (style) {
        const before = this._style;
        this._style = Object.assign({}, style, { codes: readCodes(style.codes) });
        const now = this._style;
        const changed = ALL.filter(function (sheet) {
          return !before || SHOWN[sheet].some(function (field) {
            return JSON.stringify(before[field]) !== JSON.stringify(now[field]);
          });
        });
        if (changed.indexOf(ABOVE) >= 0) this._arrange();
        if (this._data && this._fits()) this._draw(changed);
        controls.move(this, style.view);
      },
      choose: function (selected, clicked) {
        const others = selected !== this._style.selected;
        this._style = Object.assign({}, this._style, { selected: selected, clicked: clicked });
        if (others) this._arrange();
        this._draw([ABOVE]);
      },
      names: function () { return this._data ? this._data.facts.names : []; },
      size: function () { return this._data ? this._data.facts.municipalities : 0; },
      map: function () { return this._map; },
      data: function () { return this._failed ? null : this._data; },
      style: function () { return this._style; },
      chosen: function () { return this._chosen || []; },
      on: function (overlay) {
        const overlays = this._style && this._style.overlays;
        return ((overlays === undefined ? STANDARD : overlays) & overlay) > 0;
      },
      /* Whether the style was made for these areas; otherwise the map says so. */
      _fits: function () {
        const facts = this._data.facts, style = this._style;
        if (!style || this._failed) return !this._failed;
        if (style.order === facts.order && style.codes.length === facts.municipalities) return true;
        this._fail("mismatch");
        return false;
      },
      _arrange: function () {
        const data = this._data, style = this._style;
        if (!data || !style || !this._fits()) return;
        this._chosen = (style.selected || []).map(function (one) { return marks.shapeOf(data, one); });
        this._ties = marks.readTies(style.ties || "");
        this._first = new Set([].concat.apply([], (style.selected || []).map(function (one) { return one.areas; })));
        this._rest = new Path2D(); // everything but the chosen areas: drawn fainter
        const far = 1e6;
        this._rest.rect(-far, -far, 2 * far, 2 * far);
        this._first.forEach(function (i) { this._rest.addPath(data.paths[i]); }, this);
      },

      /* Draw anew: all sheets, or some of them. */
      _draw: function (sheets) {
        if (!this._container || !this._bounds) return;
        (sheets || ALL).forEach(function (number) {
          const sheet = this._sheets[number], pen = sheet.getContext("2d");
          pen.setTransform(1, 0, 0, 1, 0, 0);
          pen.clearRect(0, 0, sheet.width, sheet.height);
          this.paint(pen, this._bounds.min, this._bounds.getSize(), this._ratio, [number]);
        }, this);
      },
      /* Paint a part of the map: its corner and size in pixels, as Leaflet counts them; what lies on the given sheets. */
      paint: function (pen, corner, size, ratio, sheets) {
        const data = this._data;
        if (!data || this._failed) return;
        const scale = this._map.getZoomScale(this._zoom, REFERENCE);
        const origin = this._map.getPixelOrigin().add(corner);
        const shift = [data.origin[0] * scale - origin.x, data.origin[1] * scale - origin.y];
        const point = function (i) {
          return [data.points[i][0] * scale + shift[0], data.points[i][1] * scale + shift[1]];
        };
        pen.save();
        pen.setTransform(ratio * scale, 0, 0, ratio * scale, ratio * shift[0], ratio * shift[1]);
        pen.lineJoin = "round";
        const px = 1 / scale;
        const seen = [-shift[0] * px, -shift[1] * px, (size.x - shift[0]) * px, (size.y - shift[1]) * px];
        if (!sheets || sheets.indexOf(GROUND) >= 0) window.geoKoop.ground.paint(pen, data, this._zoom, px);
        if (!sheets || sheets.indexOf(COLOURS) >= 0) this._fillAreas(pen, data, px, ratio, seen);
        if (!sheets || sheets.indexOf(ABOVE) >= 0) this._drawAbove(pen, data, scale, point, size, ratio);
        pen.restore();
      },
      _drawAbove: function (pen, data, scale, point, size, ratio) {
        const px = 1 / scale;
        this._strokeBorders(pen, data, px);
        this._drawChosen(pen, data, px, ratio);
        pen.setTransform(ratio, 0, 0, ratio, 0, 0);
        if (this.on(TIES)) marks.drawTies(pen, this._ties || [], point);
        if (this.on(ROLES)) this._drawRoles(pen, point);
        if (this.on(CORE)) this._drawCores(pen, data, point);
        if (this.on(NAMES)) this._drawNames(pen, data, scale, point, size);
      },
      /* One by one: a path of many areas takes a software canvas longer, and those out of sight can be left out. */
      _fillAreas: function (pen, data, px, ratio, seen) {
        const style = this._style, boxes = data.boxes;
        const looks = (style ? style.palette : []).map(function (paint) {
          return paint[2] === NONE ? null : paint[2] > 0 ? marks.hatched(pen, paint, ratio, px) : paint[0];
        });
        for (let i = 0; style && i < style.codes.length; i++) {
          const code = parseInt(style.codes[i], 36), look = looks[code], box = boxes[i];
          if (!look || box[0] > seen[2] || box[2] < seen[0] || box[1] > seen[3] || box[3] < seen[1]) continue;
          pen.globalAlpha = style.palette[code][2] > 0 ? 1 : style.palette[code][1];
          pen.fillStyle = look;
          pen.fill(data.paths[i], "evenodd");
        }
        pen.globalAlpha = 1;
        pen.fillStyle = INK.unincorporated;
        pen.fill(data.councilless, "evenodd");
        pen.fillStyle = marks.pattern(pen, DOTTED, INK.unincorporatedLine, ratio, px);
        pen.fill(data.councilless, "evenodd");
        pen.fillStyle = INK.veil;
        pen.fill(data.context, "evenodd");
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
        if (this.on(DISTRICTS)) line(data.districts, INK.district, zoom < 7 ? 0.6 : zoom < 9 ? 1.2 : 1.8);
        if (this.on(STATES)) line(data.states, INK.state, zoom < 7 ? 1.1 : zoom < 9 ? 1.6 : 2.4);
      },
      _drawChosen: function (pen, data, px, ratio) {
        const chosen = this.chosen();
        if (chosen.length) {
          pen.fillStyle = INK.rest;
          pen.fill(this._rest, "evenodd");
          marks.drawOutlines(pen, chosen, px, this._zoom < 9 ? 2.2 : 3.2, ratio, data);
        }
        const clicked = this._style ? this._style.clicked : -1;
        if (clicked >= 0 && data.paths[clicked]) {
          pen.strokeStyle = PALETTE.paper; pen.lineWidth = 5 * px; pen.stroke(data.paths[clicked]);
          pen.strokeStyle = INK.clicked; pen.lineWidth = 2.4 * px; pen.stroke(data.paths[clicked]);
        }
      },
      _drawRoles: function (pen, point) {
        const times = new Map(); // several cooperations at one place stand side by side
        this.chosen().forEach(function (one) {
          (one.roles || []).forEach(function (role) {
            const p = point(role[0]), number = times.get(role[0]) || 0;
            times.set(role[0], number + 1);
            marks.drawSign(pen, p[0] + number * 13, p[1] + 11, 6, role.slice(1, 4), one.colour);
            if (!role[4]) return;
            pen.font = "600 11px " + FONT;
            pen.textAlign = "left"; pen.textBaseline = "middle";
            pen.lineWidth = 3; pen.strokeStyle = INK.halo; pen.fillStyle = INK.name;
            pen.strokeText("?", p[0] + number * 13 + 6, p[1] + 6);
            pen.fillText("?", p[0] + number * 13 + 6, p[1] + 6);
          });
        });
      },
      _drawCores: function (pen, data, point) {
        this.chosen().forEach(function (one) {
          if (!(one.core >= 0) || !data.points[one.core]) return;
          const p = point(one.core);
          if (one.city) marks.drawStar(pen, p[0], p[1], one.colour);
          else marks.drawSign(pen, p[0], p[1], 9, [0, 0, 2], one.colour); // the most populous member is no core city
        });
      },
      /* Names, the most populous first, where they neither leave their area by much nor collide. */
      _drawNames: function (pen, data, scale, point, size) {
        const taken = [], self = this, facts = data.facts;
        const cores = new Set(this.chosen().map(function (one) { return one.core; }));
        const clicked = this._style ? this._style.clicked : -1;
        const order = data.order.filter(function (i) { return self._first && (i === clicked || self._first.has(i)); })
          .concat(data.order);
        pen.textAlign = "center"; pen.textBaseline = "middle"; pen.lineJoin = "round";
        const seen = new Set();
        data.labels = [];
        data.cityLabels = [];
        order.forEach(function (i) {
          if (seen.has(i)) return;
          seen.add(i);
          const x = point(i)[0];
          let y = point(i)[1];
          if (x < 0 || y < 0 || x > size.x || y > size.y) return;
          const chosen = i === clicked || (self._first && self._first.has(i));
          const people = facts.population[i];
          const height = people >= 100000 ? 14 : people >= 20000 ? 12.5 : 11.5;
          const font = (chosen || people >= 100000 ? "600 " : "") + height + "px " + FONT;
          const key = font + facts.names[i];
          pen.font = font;
          if (!data.widths.has(key)) data.widths.set(key, pen.measureText(facts.names[i]).width);
          const width = data.widths.get(key), box = data.boxes[i];
          const room = (box[2] - box[0]) * scale;
          if (!chosen && people < 100000 && room < width * 0.75) return;
          if (cores.has(i) && self.on(CORE)) y -= 17;
          const w = width / 2 + 5, h = height / 2 + 4;
          const clash = taken.some(function (t) { return Math.abs(t[0] - x) < t[2] + w && Math.abs(t[1] - y) < t[3] + h; });
          if (clash) return;
          taken.push([x, y, w, h]);
          pen.strokeStyle = INK.halo; pen.lineWidth = 3;
          pen.strokeText(facts.names[i], x, y);
          pen.fillStyle = i >= facts.municipalities || (facts.context[i] && !chosen) ? INK.contextName : INK.name;
          pen.fillText(facts.names[i], x, y);
          data.labels.push({ i: i, size: height, bold: font[0] === "6", lift: y - point(i)[1] });
        });
        this._drawCities(pen, data, scale, size, taken, point);
      },
      /* Large cities outside the areas, where there is room beside the names. */
      _drawCities: function (pen, data, scale, size, taken, point) {
        const origin = point(0), zero = data.points[0], far = 256 * Math.pow(2, REFERENCE);
        pen.font = "11.5px " + FONT;
        window.geoKoop.ground.cities(this, this._zoom).forEach(function (city) {
          const p = world(city.x, city.y, far);
          const x = origin[0] + (p[0] - data.origin[0] - zero[0]) * scale, y = origin[1] + (p[1] - data.origin[1] - zero[1]) * scale;
          const w = pen.measureText(city.name).width / 2 + 5, h = 10;
          if (x < 0 || y < 0 || x > size.x || y > size.y) return;
          if (taken.some(function (t) { return Math.abs(t[0] - x) < t[2] + w && Math.abs(t[1] - y) < t[3] + h; })) return;
          taken.push([x, y, w, h]);
          data.cityLabels.push(city);
          pen.fillStyle = INK.contextName;
          pen.beginPath();
          pen.arc(x, y, 2, 0, 2 * Math.PI);
          pen.fill();
          pen.strokeStyle = INK.halo; pen.lineWidth = 3;
          pen.strokeText(city.name, x, y - 10);
          pen.fillText(city.name, x, y - 10);
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

  Object.assign(window.geoKoop, { areas: createLayer, style: createStyle, font: FONT, ink: INK });
})();
