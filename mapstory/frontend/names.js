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
 * @property {HTMLElement} element
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
 * Write the names of a step into the pane, as many as there is room for.
 * @param {Studio} studio
 * @param {HTMLElement} pane
 * @param {DrawnLayer[]} layers  those on the map
 * @param {string[]} covered  ids of the marks that are not drawn
 * @param {Surroundings} around
 */
function writeNames(studio, pane, layers, covered, around) {
  const captions = captionsOf(studio, layers, covered, around);
  const marks = layers.flatMap((layer) => drawnDiscs(studio, layer, covered));
  // Tiles bring names of their own.
  const isTiled = studio.map.getContainer().closest(".is-tiled");
  const atlas = isTiled ? null : studio.story.atlas;
  const toponyms = (atlas ? toponymsOf(studio.map, atlas, around) : []).filter(
    (name) =>
      !captions.some(({ text }) => saysTheSame(text, name.text, name.kind !== "town")) &&
      !marks.some((mark) => name.dot && overlaps(mark, boxOn(name.dot, 4))),
  );
  pane.replaceChildren(...[...captions, ...toponyms].map(({ element }) => element));
  const sizes = measured([...captions, ...toponyms]);

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
  const told = placeCaptions(captions, sizes, { frame, drawn, hard, covers: around.covers });
  const near = told.flatMap(({ box, leader }) => [
    inset(box, -BASE_APART),
    ...(leader ? [boxAround(leader)] : []),
  ]);
  const spare = placeToponyms(toponyms, sizes, { frame, obstacles: [...drawn, ...near] });
  settleNames(studio.map, pane, [...captions, ...toponyms], [...told, ...spare]);
}

/**
 * The sizes of the names, each box as narrow as its words. Read together, then set: every look at
 * a size after a change makes the browser lay out the page again.
 * @param {MapName[]} names
 * @returns {Map<MapName, Size>}
 */
function measured(names) {
  const range = document.createRange();
  const sizes = new Map(
    names.map((name) => {
      // Of the words: what they stand in is as wide as it may be.
      const widths = [...name.element.children].map((part) => {
        range.selectNodeContents(part);
        return range.getBoundingClientRect().width;
      });
      const length = Math.ceil(Math.max(...widths)) + 1;
      const upright = { width: length, height: name.element.offsetHeight };
      return [name, { ...turnedSize(upright, name.angle ?? 0), length }];
    }),
  );
  for (const [{ element, angle }, { width, height }] of sizes) {
    element.style.width = `${width}px`;
    if (!angle) continue;
    element.style.height = `${height}px`;
    /** @type {HTMLElement} */ (element.firstChild).style.transform = `rotate(${angle}deg)`;
  }
  return sizes;
}

/**
 * Move what found a place to it and take away the rest.
 * @param {L.Map} map
 * @param {HTMLElement} pane
 * @param {(MapName & {dot?: Pixel | null})[]} names
 * @param {PlacedLabel[]} placed
 */
function settleNames(map, pane, names, placed) {
  const byId = new Map(placed.map((label) => [label.id, label]));
  const standAt = (/** @type {HTMLElement} */ element, /** @type {Pixel} */ { x, y }) =>
    L.DomUtil.setPosition(element, map.containerPointToLayerPoint([x, y]).round());
  for (const { id, element, dot } of names) {
    const label = byId.get(id);
    if (!label) {
      element.remove();
      continue;
    }
    element.classList.add(`is-${label.hugs}`);
    standAt(element, { x: label.box.left, y: label.box.top });
    if (!dot) continue;
    const point = document.createElement("i");
    point.className = element.classList.contains("is-capital")
      ? "mapstory-dot is-capital"
      : "mapstory-dot";
    element.before(point);
    standAt(point, dot);
  }
  const leaders = placed.flatMap(({ leader }) => (leader ? [leader] : []));
  if (!leaders.length) return;
  const drawing = drawLeaders(leaders);
  pane.prepend(drawing);
  standAt(/** @type {any} */ (drawing), { x: 0, y: 0 });
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
