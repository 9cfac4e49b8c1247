/* Labels: which are written, and where, so that no two ever touch. */

/**
 * Where the top left corner of a label may stand. `hugs` is the side of the label that is next to
 * what it names. For one that stands afar, `from` is where the leader starts, at the edge of what
 * has its middle at `of`.
 * @typedef {Pixel & {hugs?: "left" | "right" | "middle", from?: Pixel, of?: Pixel}} Spot
 */
/** @typedef {[from: Pixel, to: Pixel]} Leader */
/**
 * @typedef {object} LabelWish
 * @property {string} id
 * @property {Spot[]} spots  the best first
 * @property {number} width
 * @property {number} height
 */
/** @typedef {{id: string, box: Box, hugs: "left" | "right" | "middle", leader: Leader | null}} PlacedLabel */

const LABEL_GAP = 8;
const LABELS_APART = 6;

/**
 * Where a label may stand beside a point: after it, before it, above, below, then the corners.
 * @param {Pixel} at
 * @param {number} radius  of the mark
 * @param {{width: number, height: number}} size
 * @param {"ltr" | "rtl"} dir
 * @returns {Spot[]}
 */
function spotsBeside(at, radius, { width, height }, dir) {
  const reach = radius + LABEL_GAP;
  const slant = reach * 0.7;
  const [left, right, middle] = /** @type {const} */ (["left", "right", "middle"]);
  const after = { x: at.x + reach, y: at.y - height / 2, hugs: left };
  const before = { x: at.x - reach - width, y: at.y - height / 2, hugs: right };
  const corners = [
    { x: at.x + slant, y: at.y - slant - height, hugs: left },
    { x: at.x + slant, y: at.y + slant, hugs: left },
    { x: at.x - slant - width, y: at.y - slant - height, hugs: right },
    { x: at.x - slant - width, y: at.y + slant, hugs: right },
  ];
  const sides = dir === "rtl" ? [before, after] : [after, before];
  const upright = [
    { x: at.x - width / 2, y: at.y - reach + 3 - height, hugs: middle },
    { x: at.x - width / 2, y: at.y + reach - 3, hugs: middle },
  ];
  return [...sides, ...upright, ...corners];
}

/**
 * Where a label may stand within a shape: where there is room for the whole of it, else for
 * its middle.
 * @param {Pixel[][]} rings
 * @param {{width: number, height: number}} size
 * @param {Box} view
 * @returns {Spot[]}
 */
function spotsWithin(rings, { width, height }, view) {
  const outline = rings.map((ring) => thinned(ring, 3));
  const fits = (/** @type {Pixel} */ { x, y }) =>
    [x, x + width / 2, x + width].every((px) =>
      [y, y + height].every((py) => isInside(outline, { x: px, y: py })),
    );
  const spots = roomiestSpots(outline, view)
    .slice(0, 60)
    .map(({ x, y }) => ({ x: x - width / 2, y: y - height / 2 }));
  return [...spots.filter(fits), ...spots.filter((spot) => !fits(spot))];
}

/**
 * Where a label may stand beside a line: away from it on both sides, from its middle outwards.
 * @param {Pixel[][]} lines
 * @param {number} reach  pixels between the line and the label
 * @param {{width: number, height: number}} size
 * @param {Box} view
 * @returns {Spot[]}
 */
function spotsAlong(lines, reach, { width, height }, view) {
  const seen = lines
    .flatMap((line) => beads(line, 24))
    .filter(({ x, y }) => x > view.left && x < view.right && y > view.top && y < view.bottom);
  const step = Math.max(1, Math.floor(seen.length / 12));
  const order = seen.map((_, i) => i).filter((i) => i % step === 0);
  order.sort((a, b) => Math.abs(a - seen.length / 2) - Math.abs(b - seen.length / 2));
  return [reach, reach + 12].flatMap((off) =>
    order.flatMap((i) => [
      { x: seen[i].x + off, y: seen[i].y - height / 2 },
      { x: seen[i].x - off - width, y: seen[i].y - height / 2 },
      { x: seen[i].x - width / 2, y: seen[i].y - off - height },
      { x: seen[i].x - width / 2, y: seen[i].y + off },
    ]),
  );
}

/**
 * Where the name of a region may stand: on its place, else a little off it.
 * @param {Pixel} at
 * @param {{width: number, height: number}} size
 * @returns {Spot[]}
 */
function spotsAround(at, { width, height }) {
  const moved = [0, -1, 1, -2, 2];
  return moved.flatMap((down) =>
    moved.map((across) => ({
      x: at.x + (across * width) / 3 - width / 2,
      y: at.y + down * 22 - height / 2,
    })),
  );
}

/**
 * Place the labels in the order of the wishes; one that finds no free spot is left out.
 * @param {LabelWish[]} wishes
 * @param {object} within
 * @param {Box} within.frame  nothing stands outside of it
 * @param {Box[]} within.obstacles  nothing stands on one
 * @param {number} within.most  no more are placed
 * @param {Box[]} [within.barriers]  no leader crosses one, but that which it starts from
 * @param {PlacedLabel[]} [within.before]  those that stand there already
 * @returns {PlacedLabel[]}
 */
function placeLabels(wishes, { frame, obstacles, most, barriers = [], before = [] }) {
  /** @type {PlacedLabel[]} */
  const placed = [];
  const [isObstacle, isBarrier] = [anyNear(obstacles), anyNear(barriers)];
  for (const { id, spots, width, height } of wishes) {
    if (placed.length === most) break;
    const others = [...before, ...placed];
    for (const { x, y, hugs = "middle", from, of = from } of spots) {
      const box = { left: x, top: y, right: x + width, bottom: y + height };
      if (!liesWithin(box, frame)) continue;
      if (isObstacle(box, (other) => overlaps(box, other, 2))) continue;
      if (!keepsClear(box, others)) continue;
      const leader = from ? leaderTo(from, box) : null;
      if (leader && of && !isOpen(leader, of, isBarrier, others)) continue;
      placed.push({ id, box, hugs, leader });
      break;
    }
  }
  return placed;
}

/**
 * @param {Box} box
 * @param {PlacedLabel[]} others
 */
function keepsClear(box, others) {
  const around = inset(box, -2);
  return others.every(
    (other) =>
      !overlaps(box, other.box, LABELS_APART) &&
      !(other.leader && touchesBox(other.leader, around)),
  );
}

/**
 * May a leader be drawn: it crosses no other, no label, and nothing that it does not start from?
 * @param {Leader} leader
 * @param {Pixel} of  the middle of what it starts from
 * @param {ReturnType<typeof anyNear>} isBarrier
 * @param {PlacedLabel[]} others
 */
function isOpen(leader, of, isBarrier, others) {
  const isCut = (/** @type {Box} */ box) =>
    !liesWithin(boxOn(of, 0), box) && touchesBox(leader, box);
  return (
    !isBarrier(boxAround(leader), isCut) &&
    others.every(
      (other) =>
        !touchesBox(leader, inset(other.box, -1)) &&
        !(other.leader && cross(leader, other.leader)),
    )
  );
}
