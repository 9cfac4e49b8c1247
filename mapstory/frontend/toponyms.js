/* Toponyms: the names of the base map that are in view: countries, waters, rivers, divisions, towns. */

/** @typedef {MapName & {kind: AtlasKind, dot: Pixel | null}} Toponym */

/**
 * How many of each are written at most, the weightiest kind first.
 * @type {Record<string, number>}
 */
const MOST_OF_KIND = {
  country: 6,
  sea: 3,
  capital: 3,
  river: 3,
  division: 6,
  town: 4,
  region: 3,
  lake: 3,
};
const MOST_TOWNS = 5;
/** How many of a kind are tried: rivers have many places to be named at. */
const TRIED = 24;
const TRIED_RIVERS = 60;
/** A name may reach past the straight stretch it lies on by this share before it leaves the water. */
const OVERHANG = 1.15;

/**
 * @param {L.Map} map
 * @param {Atlas} atlas
 * @param {Surroundings} around
 * @returns {Toponym[]}  those that could be written, the weightiest first
 */
function toponymsOf(map, atlas, { frame, dir }) {
  const scale = 2 ** map.getZoom();
  const seen = inset(frame, NAMES_INSET);
  const ranked = rankedNames(atlas);
  const places = pixelsOf(map, ranked.places);
  /** @type {Record<string, number>} */
  const tried = {};
  return ranked.names.flatMap(({ name, kind }, nth) => {
    const at = places[nth];
    const [, , , zoom] = name;
    if (map.getZoom() < zoom || !liesWithin(boxOn(at, 0), seen)) return [];
    tried[kind] = (tried[kind] ?? 0) + 1;
    if (tried[kind] > (kind === "river" ? TRIED_RIVERS : TRIED)) return [];
    return [toponymAt(name, `base ${nth}`, at, { kind, dir, scale })];
  });
}

/** @typedef {{name: AtlasName, kind: AtlasKind}} RankedName */
/** @type {WeakMap<Atlas, {names: RankedName[], places: LatLon[]}>} */
const rankings = new WeakMap();

/**
 * The names of an atlas, the weightiest first, and where each belongs.
 * @param {Atlas} atlas
 */
function rankedNames(atlas) {
  let ranked = rankings.get(atlas);
  if (!ranked) {
    const kinds = /** @type {AtlasKind[]} */ (Object.keys(MOST_OF_KIND));
    const names = kinds.flatMap((kind) => (atlas.names[kind] ?? []).map((name) => ({ name, kind })));
    /** @type {LatLon[]} */
    const places = names.map(({ name: [, lon, lat] }) => [lat, lon]);
    ranked = { names, places };
    rankings.set(atlas, ranked);
  }
  return ranked;
}

/**
 * @param {AtlasName} name
 * @param {string} id
 * @param {Pixel} at
 * @param {{kind: AtlasKind, dir: "ltr" | "rtl", scale: number}} drawn
 * @returns {Toponym}
 */
function toponymAt([text, , , , turn = 0, span], id, at, { kind, dir, scale }) {
  const isTown = kind === "town" || kind === "capital";
  const angle = uprightAngle(turn);
  const kinds = kind === "capital" ? "is-town is-capital" : `is-${kind}`;
  const look = `mapstory-label ${kinds}${angle ? " is-turned" : ""}`;
  /** @type {Toponym["spots"]} */
  const spots = (size) => {
    if (isTown) return spotsBeside(at, -2, size, dir);
    if (!span && !angle) return spotsAround(at, size);
    if (size.length > (span ?? Infinity) * scale * OVERHANG) return [];
    return [{ x: at.x - size.width / 2, y: at.y - size.height / 2 }];
  };
  return {
    id,
    text,
    kind,
    look,
    write: () => written(look, text, ""),
    angle,
    spots,
    dot: isTown ? at : null,
  };
}

/**
 * The angle at which a name along a line is read without turning one's head: -90 to 90 degrees.
 * @param {number} angle
 */
function uprightAngle(angle) {
  const turned = ((angle % 180) + 180) % 180;
  const upright = turned > 90 ? turned - 180 : turned;
  return Math.abs(upright) < 3 ? 0 : upright;
}

/**
 * Place the names of the base map by weight, each name once: no name touches another, nor a dot.
 * @param {Toponym[]} toponyms
 * @param {Map<MapName, Size>} sizes
 * @param {{frame: Box, obstacles: Box[]}} within
 * @returns {PlacedLabel[]}
 */
function placeToponyms(toponyms, sizes, { frame, obstacles }) {
  const taken = [...obstacles];
  /** @type {Map<string, PlacedLabel>} */
  const placed = new Map();
  /** @type {Record<string, number>} */
  const counts = { capital: 0, town: 0 };
  for (const name of toponyms) {
    const { dot, kind, text } = name;
    const count = counts[kind] ?? 0;
    if (count === MOST_OF_KIND[kind] || placed.has(text)) continue;
    if (dot && counts.capital + counts.town === MOST_TOWNS) continue;
    const box = dot ? boxOn(dot, 5) : null;
    if (box && taken.some((other) => overlaps(box, other))) continue;
    const [label] = placeLabels([wishOf(name, sizes)], { frame, obstacles: taken, most: 1 });
    if (!label) continue;
    counts[kind] = count + 1;
    placed.set(text, label);
    taken.push(inset(label.box, -LABELS_APART), ...(box ? [box] : []));
  }
  return [...placed.values()];
}
