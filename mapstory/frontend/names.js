/* Names: what is written on the map in a step: the story first, then the base map, as far as there is room. */

const STORY_NAMES = 9;
const BASE_APART = 40;
const NAMES_INSET = 8;

/**
 * Of the upright box; `length` is that of the words along the line they are written on.
 * @typedef {{width: number, height: number, length: number}} Size
 */
/**
 * @typedef {object} MapName
 * @property {string} id
 * @property {string} text  what is read, to tell whether two names say the same
 * @property {string} look  the classes it is written in
 * @property {string} [words]  how well the place is known, or its number: what is written besides
 * @property {() => HTMLElement} write  of many few are
 * @property {number} [angle]  degrees clockwise by which it is turned
 * @property {(size: Size) => Spot[]} spots
 */
/**
 * @typedef {object} Surroundings
 * @property {Box} frame
 * @property {Box[]} covers  the card, the legend, the buttons: nothing is written under them
 * @property {"ltr" | "rtl"} dir
 */

/**
 * Write the names of a step into the pane, as many as there is room for. Until all are placed those
 * of before stand there.
 * @param {Studio} studio
 * @param {HTMLElement} pane
 * @param {DrawnLayer[]} layers  those on the map
 * @param {string[]} covered  ids of the marks that are not drawn
 * @param {Surroundings} around
 * @returns {Work}
 */
function* writeNames(studio, pane, layers, covered, around) {
  const captions = captionsOf(studio, layers, covered, around);
  yield;
  const marks = layers.flatMap((layer) => drawnDiscs(studio, layer, covered));
  // Tiles bring names of their own.
  const isTiled = studio.map.getContainer().closest(".is-tiled");
  const atlas = isTiled ? null : studio.story.atlas;
  const toponyms = (atlas ? toponymsOf(studio.map, atlas, around) : []).filter(
    (name) =>
      !captions.some(({ text }) => saysTheSame(text, name.text, name.kind !== "town")) &&
      !marks.some((mark) => name.dot && overlaps(mark, boxOn(name.dot, 4))),
  );
  yield;
  const names = [...captions, ...toponyms];
  measure(pane, names);
  const sizes = new Map(names.map((name) => [name, sizeOf(name)]));
  yield;
  const ofNow = layers.filter((layer) => stateOf(layer) !== "dimmed");
  const hard = [
    ...around.covers,
    ...ofNow.flatMap((layer) => drawnDiscs(studio, layer, covered)),
    ...ofNow.flatMap(arrowBoxes),
  ];
  const drawn = [
    ...around.covers,
    ...marks,
    ...layers.flatMap((layer) => lineBoxes(studio, layer, covered)),
  ];
  const frame = inset(around.frame, NAMES_INSET);
  const told = yield* placeCaptions(captions, sizes, { frame, drawn, hard, covers: around.covers });
  yield;
  const near = told.flatMap(({ box, leader }) => [
    inset(box, -BASE_APART),
    ...(leader ? [boxAround(leader)] : []),
  ]);
  const spare = placeToponyms(toponyms, sizes, { frame, obstacles: [...drawn, ...near] });
  yield;
  settleNames(studio.map, pane, names, [...told, ...spare]);
}

/**
 * The upright sizes of names by how they look and what they say. A name that stands at many places,
 * or in many steps, is measured once.
 * @type {Map<string, {width: number, height: number}>}
 */
const measuredNames = new Map();

/** @param {MapName} name */
function keyOf({ look, text, words = "" }) {
  return [look, text, words].join("\n");
}

/**
 * Measure the names that are new. All are written before any is looked at: every look at a size
 * after a change makes the browser lay out the page again.
 * @param {HTMLElement} pane
 * @param {MapName[]} names
 */
function measure(pane, names) {
  const unknown = names.filter((name) => !measuredNames.has(keyOf(name)));
  const written = new Map(unknown.map((name) => [keyOf(name), name.write()]));
  if (!written.size) return;
  const draft = document.createElement("div");
  draft.className = "mapstory-draft";
  draft.append(...written.values());
  pane.append(draft);
  const range = document.createRange();
  for (const [key, element] of written) {
    // Of the words: what they stand in is as wide as it may be.
    const widths = [...element.children].map((part) => {
      range.selectNodeContents(part);
      return range.getBoundingClientRect().width;
    });
    const width = Math.ceil(Math.max(...widths)) + 1;
    measuredNames.set(key, { width, height: element.offsetHeight });
  }
  draft.remove();
}

/**
 * @param {MapName} name  one that is measured
 * @returns {Size}
 */
function sizeOf(name) {
  const upright = measuredNames.get(keyOf(name)) ?? { width: 0, height: 0 };
  return { ...turnedSize(upright, name.angle ?? 0), length: upright.width };
}

/**
 * Write what found a place where that is, and nothing else.
 * @param {L.Map} map
 * @param {HTMLElement} pane
 * @param {(MapName & {dot?: Pixel | null})[]} names
 * @param {PlacedLabel[]} placed
 */
function settleNames(map, pane, names, placed) {
  const byId = new Map(placed.map((label) => [label.id, label]));
  const standAt = (/** @type {HTMLElement} */ element, /** @type {Pixel} */ { x, y }) =>
    L.DomUtil.setPosition(element, map.containerPointToLayerPoint([x, y]).round());
  /** @type {Element[]} */
  const written = [];
  for (const name of names) {
    const label = byId.get(name.id);
    if (!label) continue;
    const element = name.write();
    element.classList.add(`is-${label.hugs}`);
    fitName(element, name);
    standAt(element, { x: label.box.left, y: label.box.top });
    if (name.dot) {
      const point = document.createElement("i");
      point.className = element.classList.contains("is-capital")
        ? "mapstory-dot is-capital"
        : "mapstory-dot";
      written.push(point);
      standAt(point, name.dot);
    }
    written.push(element);
  }
  const leaders = placed.flatMap(({ leader }) => (leader ? [leader] : []));
  if (leaders.length) {
    const drawing = drawLeaders(leaders);
    written.unshift(drawing);
    standAt(/** @type {any} */ (drawing), { x: 0, y: 0 });
  }
  pane.replaceChildren(...written);
}

/**
 * Make the box of a name as narrow as its words, and turn the words within it.
 * @param {HTMLElement} element
 * @param {MapName} name
 */
function fitName(element, name) {
  const { width, height } = sizeOf(name);
  element.style.width = `${width}px`;
  if (!name.angle) return;
  element.style.height = `${height}px`;
  /** @type {HTMLElement} */ (element.firstChild).style.transform = `rotate(${name.angle}deg)`;
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
 * Does a name of the base map say what a name of the story says? "Al Anbar" and "Anbar province"
 * do, as far as one may be a part of the other.
 * @param {string} story
 * @param {string} base
 * @param {boolean} orPart
 */
function saysTheSame(story, base, orPart) {
  const heavy = (/** @type {string} */ text) => {
    const words = text
      .normalize("NFKD")
      .replace(/[\u0300-\u036f]/g, "")
      .toLocaleLowerCase()
      .split(/[\s,-]+/);
    // An article is no more than that: "al", "the", "la".
    return words.filter((word) => word.length > 3 || words.length === 1);
  };
  const [ours, theirs] = [heavy(story), heavy(base)];
  const holds = (/** @type {string[]} */ all, /** @type {string[]} */ some) =>
    some.length > 0 && some.every((word) => all.includes(word));
  const [first, second] = [holds(ours, theirs), holds(theirs, ours)];
  return orPart ? first || second : first && second;
}
