/* Labels: which are written, and where, so that no two ever touch. */

/**
 * @typedef {object} LabelWish
 * @property {string} id
 * @property {Pixel[]} spots  top left corners, the best first
 * @property {number} width
 * @property {number} height
 */
/** @typedef {{id: string, box: Box}} PlacedLabel */

const LABEL_GAP = 8;
const LABELS_APART = 6;

/**
 * Where a label may stand beside a point: after it, before it, above, below, then the corners.
 * @param {Pixel} at
 * @param {number} radius  of the mark
 * @param {{width: number, height: number}} size
 * @param {"ltr" | "rtl"} dir
 * @returns {Pixel[]}
 */
function spotsBeside(at, radius, { width, height }, dir) {
  const reach = radius + LABEL_GAP;
  const slant = reach * 0.7;
  const right = { x: at.x + reach, y: at.y - height / 2 };
  const left = { x: at.x - reach - width, y: at.y - height / 2 };
  const corners = [
    { x: at.x + slant, y: at.y - slant - height },
    { x: at.x + slant, y: at.y + slant },
    { x: at.x - slant - width, y: at.y - slant - height },
    { x: at.x - slant - width, y: at.y + slant },
  ];
  const sides = dir === "rtl" ? [left, right] : [right, left];
  const upright = [
    { x: at.x - width / 2, y: at.y - reach + 3 - height },
    { x: at.x - width / 2, y: at.y + reach - 3 },
  ];
  return [...sides, ...upright, ...corners];
}

/**
 * Where a label may stand within a shape: where there is room for the whole of it, else for
 * its middle.
 * @param {Pixel[][]} rings
 * @param {{width: number, height: number}} size
 * @param {Box} view
 * @returns {Pixel[]}
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
 * @returns {Pixel[]}
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
 * @returns {Pixel[]}
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
 * @param {{frame: Box, obstacles: Box[], most: number}} within
 *   nothing stands outside the frame or on an obstacle; no more than `most` are placed
 * @returns {PlacedLabel[]}
 */
function placeLabels(wishes, { frame, obstacles, most }) {
  /** @type {PlacedLabel[]} */
  const placed = [];
  for (const { id, spots, width, height } of wishes) {
    if (placed.length === most) break;
    const box = spots
      .map(({ x, y }) => ({ left: x, top: y, right: x + width, bottom: y + height }))
      .find((spot) => {
        if (!liesWithin(spot, frame) || obstacles.some((other) => overlaps(spot, other, 2)))
          return false;
        return !placed.some((other) => overlaps(spot, other.box, LABELS_APART));
      });
    if (box) placed.push({ id, box });
  }
  return placed;
}
