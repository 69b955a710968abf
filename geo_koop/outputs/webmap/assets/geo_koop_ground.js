/* The quiet map behind the areas: states of Europe, districts of Germany, waters, large cities. Adds geoKoop.ground.
 *
 * Its data are a script (geo_koop_basemap.js, written by data/basemap/build_basemap.py), so that a page without a
 * network has them too. Where areas are drawn, nothing of it shows: its lines are coarser than theirs.
 */
(function () {
  "use strict";
  const COLOURS = window.geoKoop.look.colours;
  const RIVERS_UNTIL = 9; // zoom; nearer than that a river of 1 : 50 million would lie beside its bed

  /* Lines and rings in degrees, in the order of drawing: name, rings or lines, colour, width at low and high zoom. */
  function parts(data) {
    const map = window.geoKoop.basemap;
    if (!map) return [];
    const objects = map.objects, all = objects.districts.geometries, states = objects.countries.geometries;
    const rings = function (polygons) { return [].concat.apply([], polygons); };
    const merged = function (geometries) { return rings(topojson.merge(map, geometries).coordinates); };
    const mesh = function (object, filter) { return topojson.mesh(map, object, filter).coordinates; };
    const abroad = function (one) { return one.id !== "Germany"; };
    const w = map.window;
    const beyond = [[-179, -84, 179, 84], w].map(function (b) { return [[b[0], b[1]], [b[2], b[1]], [b[2], b[3]], [b[0], b[3]]]; });
    return [
      { name: "beyond", lines: beyond, fill: COLOURS.paper }, // nothing is known there: neither land nor sea
      { name: "countries", lines: merged(states), fill: COLOURS.context },
      { name: "borders", lines: mesh(objects.countries, function (a, b) { return a !== b && abroad(a) && abroad(b); }), stroke: COLOURS.border, width: [0.8, 1.4] },
      { name: "germany", lines: merged(all), fill: COLOURS.panel },
      { name: "lakes", lines: merged(objects.lakes.geometries), fill: COLOURS.water },
      { name: "rivers", lines: mesh(objects.rivers), stroke: COLOURS.water, width: [2, 3], until: RIVERS_UNTIL },
      { name: "districts", lines: mesh(objects.districts, function (a, b) { return a !== b && a.id === b.id; }), stroke: COLOURS.rule, width: [0.5, 0.9] },
      { name: "states", lines: mesh(objects.districts, function (a, b) { return a.id !== b.id; }), stroke: COLOURS.border, width: [0.9, 1.5] },
      { name: "outline", lines: mesh(objects.districts, function (a, b) { return a === b; }), stroke: COLOURS.outer, width: [1, 1.6] },
      { name: "areas", lines: rings(topojson.merge(data.topology, data.areas).coordinates), fill: COLOURS.land }
    ];
  }

  /* The parts that show at a zoom, each with its width there. */
  function at(ground, zoom) {
    return ground.filter(function (part) { return part.until === undefined || zoom < part.until; }).map(function (part) {
      return Object.assign({}, part, { wide: part.width ? part.width[zoom < 8 ? 0 : 1] : 0 });
    });
  }

  /* Paint in the units of the paths; px is a pixel in them. */
  function paint(pen, data, zoom, px) {
    if (!data.ground) data.ground = parts(data);
    at(data.ground, zoom).forEach(function (part) {
      const path = data.groundPaths[part.name] || (data.groundPaths[part.name] = data.pathOf(part.lines, Boolean(part.fill)));
      if (part.fill) {
        pen.fillStyle = part.fill;
        pen.fill(path, "evenodd");
      } else {
        pen.strokeStyle = part.stroke;
        pen.lineWidth = part.wide * px;
        pen.stroke(path);
      }
    });
  }

  /* What a drawing of lines takes: the parts that show, with rings and lines in degrees. */
  function drawn(data, zoom) {
    if (!data.ground) data.ground = parts(data);
    return at(data.ground, zoom);
  }

  /* Large cities outside the areas, the most populous first, as many as a zoom has room for. */
  function cities(layer, zoom) {
    const data = layer.data(), least = zoom < 6.5 ? 500000 : zoom < 7.5 ? 220000 : 0;
    if (!data.cities) {
      data.cities = ((window.geoKoop.basemap || {}).cities || []).filter(function (city) {
        return layer.areaAt({ lng: city[1], lat: city[2] }) < 0;
      }).map(function (city) { return { name: city[0], x: city[1], y: city[2], inhabitants: city[3] }; });
    }
    return data.cities.filter(function (city) { return city.inhabitants >= least; });
  }

  window.geoKoop.ground = { paint: paint, drawn: drawn, cities: cities };
})();
