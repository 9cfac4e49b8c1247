/* Placing: who of the names stands where, in rounds from the best places to the last resorts. */

const CROWD = 48;

/**
 * @typedef {object} Obstacles
 * @property {Box} frame
 * @property {Box[]} drawn  everything that is drawn or lies on the map
 * @property {Box[]} hard  the points and arrows of now, and what lies on the map
 * @property {Box[]} covers  what lies on the map
 */
/** @typedef {[names: Caption[], where: "spots" | "afar" | "fan", obstacles: Box[]][]} Rounds */

/**
 * Place the story's names. Those of now stand clear of everything drawn, if need be afar with a
 * leader; where that fails too, on lines and on what is older. Those that are told stand at the last
 * on anything but another name and the card; the others are left out where they are in the way.
 * @param {Caption[]} captions
 * @param {Map<MapName, Size>} sizes
 * @param {Obstacles} obstacles
 * @returns {Generator<void, PlacedLabel[], void>}
 */
function* placeCaptions(captions, sizes, obstacles) {
  const { drawn, hard, covers } = obstacles;
  const ofNow = captions.filter(({ rank }) => rank < OLDER);
  const areas = ofNow.filter(({ isArea }) => isArea);
  const told = captions.filter(({ rank }) => rank < SHOWN);
  const clear = yield* placeClear(ofNow, sizes, obstacles);
  return yield* placeInRounds(
    [
      [areas, "spots", hard],
      [ofNow, "afar", hard],
      [told, "spots", covers],
      [told, "afar", covers],
      [captions.filter(({ rank }) => rank >= OLDER), "spots", drawn],
    ],
    sizes,
    obstacles,
    clear,
  );
}

/**
 * Place names clear of everything drawn. Where points crowd so that some find no place, first
 * those choose, then all of the crowd spread as a fan: what places the most is kept.
 * @param {Caption[]} ofNow
 * @param {Map<MapName, Size>} sizes
 * @param {Obstacles} obstacles
 * @returns {Generator<void, PlacedLabel[], void>}
 */
function* placeClear(ofNow, sizes, obstacles) {
  const { drawn } = obstacles;
  const points = ofNow.filter(({ at }) => at);
  // The name of an area rather stands in it, over what is older there.
  const outside = ofNow.filter(({ isArea }) => !isArea);
  /** @type {Rounds} */
  const rounds = [
    [ofNow, "spots", drawn],
    [outside, "afar", drawn],
  ];
  let best = yield* placeInRounds(rounds, sizes, obstacles);
  const lost = points.filter(({ id }) => !best.some((label) => label.id === id));
  // Where more are lost than are ever named, no fan has room for them.
  if (!lost.length || lost.length > STORY_NAMES || best.length === STORY_NAMES) return best;
  const crowd = crowdAround(points, lost);
  /** @type {Rounds[]} */
  const others = [
    [[lost, "afar", drawn]],
    [[crowd, "fan", drawn]],
    [
      [lost, "fan", drawn],
      [crowd, "fan", drawn],
    ],
  ];
  for (const first of others) {
    const placed = yield* placeInRounds([...first, ...rounds], sizes, obstacles);
    if (placed.length > best.length) best = placed;
  }
  return best;
}

/**
 * @param {Rounds} rounds  a name that is placed in one is left out of those after it
 * @param {Map<MapName, Size>} sizes
 * @param {Obstacles} around
 * @param {PlacedLabel[]} before
 * @returns {Generator<void, PlacedLabel[], void>}
 */
function* placeInRounds(rounds, sizes, { frame, hard, covers }, before = []) {
  let placed = before;
  for (const [names, where, obstacles] of rounds) {
    yield;
    const missing = names.filter(({ id }) => !placed.some((label) => label.id === id));
    const wishes = missing.map((name) => wishOf(name, sizes, where, names));
    const barriers = obstacles === covers ? covers : hard;
    const most = STORY_NAMES - placed.length;
    placed = [
      ...placed,
      ...placeLabels(wishes, { frame, obstacles, barriers, most, before: placed }),
    ];
  }
  return placed;
}

/**
 * The points that crowd around those that found no place: their names do better as a fan.
 * @param {Caption[]} points
 * @param {Caption[]} lost
 * @returns {Caption[]}
 */
function crowdAround(points, lost) {
  return points.filter(({ at }) =>
    lost.some((other) => at && other.at && Math.hypot(at.x - other.at.x, at.y - other.at.y) < CROWD),
  );
}

/**
 * @param {MapName & {afar?: Afar, at?: Pixel | null}} name
 * @param {Map<MapName, Size>} sizes
 * @param {"spots" | "afar" | "fan"} [where]
 * @param {Caption[]} [crowd]  that a fan spreads from
 * @returns {LabelWish}
 */
function wishOf(name, sizes, where = "spots", crowd = []) {
  const size = sizes.get(name) ?? { width: 0, height: 0, length: 0 };
  const away = where === "fan" && name.at ? wayFrom(crowd, name.at) : undefined;
  const spots = (where === "spots" ? name.spots(size) : name.afar?.(size, away)) ?? [];
  return { id: name.id, spots, ...size };
}

/**
 * @param {Caption[]} crowd
 * @param {Pixel} at
 * @returns {Pixel}  the way from the middle of a crowd to one of it, one pixel long
 */
function wayFrom(crowd, at) {
  const middle = middleOf(boxAround(crowd.flatMap((each) => each.at ?? [])));
  const way = { x: at.x - middle.x, y: at.y - middle.y };
  const length = Math.hypot(way.x, way.y);
  return length ? { x: way.x / length, y: way.y / length } : { x: 1, y: 0 };
}
