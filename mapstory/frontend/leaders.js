/* Leaders: the thin lines to labels that stand away from what they name. */

const LEADER_REACHES = [18, 30, 44, 60, 80, 104, 132];
const LEADER_WAYS = 24;
const LEADER_GAP = 3;

/**
 * Where a label may stand away from a point, the nearest first: in every direction, those across
 * before those up and down, or those before all others that lead `away` from a crowd.
 * @param {Pixel} at
 * @param {number} radius  of the mark: the leader starts at its edge
 * @param {Size} size
 * @param {"ltr" | "rtl"} dir
 * @param {Pixel} [away]  one pixel long
 * @returns {Spot[]}
 */
function spotsAfar(at, radius, size, dir, away) {
  const ways = away
    ? waysByCost((way) => 60 * (1 - way.x * away.x - way.y * away.y))
    : WAYS_ACROSS[dir];
  return ways.map(({ way, reach }) => spotAt(at, way, [radius, reach], size));
}

/**
 * The directions that are tried, each one pixel long.
 * @type {Pixel[]}
 */
const LEADER_DIRECTIONS = Array.from({ length: LEADER_WAYS }, (_, i) => {
  const angle = (i * 2 * Math.PI) / LEADER_WAYS;
  return { x: Math.cos(angle), y: Math.sin(angle) };
});

/**
 * The ways and how far they reach, the cheapest first.
 * @param {(way: Pixel) => number} cost
 */
function waysByCost(cost) {
  return LEADER_REACHES.flatMap((reach) =>
    LEADER_DIRECTIONS.map((way) => ({ way, reach, worth: reach + cost(way) })),
  ).sort((a, b) => a.worth - b.worth);
}

const WAYS_ACROSS = {
  ltr: waysByCost((way) => 4 * Math.abs(way.y) - way.x),
  rtl: waysByCost((way) => 4 * Math.abs(way.y) + way.x),
};

/**
 * Where a label may stand outside a shape that has no room for it, with a leader from a spot inside.
 * @param {Pixel[][]} rings
 * @param {Pick<Size, "width" | "height">} size
 * @param {Box} view
 * @returns {Spot[]}
 */
function spotsOutOf(rings, size, view) {
  const outline = rings.map((ring) => thinned(ring, 3));
  const at = roomiestSpots(outline, view, 12)[0];
  if (!at) return [];
  const ways = LEADER_DIRECTIONS.map((way) => {
    let reach = 16;
    const isIn = () => isInside(outline, { x: at.x + way.x * reach, y: at.y + way.y * reach });
    while (isIn() && reach < 400) reach += 8;
    return { way, reach };
  });
  return [12, 30, 56, 90]
    .flatMap((off) => ways.map(({ way, reach }) => ({ way, reach: reach + off })))
    .sort((a, b) => a.reach - b.reach)
    .map(({ way, reach }) => spotAt(at, way, [0, reach], size));
}

/**
 * @param {Pixel} at
 * @param {Pixel} way  one pixel long
 * @param {[radius: number, reach: number]} off  where the leader starts, and how long it is
 * @param {Pick<Size, "width" | "height">} size
 * @returns {Spot}
 */
function spotAt(at, way, [radius, reach], { width, height }) {
  const from = { x: at.x + way.x * radius, y: at.y + way.y * radius };
  const far = radius + reach + LEADER_GAP;
  const end = { x: at.x + way.x * far, y: at.y + way.y * far };
  if (Math.abs(way.x) > 0.35) {
    const hugs = way.x > 0 ? "left" : "right";
    return { from, of: at, hugs, x: way.x > 0 ? end.x : end.x - width, y: end.y - height / 2 };
  }
  return { from, of: at, hugs: "middle", x: end.x - width / 2, y: way.y > 0 ? end.y : end.y - height };
}

/**
 * The leader to a label's nearest side: near the middle of it where it stands to the side.
 * @param {Pixel} from
 * @param {Box} box
 * @returns {Leader}
 */
function leaderTo(from, box) {
  const isBeside = from.x < box.left || from.x > box.right;
  const shy = isBeside ? Math.min(8, (box.bottom - box.top) / 2) : 0;
  const side = { ...inset(box, -LEADER_GAP), top: box.top + shy, bottom: box.bottom - shy };
  return [from, nearestOfBox(isBeside ? side : inset(box, -LEADER_GAP), from)];
}

/**
 * All leaders as one drawing, in pixels of the frame.
 * @param {Leader[]} leaders
 * @returns {SVGElement}
 */
function drawLeaders(leaders) {
  const d = leaders
    .map(([from, to]) => `M${[from.x, from.y].map(tenth)}L${[to.x, to.y].map(tenth)}`)
    .join("");
  return svg(
    "svg",
    { class: "mapstory-leaders", width: 1, height: 1, "aria-hidden": "true" },
    svg("path", { class: "mapstory-leader-halo", d }),
    svg("path", { class: "mapstory-leader", d }),
  );
}

/** @param {number} length */
function tenth(length) {
  return length.toFixed(1);
}
