/* Shapes: from packed text to numbers, and the little geometry that a map on a screen asks for. */

/**
 * Degrees, in the order of Leaflet and of encoded lines. Longitudes run on past ±180 where a
 * story crosses it: nothing here wraps.
 * @typedef {[lat: number, lon: number]} LatLon
 */
/** @typedef {{x: number, y: number}} Pixel */
/**
 * In pixels, y downwards.
 * @typedef {{left: number, top: number, right: number, bottom: number}} Box
 */

/**
 * The lines of a path of ours: whole units of a grid, each point from the one before.
 * @param {string} data
 * @param {{origin: [x: number, y: number], unit: number}} grid  in pixels at zoom 0
 * @returns {{closed: boolean, line: LatLon[]}[]}
 */
function readPath(data, { origin, unit }) {
  let x = 0;
  let y = 0;
  return data
    .split("m")
    .slice(1)
    .map((part) => {
      const steps = (part.match(/-?\d+/g) ?? []).map(Number);
      const closed = part.endsWith("z");
      /** @type {LatLon[]} */
      const line = [];
      const start = { x: x + steps[0], y: y + steps[1] };
      for (let i = 0; i < steps.length; i += 2) {
        x += steps[i];
        y += steps[i + 1];
        line.push(unprojected({ x: origin[0] + x * unit, y: origin[1] + y * unit }));
      }
      // The pen goes back to where a closed line began.
      if (closed) {
        ({ x, y } = start);
        line.push(line[0]);
      }
      return { closed, line };
    });
}

/**
 * @param {Box} a
 * @param {Box} b
 * @param {number} [apart]  how many pixels must lie between them
 */
function overlaps(a, b, apart = 0) {
  return (
    a.left < b.right + apart &&
    b.left < a.right + apart &&
    a.top < b.bottom + apart &&
    b.top < a.bottom + apart
  );
}

const CELL = 64;
const FEW = 64;

/**
 * A way to ask of many boxes whether one of those near a box is such as is asked for: near is what
 * touches it, or lies a few pixels from it.
 * @param {Box[]} boxes
 * @returns {(box: Box, test: (near: Box) => boolean) => boolean}
 */
function anyNear(boxes) {
  if (boxes.length < FEW) return (_, test) => boxes.some(test);
  /** @type {Map<number, Box[]>} */
  const cells = new Map();
  const across = (/** @type {number} */ px) => Math.floor(px / CELL) + 512;
  for (const box of boxes) {
    const { left, top, right, bottom } = inset(box, -CELL / 8);
    for (let x = across(left); x <= across(right); x++)
      for (let y = across(top); y <= across(bottom); y++) {
        const cell = cells.get(x * 1024 + y);
        if (cell) cell.push(box);
        else cells.set(x * 1024 + y, [box]);
      }
  }
  return ({ left, top, right, bottom }, test) => {
    for (let x = across(left); x <= across(right); x++)
      for (let y = across(top); y <= across(bottom); y++)
        if (cells.get(x * 1024 + y)?.some(test)) return true;
    return false;
  };
}

/**
 * @param {Box} inner
 * @param {Box} outer
 */
function liesWithin(inner, outer) {
  return (
    inner.left >= outer.left &&
    inner.right <= outer.right &&
    inner.top >= outer.top &&
    inner.bottom <= outer.bottom
  );
}

/**
 * @param {Pixel[]} points
 * @returns {Box}
 */
function boxAround(points) {
  const box = { left: Infinity, top: Infinity, right: -Infinity, bottom: -Infinity };
  for (const { x, y } of points) {
    box.left = Math.min(box.left, x);
    box.right = Math.max(box.right, x);
    box.top = Math.min(box.top, y);
    box.bottom = Math.max(box.bottom, y);
  }
  return box;
}

/**
 * Is the point inside the rings (even-odd, so holes count)?
 * @param {Pixel[][]} rings
 * @param {Pixel} at
 */
function isInside(rings, at) {
  let inside = false;
  for (const ring of rings) {
    for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
      const a = ring[i];
      const b = ring[j];
      if (a.y > at.y !== b.y > at.y && at.x < ((b.x - a.x) * (at.y - a.y)) / (b.y - a.y) + a.x)
        inside = !inside;
    }
  }
  return inside;
}

/**
 * The point of the lines that is nearest to `at`, and how far that is.
 * @param {Pixel[][]} lines
 * @param {Pixel} at
 */
function nearestOn(lines, at) {
  let best = { x: at.x, y: at.y, distance: Infinity };
  for (const line of lines) {
    for (let i = 0; i < line.length; i++) {
      const a = line[Math.max(0, i - 1)];
      const dx = line[i].x - a.x;
      const dy = line[i].y - a.y;
      const length2 = dx * dx + dy * dy;
      const t = length2
        ? Math.min(1, Math.max(0, ((at.x - a.x) * dx + (at.y - a.y) * dy) / length2))
        : 0;
      const x = a.x + t * dx;
      const y = a.y + t * dy;
      const distance = Math.hypot(at.x - x, at.y - y);
      if (distance < best.distance) best = { x, y, distance };
    }
  }
  return best;
}

