/* Names: what is written on the map in a step: the story first, then the base map, as far as there is room. */

const STORY_NAMES = 9;
const BASE_TOWNS = 5;
const BASE_REGIONS = 6;
const BASE_APART = 40;
const OLDER = 20;

/**
 * @typedef {object} MapName
 * @property {string} id
 * @property {string} text  what is read, to tell whether two names say the same
 * @property {HTMLElement} element
 * @property {(size: {width: number, height: number}) => Pixel[]} spots
 * @property {Pixel} [dot]  where the base map's own dot stands
 */
/** @typedef {MapName & {rank: number}} StoryName  Those of now rank below OLDER. */
/**
 * @typedef {object} Surroundings
 * @property {Box} frame
 * @property {Box[]} covers  the card, the legend, the buttons: nothing is written under them
 * @property {"ltr" | "rtl"} dir
 */

/**
 * Write the names of a step into the pane, as many as there is room for.
 * @param {Studio} studio
 * @param {HTMLElement} pane
 * @param {DrawnLayer[]} layers  those on the map
 * @param {string[]} covered  ids of the marks that are not drawn
 * @param {Surroundings} around
 */
function writeNames(studio, pane, layers, covered, around) {
  const free = largest(freeParts(around.frame, around.covers));
  const marks = layers.flatMap((layer) => drawnDiscs(studio, layer, covered));
  // The latest of the older ones are the likeliest to be looked for.
  const newest = [...layers].reverse();
  const all = newest.flatMap((layer) =>
    storyNames(studio, layer, covered, { free, view: around.frame, dir: around.dir }),
  );
  const story = all.sort((a, b) => a.rank - b.rank).slice(0, 4 * STORY_NAMES);
  const base = (studio.story.atlas && !studio.map.getContainer().closest(".is-tiled") ? baseNames(studio, studio.story.atlas, around) : []).filter(
    (name) =>
      !story.some(({ text }) => saysTheSame(text, name.text)) &&
      !marks.some((mark) => name.dot && overlaps(mark, boxOn(name.dot, 4))),
  );
  pane.replaceChildren(...[...story, ...base].map((name) => name.element));

  const frame = inset(around.frame, 8);
  const ofNow = layers.filter((layer) => stateOf(layer) !== "dimmed");
  const hard = [...around.covers, ...ofNow.flatMap((layer) => drawnDiscs(studio, layer, covered))];
  const drawn = [
    ...around.covers,
    ...marks,
    ...layers.flatMap((layer) => lineBoxes(studio, layer, covered)),
  ];
  const told = placeStory(story, frame, { drawn, hard, covers: around.covers });
  const near = told.map(({ box }) => inset(box, -BASE_APART));
  const spare = placeBase(base, { frame, obstacles: [...drawn, ...near] });
  settle(studio.map, [...story, ...base], [...told, ...spare]);
}

/**
 * Place the names of the base map by weight, each name once: no name touches another, nor a dot.
 * @param {MapName[]} base
 * @param {{frame: Box, obstacles: Box[]}} within
 * @returns {PlacedLabel[]}
 */
function placeBase(base, { frame, obstacles }) {
  const taken = [...obstacles];
  /** @type {Map<string, PlacedLabel>} */
  const placed = new Map();
  for (const { names, most } of inOrder(base)) {
    let count = 0;
    for (const name of names) {
      if (count === most) break;
      const dot = name.dot ? boxOn(name.dot, 5) : null;
      if (placed.has(name.text) || (dot && taken.some((box) => overlaps(dot, box)))) continue;
      const [label] = placeLabels([wishOf(name)], { frame, obstacles: taken, most: 1 });
      if (!label) continue;
      count += 1;
      placed.set(name.text, label);
      taken.push(inset(label.box, -6), ...(dot ? [dot] : []));
    }
  }
  return [...placed.values()];
}

/**
 * Place the story's names clear of everything drawn. Those of now that find no room there may
 * stand on lines and on what is older, and at the last on anything but another name and the
 * card; those of older layers are left out.
 * @param {StoryName[]} names
 * @param {Box} frame
 * @param {{drawn: Box[], hard: Box[], covers: Box[]}} obstacles
 */
function placeStory(names, frame, { drawn, hard, covers }) {
  const clear = placeLabels(names.map(wishOf), { frame, obstacles: drawn, most: STORY_NAMES });
  const left = names.filter(
    ({ id, rank }) => rank < OLDER && !clear.some((label) => label.id === id),
  );
  let placed = clear;
  for (const obstacles of [hard, covers]) {
    const missing = left.filter(({ id }) => !placed.some((label) => label.id === id));
    const more = placeLabels(missing.map(wishOf), {
      frame,
      obstacles: [...obstacles, ...placed.map(({ box }) => box)],
      most: STORY_NAMES - placed.length,
    });
    placed = [...placed, ...more];
  }
  return placed;
}

