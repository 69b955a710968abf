/* From the data of the boundaries to paths that a canvas draws. Adds geoKoop.geometry. */
(function () {
  "use strict";
  const REFERENCE = 8; // zoom in whose pixels the paths are kept

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
    const pathOf = function (shapes, close) {
      const path = new Path2D();
      shapes.forEach(function (line) { trace(path, line, close); });
      return path;
    };
    const lines = function (geometries, filter) {
      const path = new Path2D();
      const object = { type: "GeometryCollection", geometries: geometries };
      topojson.mesh(topology, object, filter).coordinates.forEach(function (line) { trace(path, line, false); });
      return path;
    };
    /* Connected pieces of some areas: path, middle, and room: about the radius of a circle inside, in units of the paths. */
    const pieces = function (geometries) {
      return topojson.merge(topology, geometries).coordinates.map(function (rings) {
        const path = new Path2D();
        let area = 0, around = 0, x = 0, y = 0;
        rings.forEach(function (ring, number) {
          const points = ring.map(place);
          let twice = 0, cx = 0, cy = 0;
          points.forEach(function (p, i) {
            if (i) path.lineTo(p[0], p[1]); else path.moveTo(p[0], p[1]);
            const q = points[(i + 1) % points.length], cross = p[0] * q[1] - q[0] * p[1];
            twice += cross; cx += (p[0] + q[0]) * cross; cy += (p[1] + q[1]) * cross;
            around += Math.hypot(q[0] - p[0], q[1] - p[1]);
          });
          path.closePath();
          area += (number ? -1 : 1) * Math.abs(twice) / 2;
          if (!number && twice) { x = cx / (3 * twice); y = cy / (3 * twice); }
        });
        return { path: path, room: around ? 2 * area / around : 0, middle: [x, y] };
      });
    };
    const between = function (column) {
      return lines(areas, function (a, b) { return facts[column][a.id] !== facts[column][b.id]; });
    };
    const order = facts.names.map(function (_name, i) { return i; });
    order.sort(function (a, b) {
      return facts.context[a] - facts.context[b] || facts.population[b] - facts.population[a];
    });
    const councilless = new Path2D(), context = new Path2D();
    paths.forEach(function (path, i) {
      if (i >= facts.municipalities) councilless.addPath(path);
      else if (facts.context[i]) context.addPath(path);
    });
    return {
      facts: facts, topology: topology, councilless: councilless, context: context, areas: areas, origin: origin, paths: paths, boxes: boxes, order: order, lines: lines, pieces: pieces, pathOf: pathOf, groundPaths: {}, cityLabels: [],
      points: facts.x.map(function (x, i) { return place([x, facts.y[i]]); }),
      borders: lines(areas, function (a, b) { return a !== b; }),
      outer: lines(areas, function (a, b) { return a === b; }),
      districts: between("district"), states: between("state"), widths: new Map(), labels: []
    };
  }

  window.geoKoop = window.geoKoop || {};
  window.geoKoop.geometry = { REFERENCE: REFERENCE, world: world, prepare: prepare };
})();