/**
 * Places inside a shape with room around them, the roomiest first: where a label reads well.
 * The first is its visual centre (the pole of inaccessibility, to the fineness of the grid).
 * @param {Pixel[][]} rings  closed
 * @param {Box} view  what can be seen; places outside it are not offered
 * @param {number} [across]  how many places are tried across the view
 * @returns {{x: number, y: number, distance: number}[]}
 */
function roomiestSpots(rings, view, across = 16) {
  const own = boxAround(rings.flat());
  const left = Math.max(own.left, view.left);
  const right = Math.min(own.right, view.right);
  const top = Math.max(own.top, view.top);
  const bottom = Math.min(own.bottom, view.bottom);
  if (!(left < right && top < bottom)) return [];
  const coarse = rings.map((ring) => thinned(ring, 2));
  const side = Math.max(right - left, bottom - top) / across;
  const spots = [];
  for (let y = top + side / 2; y < bottom; y += side) {
    for (let x = left + side / 2; x < right; x += side) {
      if (!isInside(coarse, { x, y })) continue;
      const edge = Math.min(x - view.left, view.right - x, y - view.top, view.bottom - y);
      const distance = Math.min(nearestOn(coarse, { x, y }).distance, edge);
      // Of equally roomy places the one nearer to the middle.
      const worth = distance - 0.1 * Math.hypot(x - (left + right) / 2, y - (top + bottom) / 2);
      spots.push({ x, y, distance, worth });
    }
  }
  return spots.sort((a, b) => b.worth - a.worth);
}

/**
 * Points along a line, no more than `gap` pixels apart.
 * @param {Pixel[]} line
 * @param {number} gap
 */
function beads(line, gap) {
  return line.flatMap((at, i) => {
    const last = line[Math.max(0, i - 1)];
    const count = Math.min(
      200,
      Math.max(1, Math.ceil(Math.hypot(at.x - last.x, at.y - last.y) / gap)),
    );
    return Array.from({ length: count }, (_, n) => ({
      x: last.x + ((at.x - last.x) * (n + 1)) / count,
      y: last.y + ((at.y - last.y) * (n + 1)) / count,
    }));
  });
}

/**
 * The line without the points that lie closer than `gap` pixels to the one before.
 * @param {Pixel[]} line
 * @param {number} gap
 */
function thinned(line, gap) {
  const kept = line.slice(0, 1);
  for (const point of line) {
    const last = kept[kept.length - 1];
    if (Math.abs(point.x - last.x) > gap || Math.abs(point.y - last.y) > gap) kept.push(point);
  }
  return kept;
}

/**
 * @param {Box} box
 * @param {number} by  pixels on every side; less than nothing makes it larger
 * @returns {Box}
 */
function inset(box, by) {
  return { left: box.left + by, top: box.top + by, right: box.right - by, bottom: box.bottom - by };
}

/**
 * @param {Box} box
 * @returns {Pixel}
 */
function middleOf({ left, top, right, bottom }) {
  return { x: (left + right) / 2, y: (top + bottom) / 2 };
}

/**
 * @param {Pixel} at
 * @param {number} radius
 * @returns {Box}
 */
function boxOn({ x, y }, radius) {
  return { left: x - radius, top: y - radius, right: x + radius, bottom: y + radius };
}

/**
 * The size of the upright box around a box that is turned.
 * @param {{width: number, height: number}} size
 * @param {number} angle  degrees
 */
function turnedSize({ width, height }, angle) {
  const across = Math.abs(Math.cos((angle * Math.PI) / 180));
  const down = Math.abs(Math.sin((angle * Math.PI) / 180));
  return { width: width * across + height * down, height: width * down + height * across };
}

/**
 * @param {Box} box
 * @param {Pixel} at
 * @returns {Pixel}  the point of the box that is nearest to `at`: `at` itself where it lies within
 */
function nearestOfBox(box, { x, y }) {
  return {
    x: Math.max(box.left, Math.min(box.right, x)),
    y: Math.max(box.top, Math.min(box.bottom, y)),
  };
}

/**
 * Does the straight line from one point to another touch the box (Liang and Barsky 1984)?
 * @param {[from: Pixel, to: Pixel]} line
 * @param {Box} box
 */
function touchesBox([from, to], box) {
  const dx = to.x - from.x;
  const dy = to.y - from.y;
  let enters = 0;
  let leaves = 1;
  for (const [way, room] of [
    [-dx, from.x - box.left],
    [dx, box.right - from.x],
    [-dy, from.y - box.top],
    [dy, box.bottom - from.y],
  ]) {
    if (way === 0 && room < 0) return false;
    if (way < 0) enters = Math.max(enters, room / way);
    if (way > 0) leaves = Math.min(leaves, room / way);
  }
  return enters <= leaves;
}

/**
 * Do two straight lines cross?
 * @param {[from: Pixel, to: Pixel]} one
 * @param {[from: Pixel, to: Pixel]} other
 */
function cross([a, b], [c, d]) {
  const side = (/** @type {Pixel} */ p, /** @type {Pixel} */ q, /** @type {Pixel} */ r) =>
    (q.x - p.x) * (r.y - p.y) - (q.y - p.y) * (r.x - p.x) > 0;
  return side(a, b, c) !== side(a, b, d) && side(c, d, a) !== side(c, d, b);
}
