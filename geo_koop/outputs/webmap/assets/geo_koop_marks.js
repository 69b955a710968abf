/* Hatches, outlines of cooperations, signs of members and lines of shared membership. Adds geoKoop.marks.
 *
 * Colours come with the style, as #rrggbb. A scale "px" is the length of a pixel of the screen in the
 * units of the pen.
 */
(function () {
  "use strict";
  const LOOK = window.geoKoop.look, COLOURS = LOOK.colours, RISING = 1, DOTTED = 4;

  function hatchTile(kind, colour, ratio, ground) {
    const hatch = LOOK.hatches[kind], size = hatch.size * ratio;
    const tile = document.createElement("canvas");
    tile.width = tile.height = size;
    const pen = tile.getContext("2d");
    if (ground) {
      pen.globalAlpha = ground[1];
      pen.fillStyle = ground[0];
      pen.fillRect(0, 0, size, size);
      pen.globalAlpha = 1;
    }
    pen.scale(ratio, ratio);
    pen.strokeStyle = pen.fillStyle = colour;
    pen.lineWidth = 1.1;
    pen.stroke(new Path2D(hatch.lines));
    hatch.dots.forEach(function (dot) {
      pen.beginPath();
      pen.arc(dot[0], dot[1], 0.9, 0, 7);
      pen.fill();
    });
    return tile;
  }

  function contrast(colour) {
    const part = function (i) { return parseInt(colour.slice(i, i + 2), 16); };
    return part(1) * 0.3 + part(3) * 0.6 + part(5) * 0.1 > 110 ? "rgba(0,0,0,.45)" : "rgba(255,255,255,.6)";
  }

  function pattern(pen, kind, colour, ratio, px, ground) {
    const made = pen.createPattern(hatchTile(kind, colour, ratio, ground), "repeat");
    made.setTransform(new DOMMatrix().scale(px / ratio));
    return made;
  }

  /* A colour of the palette (colour, opacity, hatch) with its hatch, as one pattern. */
  function hatched(pen, paint, ratio, px) {
    return pattern(pen, paint[2], contrast(paint[0]), ratio, px, paint);
  }

  /* What stays the same of a cooperation while zoom and place change. */
  function shapeOf(data, one) {
    const inside = new Path2D();
    one.areas.forEach(function (i) { inside.addPath(data.paths[i]); });
    const members = one.areas.map(function (i) { return data.areas[i]; });
    const outline = data.lines(members, function (a, b) { return a === b; });
    return Object.assign({ inside: inside, outline: outline, pieces: data.pieces(members) }, one);
  }

  /* Lanes: the outline of rank k lies k widths inside, so that shared edges are nested and none hides another. */
  const LANES = LOOK.lanes;

  /* Where each cooperation has room for its lane; without room for most of them the lanes thin out. */
  function plan(shapes, px, width) {
    const pitch = width + LANES.gap;
    const wide = shapes.map(function (one, rank) {
      return one.pieces.map(function (piece) { return piece.room >= (rank * pitch + width) * px; });
    });
    const without = wide.filter(function (pieces) { return !pieces.some(Boolean); }).length;
    return { pitch: pitch, wide: wide, thin: 2 * without > shapes.length };
  }

  /* Stripes of one of several cooperations: those of the others lie between them, never on them. */
  function stripes(pen, colour, rank, number, ratio, px) {
    const tile = document.createElement("canvas"), wide = LANES.stripe * ratio;
    tile.width = wide * number;
    tile.height = wide;
    const ink = tile.getContext("2d");
    ink.fillStyle = colour;
    ink.fillRect(rank * wide, 0, wide, wide);
    const made = pen.createPattern(tile, "repeat");
    made.setTransform(new DOMMatrix().scale(px / ratio).rotate(45));
    return made;
  }

  function stroke(target, path, colour, wide, px, dash) {
    target.setLineDash(dash || []);
    target.strokeStyle = colour;
    target.lineWidth = wide * px;
    target.stroke(path);
  }

  function dashes(one, px, width) { return one.dash.map(function (n) { return n * px * width / 2; }); }

  function drawOne(pen, one, px, width, ratio) {
    if (one.hatch !== -1) {
      pen.fillStyle = pattern(pen, one.hatch || RISING, one.colour, ratio, px);
      pen.fill(one.inside, "evenodd");
    }
    stroke(pen, one.outline, "rgba(255,255,255,.95)", width + 2.6, px);
    stroke(pen, one.outline, one.colour, width, px, dashes(one, px, width));
    pen.setLineDash([]);
  }

  /* On small scales: the first cooperation of a place fills it, and a number says how many there are. */
  function drawThin(pen, shapes, px) {
    shapes.slice().reverse().forEach(function (one) {
      pen.fillStyle = one.colour;
      pen.fill(one.inside, "evenodd");
      stroke(pen, one.outline, "rgba(255,255,255,.95)", 1, px);
    });
    pen.font = "600 " + 11 * px + "px sans-serif";
    pen.textAlign = "center"; pen.textBaseline = "middle";
    shapes.groups.forEach(function (group) {
      group.pieces.forEach(function (piece) {
        if (group.number < 2 || piece.room < 5 * px) return;
        pen.lineWidth = 3 * px; pen.strokeStyle = COLOURS.paper; pen.fillStyle = COLOURS.ink;
        pen.strokeText(String(group.number), piece.middle[0], piece.middle[1]);
        pen.fillText(String(group.number), piece.middle[0], piece.middle[1]);
      });
    });
  }

  /* Pieces in which the same cooperations lie. */
  function groupsOf(data, shapes) {
    const sets = new Map(), groups = new Map();
    shapes.forEach(function (one, rank) {
      one.areas.forEach(function (i) { sets.set(i, (sets.get(i) || []).concat(rank)); });
    });
    sets.forEach(function (ranks, i) {
      const key = ranks.join();
      if (!groups.has(key)) groups.set(key, { number: ranks.length, areas: [] });
      groups.get(key).areas.push(data.areas[i]);
    });
    return Array.from(groups.values()).map(function (group) {
      return { number: group.number, pieces: data.pieces(group.areas) };
    });
  }

  function drawOutlines(pen, every, px, width, ratio, data) {
    if (!every.length) return;
    if (every.length === 1) { drawOne(pen, every[0], px, width, ratio); return; }
    const shapes = every.lanes || (every.lanes = every.slice(0, LANES.most));
    if (!shapes.groups) shapes.groups = groupsOf(data, shapes);
    const planned = plan(shapes, px, width);
    if (planned.thin) { drawThin(pen, shapes, px); return; }
    const sheet = document.createElement("canvas"), canvas = pen.canvas;
    sheet.width = canvas.width; sheet.height = canvas.height;
    const draft = sheet.getContext("2d");
    shapes.forEach(function (one, rank) {
      const start = rank * planned.pitch, wide = new Path2D(), narrow = new Path2D();
      one.pieces.forEach(function (piece, i) { (planned.wide[rank][i] ? wide : narrow).addPath(piece.path); });
      pen.fillStyle = stripes(pen, one.colour, rank, shapes.length, ratio, px);
      pen.fill(narrow, "evenodd");
      draft.setTransform(1, 0, 0, 1, 0, 0);
      draft.clearRect(0, 0, sheet.width, sheet.height);
      draft.setTransform(pen.getTransform());
      draft.lineJoin = "round";
      draft.save();
      draft.clip(wide, "evenodd");
      stroke(draft, one.outline, "rgba(255,255,255,.95)", 2 * (start + width + LANES.gap), px);
      stroke(draft, one.outline, one.colour, 2 * (start + width), px, dashes(one, px, width));
      if (start) {
        draft.globalCompositeOperation = "destination-out";
        stroke(draft, one.outline, COLOURS.eraser, 2 * start, px);
      }
      draft.restore();
      pen.save();
      pen.setTransform(1, 0, 0, 1, 0, 0);
      pen.drawImage(sheet, 0, 0);
      pen.restore();
    });
    pen.setLineDash([]);
  }

  /* Corners of a regular sign around a place; a circle has none. */
  function corners(x, y, size, sides, turn) {
    return Array.from({ length: sides }, function (_nothing, i) {
      const angle = ((turn - 90) / 180 + (2 * i) / sides) * Math.PI;
      const far = sides === 10 && i % 2 ? size * 0.45 : size; // ten corners are a star
      return [x + far * Math.cos(angle), y + far * Math.sin(angle)];
    });
  }

  function drawSign(pen, x, y, size, sign, colour) {
    pen.beginPath();
    const points = corners(x, y, size, sign[0], sign[1]);
    if (points.length) points.forEach(function (p, i) { if (i) pen.lineTo(p[0], p[1]); else pen.moveTo(p[0], p[1]); });
    else pen.arc(x, y, size * 0.8, 0, 7);
    pen.closePath();
    pen.lineWidth = 3.4; pen.strokeStyle = COLOURS.paper; pen.stroke();
    pen.fillStyle = sign[2] ? COLOURS.paper : colour; pen.fill();
    pen.lineWidth = 1.6; pen.strokeStyle = colour; pen.stroke();
    if (sign[2] !== 2) return;
    pen.beginPath(); pen.arc(x, y, size * 0.35, 0, 7);
    pen.fillStyle = colour; pen.fill();
  }

  /* A star: the core city. */
  function drawStar(pen, x, y, colour) {
    pen.beginPath();
    for (let i = 0; i < 10; i++) {
      const angle = (i / 5 - 0.5) * Math.PI, far = i % 2 ? 4.4 : 10;
      pen[i ? "lineTo" : "moveTo"](x + far * Math.cos(angle), y + far * Math.sin(angle));
    }
    pen.closePath();
    pen.lineJoin = "round";
    pen.lineWidth = 3.5; pen.strokeStyle = COLOURS.paper; pen.stroke();
    pen.fillStyle = colour; pen.fill();
  }

  /* Pairs as text: four digits of base 36 for each place, one for the number of shared cooperations. */
  function readTies(text) {
    const ties = [];
    for (let i = 0; i + 9 <= text.length; i += 9) {
      ties.push([0, 4, 8].map(function (k, j) { return parseInt(text.slice(i + k, i + k + (j < 2 ? 4 : 1)), 36); }));
    }
    return ties;
  }

  function drawTies(pen, ties, point) {
    pen.lineCap = "round";
    for (let i = ties.length - 1; i >= 0; i--) { // the strongest come first and lie on top
      const a = point(ties[i][0]), b = point(ties[i][1]);
      [[2.2, "rgba(255,255,255,.75)"], [0, COLOURS.tie]].forEach(function (look) {
        pen.beginPath();
        pen.moveTo(a[0], a[1]);
        pen.lineTo(b[0], b[1]);
        pen.lineWidth = look[0] + Math.min(0.8 + ties[i][2] * 0.45, 6);
        pen.strokeStyle = look[1];
        pen.stroke();
      });
    }
    pen.lineCap = "butt";
  }

  window.geoKoop.marks = {
    hatchTile: hatchTile, pattern: pattern, hatched: hatched, contrast: contrast, shapeOf: shapeOf, plan: plan, drawOutlines: drawOutlines,
    corners: corners, drawSign: drawSign, drawStar: drawStar, readTies: readTies, drawTies: drawTies,
    kinds: { RISING: RISING, DOTTED: DOTTED }
  };
})();
