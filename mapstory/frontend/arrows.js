/* Arrows: a move drawn as one tapered, curved shape, so that it reads as going somewhere. */

/**
 * `out` is one pixel long and points away from the curve.
 * @typedef {{outline: Pixel[], apex: Pixel, out: Pixel}} ArrowShape
 */

const BULGE = 0.15;
const TAIL = 1.4;

/**
 * The width of an arrow: 3 to 9 pixels, its square (the weight of the line) in step with the count.
 * @param {number | null} count
 * @param {number} most  the largest count in the story
 */
function arrowWidth(count, most) {
  return count && most ? 3 + 6 * Math.sqrt(Math.min(1, count / most)) : 4.5;
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
  const dx = to.x - from.x;
  const dy = to.y - from.y;
  const length = Math.hypot(dx, dy) || 1;
  const out = { x: (side * dy) / length, y: (-side * dx) / length };
  const knee = {
    x: (from.x + to.x) / 2 + out.x * length * BULGE * 2,
    y: (from.y + to.y) / 2 + out.y * length * BULGE * 2,
  };
  const at = (/** @type {number} */ t) => ({
    x: (1 - t) ** 2 * from.x + 2 * t * (1 - t) * knee.x + t ** 2 * to.x,
    y: (1 - t) ** 2 * from.y + 2 * t * (1 - t) * knee.y + t ** 2 * to.y,
  });
  const head = Math.min(length * 0.4, 8 + width * 2.2);
  const neck = neckOf(at, to, head);
  const half = width / 2;
  /** @type {Pixel[]} */
  const leftSide = [];
  /** @type {Pixel[]} */
  const rightSide = [];
  const count = 24;
  for (let i = 0; i <= count; i++) {
    const t = (neck * i) / count;
    const here = at(t);
    const ahead = at(t + 0.01);
    const span = Math.hypot(ahead.x - here.x, ahead.y - here.y) || 1;
    const across = { x: (ahead.y - here.y) / span, y: -(ahead.x - here.x) / span };
    const reach = TAIL / 2 + (half - TAIL / 2) * (i / count);
    leftSide.push({ x: here.x + across.x * reach, y: here.y + across.y * reach });
    rightSide.push({ x: here.x - across.x * reach, y: here.y - across.y * reach });
  }
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
    ...leftSide,
    { x: base.x + wing.x - back.x, y: base.y + wing.y - back.y },
    to,
    { x: base.x - wing.x - back.x, y: base.y - wing.y - back.y },
    ...rightSide.reverse(),
  ];
  const middle = at(0.5);
  return { outline, apex: { x: middle.x + out.x * half, y: middle.y + out.y * half }, out };
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
  const from = origin.lines && !origin.point ? edgeTowards(origin, aim, taken) : start;
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
