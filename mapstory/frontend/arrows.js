/* Arrows: a move drawn as one tapered, curved shape, so that it reads as going somewhere. */

/**
 * `out` is one pixel long and points away from the curve.
 * @typedef {{outline: Pixel[], apex: Pixel, out: Pixel}} ArrowShape
 */

const TAIL = 1.4;
const TRAIL = 1.8;
/** Pixels: below it, two ends are drawn one on the other. */
const SHORTEST = 12;

/**
 * The width of an arrow: 3 to 9 pixels, its square (the weight of the line) in step with the count;
 * a short arrow is slimmer, so that it stays an arrow.
 * @param {number | null} count
 * @param {number} most  the largest count in the story
 * @param {number} [length]  in pixels
 */
function arrowWidth(count, most, length = Infinity) {
  const wanted = count && most ? 3 + 6 * Math.sqrt(Math.min(1, count / most)) : 4.5;
  return Math.max(2.4, Math.min(wanted, length / 12));
}

/**
 * The curve of a move, from 0 to 1 along its way. It swings out by 12 to 18 % of its length, the
 * longer the less.
 * @param {Pixel} from
 * @param {Pixel} to
 * @param {number} side  1 swings to the left of the way, -1 to the right
 */
function curveOf(from, to, side) {
  const dx = to.x - from.x;
  const dy = to.y - from.y;
  const length = Math.hypot(dx, dy) || 1;
  const bulge = 0.18 - 0.06 * Math.max(0, Math.min(1, (length - 80) / 520));
  const out = { x: (side * dy) / length, y: (-side * dx) / length };
  const knee = {
    x: (from.x + to.x) / 2 + out.x * length * bulge * 2,
    y: (from.y + to.y) / 2 + out.y * length * bulge * 2,
  };
  const at = (/** @type {number} */ t) => ({
    x: (1 - t) ** 2 * from.x + 2 * t * (1 - t) * knee.x + t ** 2 * to.x,
    y: (1 - t) ** 2 * from.y + 2 * t * (1 - t) * knee.y + t ** 2 * to.y,
  });
  return { at, out, length };
}

/**
 * Both sides of a line along a curve, from its start to `end`.
 * @param {(t: number) => Pixel} at
 * @param {number} end
 * @param {(share: number) => number} reach  pixels to either side, by how far along
 * @returns {{left: Pixel[], right: Pixel[]}}
 */
function sidesOf(at, end, reach) {
  /** @type {Pixel[]} */
  const left = [];
  /** @type {Pixel[]} */
  const right = [];
  const count = 24;
  for (let i = 0; i <= count; i++) {
    const here = at((end * i) / count);
    const ahead = at((end * i) / count + 0.01);
    const span = Math.hypot(ahead.x - here.x, ahead.y - here.y) || 1;
    const across = { x: (ahead.y - here.y) / span, y: -(ahead.x - here.x) / span };
    const by = reach(i / count);
    left.push({ x: here.x + across.x * by, y: here.y + across.y * by });
    right.push({ x: here.x - across.x * by, y: here.y - across.y * by });
  }
  return { left, right: right.reverse() };
}

/**
 * The outline of an arrow that leaves `from` thin, swings out to one side and ends in a head
 * at `to`.
 * @param {Pixel} from
 * @param {Pixel} to
 * @param {number} width  of the shaft where it meets the head
 * @param {number} [side]  1 swings to the left of the way, -1 to the right
 * @returns {ArrowShape}
 */
function arrowShape(from, to, width, side = 1) {
  const { at, out, length } = curveOf(from, to, side);
  const head = Math.min(length * 0.4, 8 + width * 2.2);
  const neck = neckOf(at, to, head);
  const half = width / 2;
  const { left, right } = sidesOf(at, neck, (share) => TAIL / 2 + (half - TAIL / 2) * share);
  const base = at(neck);
  const along = Math.hypot(to.x - base.x, to.y - base.y) || 1;
  const wing = {
    x: ((to.y - base.y) / along) * (half + 3.2 + width * 0.35),
    y: (-(to.x - base.x) / along) * (half + 3.2 + width * 0.35),
  };
  const back = {
    x: ((to.x - base.x) / along) * head * 0.14,
    y: ((to.y - base.y) / along) * head * 0.14,
  };
  const outline = [
    ...left,
    { x: base.x + wing.x - back.x, y: base.y + wing.y - back.y },
    to,
    { x: base.x - wing.x - back.x, y: base.y - wing.y - back.y },
    ...right,
  ];
  const middle = at(0.5);
  return { outline, apex: { x: middle.x + out.x * half, y: middle.y + out.y * half }, out };
}

/**
 * What is left of an arrow once later steps are told: its way, as a thin line without a head.
 * @param {Pixel} from
 * @param {Pixel} to
 * @returns {ArrowShape}
 */
function trailShape(from, to) {
  const { at, out } = curveOf(from, to, 1);
  const { left, right } = sidesOf(at, 1, () => TRAIL / 2);
  return { outline: [...left, ...right], apex: at(0.5), out };
}