/**
 * The names of the base map by weight: countries, capitals, the nearest regions, towns.
 * @param {MapName[]} base
 */
function inOrder(base) {
  const those = (/** @type {string} */ look) => base.filter(({ element }) => element.matches(look));
  return [
    { names: those(".is-country"), most: BASE_REGIONS },
    { names: those(".is-capital"), most: BASE_TOWNS - 2 },
    { names: those(".is-division"), most: BASE_REGIONS },
    { names: those(".is-town:not(.is-capital)"), most: BASE_TOWNS - 1 },
  ];
}

/**
 * @param {MapName} name
 * @returns {LabelWish}
 */
function wishOf({ id, element, spots }) {
  const size = { width: element.offsetWidth, height: element.offsetHeight };
  return { id, spots: spots(size), ...size };
}

/**
 * Move what found a place to it and take away the rest.
 * @param {L.Map} map
 * @param {MapName[]} names
 * @param {PlacedLabel[]} placed
 */
function settle(map, names, placed) {
  for (const { id, element, dot } of names) {
    const label = placed.find((each) => each.id === id);
    if (!label) {
      element.remove();
      continue;
    }
    L.DomUtil.setPosition(
      element,
      map.containerPointToLayerPoint([label.box.left, label.box.top]).round(),
    );
    if (!dot) continue;
    const point = document.createElement("i");
    point.className = element.classList.contains("is-capital")
      ? "mapstory-dot is-capital"
      : "mapstory-dot";
    element.before(point);
    L.DomUtil.setPosition(point, map.containerPointToLayerPoint([dot.x, dot.y]).round());
  }
}

/**
 * The names of one layer. Told ones say how well the place is known; older points keep a
 * small name.
 * @param {Studio} studio
 * @param {DrawnLayer} layer
 * @param {string[]} covered
 * @param {{free: Box, view: Box, dir: "ltr" | "rtl"}} within
 * @returns {StoryName[]}
 */
function storyNames(studio, layer, covered, { free, view, dir }) {
  const { map } = studio;
  const state = stateOf(layer);
  const told =
    state === "told"
      ? layer.marks.flatMap(({ shape }) =>
          shape.polygons.flat().map((ring) => thinned(pixelsOf(map, ring), 3)),
        )
      : [];
  const names = [];
  for (const { mark, shape } of layer.marks) {
    const isPoint = shape.points.length > 0 && !mark.soft;
    if (covered.includes(mark.id) || (state === "dimmed" && !isPoint)) continue;
    const points = pixelsOf(map, shape.points).filter((at) => liesWithin(boxOn(at, 0), view));
    if (isPoint && !points.length) continue;
    const rings = shape.polygons.flat().map((ring) => pixelsOf(map, ring));
    const lines = shape.lines.map((line) => pixelsOf(map, line));
    /** @type {MapName["spots"]} */
    const spots = (size) => {
      if (isPoint) return points.flatMap((at) => spotsBeside(at, DISC_RADIUS[state], size, dir));
      if (rings.length) {
        const own = boxAround(rings.flat());
        const middle = { x: (own.left + own.right) / 2, y: (own.top + own.bottom) / 2 };
        return [
          ...(isTooSmall(map, shape) ? [] : spotsWithin(rings, size, free)),
          ...spotsBeside(middle, HALO_RADIUS, size, dir),
        ];
      }
      return clearOf(told, spotsAlong(lines, mark.soft ? 14 : 8, size, free), size);
    };
    const look = `mapstory-label is-${state} ${isPoint ? "is-point" : mark.soft ? "is-soft" : "is-area"}`;
    const element = written(
      `${look} ${classOfGroup(studio, mark.group)}`,
      mark.label,
      mark.soft && state !== "dimmed" ? mark.words : "",
    );
    element.setAttribute("data-place", mark.place);
    const rank =
      (state === "told" ? 0 : state === "shown" ? 10 : OLDER) + (isPoint ? 0 : mark.soft ? 2 : 3);
    names.push({ id: mark.id, text: mark.label, element, spots, rank });
  }
  for (const { move, arrow } of layer.moves) {
    if (!arrow || !move.label || state === "dimmed") continue;
    const element = written(
      `mapstory-label is-move is-${state} ${classOfGroup(studio, move.group)}`,
      move.label,
      "",
    );
    names.push({
      id: move.id,
      text: move.label,
      element,
      spots: (/** @type {any} */ size) => spotsOutside(arrow, size),
      rank: state === "told" ? 1 : 11,
    });
  }
  return names;
}

/**
 * The spots, those first that lie outside the areas: what names a line there would seem to name the area.
 * @param {Pixel[][]} rings
 * @param {Pixel[]} spots
 * @param {{width: number, height: number}} size
 */