/**
 * Where on the curve (0 to 1) the head begins: `head` pixels short of the end.
 * @param {(t: number) => Pixel} at
 * @param {Pixel} to
 * @param {number} head
 */
function neckOf(at, to, head) {
  let t = 1;
  while (t > 0.05 && Math.hypot(at(t).x - to.x, at(t).y - to.y) < head) t -= 0.01;
  return t;
}

/**
 * Where a label stands outside the curve of an arrow: at its apex, then a little farther off and
 * nearer to its ends, and at last inside the curve.
 * @param {ArrowShape} arrow
 * @param {{width: number, height: number}} size
 * @returns {Pixel[]}
 */
function spotsOutside({ apex, out, outline }, { width, height }) {
  const side = Math.floor(outline.length / 2);
  const anchors = [
    apex,
    ...[0.6, 0.35, 0.8, 0.15].map((share) => outline[Math.floor(side * share)]),
  ];
  const off = (
    /** @type {Pixel} */ from,
    /** @type {number} */ gap,
    /** @type {number} */ way,
  ) => ({
    x: from.x + way * out.x * (width / 2 + gap) - width / 2,
    y: from.y + way * out.y * (height / 2 + gap) - height / 2,
  });
  const outside = [6, 12, 20].flatMap((gap) => anchors.map((from) => off(from, gap, 1)));
  return [...outside, ...[10, 18].flatMap((gap) => anchors.map((from) => off(from, gap, -1)))];
}

/**
 * The two ends of a move, so that it starts and stops where a reader would point.
 * @param {MoveEnd} origin
 * @param {MoveEnd} target
 * @param {Pixel[]} [taken]  where other arrows start or end: on a line, this one keeps off them
 * @returns {{from: Pixel, to: Pixel}}
 */
function endsOf(origin, target, taken = []) {
  const start = origin.point ?? centreOf(origin);
  const aim = target.point ?? edgeTowards(target, start, taken);
  const near = Math.hypot(aim.x - start.x, aim.y - start.y) < SHORTEST;
  const from =
    origin.lines && !origin.point
      ? edgeTowards(origin, aim, taken)
      : near && origin.rings
        ? farthestFrom(origin.rings.flat(), aim)
        : start;
  return {
    from: shifted(from, aim, origin.point ? origin.gap : 0),
    to: shifted(aim, from, target.gap),
  };
}

/**
 * What an arrow can start from or end at, in pixels: a point, or a shape with its rings or lines.
 * `gap` pixels are kept to the point: the radius of its mark.
 * @typedef {{point?: Pixel, rings?: Pixel[][], lines?: Pixel[][], gap: number}} MoveEnd
 */

/**
 * @param {Pixel[]} points
 * @param {Pixel} at
 * @returns {Pixel}
 */
function farthestFrom(points, at) {
  const off = (/** @type {Pixel} */ { x, y }) => Math.hypot(x - at.x, y - at.y);
  return points.reduce((best, point) => (off(point) > off(best) ? point : best), at);
}

/**
 * @param {MoveEnd} end
 * @returns {Pixel}
 */
function centreOf(end) {
  const rings = end.rings ?? [];
  const all = (end.lines ?? rings).flat();
  const box = boxAround(all);
  const middle = { x: (box.left + box.right) / 2, y: (box.top + box.bottom) / 2 };
  if (end.lines) return nearestOn(end.lines, middle);
  return roomiestSpots(rings, box, 16)[0] ?? middle;
}

/**
 * The point of a shape that one coming from `start` meets first; its middle for one already inside.
 * Of a line the middle is preferred as far as it is no detour: no end of it is more likely.
 * @param {MoveEnd} end
 * @param {Pixel} start
 * @param {Pixel[]} taken
 * @returns {Pixel}
 */
function edgeTowards(end, start, taken) {
  if (end.lines) {
    const middle = centreOf(end);
    const detour = (/** @type {Pixel} */ at) =>
      Math.hypot(at.x - start.x, at.y - start.y) +
      0.7 * Math.hypot(at.x - middle.x, at.y - middle.y);
    const candidates = [
      middle,
      nearestOn(end.lines, start),
      ...end.lines.flatMap((line) => beads(line, 12)),
    ];
    const free = candidates.filter((at) =>
      taken.every((other) => Math.hypot(at.x - other.x, at.y - other.y) > 24),
    );
    return (free.length ? free : candidates).reduce((best, at) =>
      detour(at) < detour(best) ? at : best,
    );
  }
  const rings = end.rings ?? [];
  return isInside(rings, start) ? centreOf(end) : nearestOn(rings, start);
}

/**
 * @param {Pixel} at
 * @param {Pixel} towards
 * @param {number} by  pixels; less than nothing goes the other way
 * @returns {Pixel}
 */
function shifted(at, towards, by) {
  const length = Math.hypot(towards.x - at.x, towards.y - at.y) || 1;
  return {
    x: at.x + ((towards.x - at.x) / length) * by,
    y: at.y + ((towards.y - at.y) / length) * by,
  };
}