function clearOf(rings, spots, { width, height }) {
  const isWithin = (/** @type {Pixel} */ { x, y }) =>
    isInside(rings, { x: x + width / 2, y: y + height / 2 });
  return [...spots.filter((spot) => !isWithin(spot)), ...spots.filter(isWithin)];
}

/**
 * The names of the base map that are in view: regions first, then towns, the weightiest first.
 * @param {Studio} studio
 * @param {Atlas} atlas
 * @param {Surroundings} around
 * @returns {MapName[]}
 */
function baseNames({ map }, { names }, { frame, dir }) {
  const regions = names.filter(({ kind }) => kind === "country" || kind === "division");
  const towns = names.filter(({ kind }) => kind === "town");
  const at = (/** @type {[lon: number, lat: number]} */ [lon, lat]) =>
    map.latLngToContainerPoint([lat, lon]);
  const seen = (/** @type {Pixel} */ point) => liesWithin(boxOn(point, 0), frame);
  const byRank = (/** @type {{rank: number}} */ a, /** @type {{rank: number}} */ b) =>
    a.rank - b.rank;
  const ofRegions = regions
    .filter((each) => seen(at(each.at)))
    .sort((a, b) => Number(b.kind === "country") - Number(a.kind === "country") || a.rank - b.rank);
  const ofTowns = towns
    .filter((each) => seen(at(each.at)))
    .sort(byRank)
    .slice(0, 24);
  return [
    ...ofRegions.map((region, i) => ({
      id: `region ${i}`,
      text: region.name,
      element: written(`mapstory-label is-region is-${region.kind}`, region.name, ""),
      spots: (/** @type {{width: number, height: number}} */ size) =>
        spotsAround(at(region.at), size),
    })),
    ...ofTowns.map((town, i) => ({
      id: `town ${i}`,
      text: town.name,
      element: written(`mapstory-label is-town${town.capital ? " is-capital" : ""}`, town.name, ""),
      spots: (/** @type {{width: number, height: number}} */ size) =>
        spotsBeside(at(town.at), -2, size, dir),
      dot: at(town.at),
    })),
  ];
}

/**
 * @param {string} className
 * @param {string} name
 * @param {string} words  how well the place is known
 */
function written(className, name, words) {
  const element = document.createElement("div");
  element.className = className;
  const title = document.createElement("b");
  title.textContent = name;
  element.append(title);
  if (words) {
    const small = document.createElement("small");
    small.textContent = words;
    element.append(small);
  }
  return element;
}

/**
 * @param {DrawnLayer} layer
 * @returns {LayerState}
 */
function stateOf({ pane }) {
  return pane.classList.contains("is-told")
    ? "told"
    : pane.classList.contains("is-shown")
      ? "shown"
      : "dimmed";
}

/**
 * @param {Studio} studio
 * @param {DrawnLayer} layer
 * @param {string[]} covered
 * @returns {Box[]}
 */
function drawnDiscs({ map }, layer, covered) {
  const radius = DISC_RADIUS[stateOf(layer)];
  return layer.marks
    .filter(({ mark }) => !mark.soft && !covered.includes(mark.id))
    .flatMap(({ shape }) => pixelsOf(map, shape.points).map((at) => boxOn(at, radius)));
}

/**
 * What a name should not stand on: arrows, and lines that are told.
 * @param {Studio} studio
 * @param {DrawnLayer} layer
 * @param {string[]} covered
 * @returns {Box[]}
 */
function lineBoxes({ map }, layer, covered) {
  const arrows = layer.moves.flatMap(({ arrow }) =>
    arrow ? arrow.outline.map((at) => boxOn(at, 3)) : [],
  );
  if (stateOf(layer) === "dimmed") return arrows;
  const lines = layer.marks
    .filter(({ mark }) => !covered.includes(mark.id))
    .flatMap(({ mark, shape }) =>
      shape.lines.flatMap((line) =>
        beads(pixelsOf(map, line), 12).map((at) => boxOn(at, mark.soft ? 9 : 3)),
      ),
    );
  return [...arrows, ...lines];
}

/**
 * @param {Box[]} boxes
 */
function largest(boxes) {
  const area = (/** @type {Box} */ box) => (box.right - box.left) * (box.bottom - box.top);
  return boxes.reduce((best, box) => (area(box) > area(best) ? box : best));
}

/**
 * Do two names share a word that is more than an article? "Anbar province" and "Al Anbar" do.
 * @param {string} one
 * @param {string} other
 */
function saysTheSame(one, other) {
  const words = (/** @type {string} */ text) =>
    text
      .normalize("NFKD")
      .replace(/[\u0300-\u036f]/g, "")
      .toLocaleLowerCase()
      .split(/[\s,-]+/);
  const heavy = words(one).filter((word) => word.length > 3 || words(one).length === 1);
  return words(other).some((word) => heavy.includes(word));
}
