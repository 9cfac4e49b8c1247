/* Symbols: the page's own symbols of the kinds of place, used on the map, and the legend's swatches. */

const SVG_NAMESPACE = "http://www.w3.org/2000/svg";

/**
 * @param {string} name
 * @param {Record<string, string | number>} attributes
 * @param {...Node} children
 */
function svg(name, attributes, ...children) {
  const element = document.createElementNS(SVG_NAMESPACE, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
  element.append(...children);
  return element;
}

/**
 * The id of the symbol that the page has for a kind of place.
 * @param {string} kind
 */
function symbolId(kind) {
  return `mapstory-kind-${kind === "area" ? "place" : kind.replace(/ /g, "-")}`;
}

/** @type {Map<string, Element>} */
const glyphs = new Map();

/**
 * The symbol itself, not a use of it, for which a browser builds a tree of its own each time.
 * @param {string} kind
 * @returns {Element}
 */
function glyph(kind) {
  const made =
    glyphs.get(kind) ??
    svg(
      "svg",
      { class: "mapstory-glyph", viewBox: "0 0 16 16", "aria-hidden": "true" },
      ...(document.getElementById(symbolId(kind))?.cloneNode(true).childNodes ?? []),
    );
  glyphs.set(kind, made);
  return /** @type {Element} */ (made.cloneNode(true));
}

/**
 * The class that carries the colour of a group; what belongs to no group has the accent.
 * @param {string | null | undefined} color
 */
function colorClass(color) {
  return color ? `mapstory-color-${color}` : "mapstory-color-accent";
}

/**
 * The sample beside the words of the legend, drawn as the group is drawn on the map.
 * @param {string} look  area, hatched, soft, move, point or line
 * @param {string} color
 * @param {{kind: string, pattern: string}} drawn
 */
function swatch(look, color, { kind, pattern }) {
  const sample = svg("svg", {
    class: `mapstory-swatch ${colorClass(color)}`,
    viewBox: "0 0 24 16",
    "aria-hidden": "true",
  });
  if (look === "move") {
    const points = arrowShape({ x: 1, y: 12.5 }, { x: 23, y: 9 }, 4.5).outline;
    sample.append(
      svg("polygon", {
        class: "mapstory-move",
        points: points.map(({ x, y }) => `${x.toFixed(1)},${y.toFixed(1)}`).join(" "),
      }),
    );
  } else if (look === "point") {
    const disc = svg("circle", { class: "mapstory-swatch-disc", cx: 12, cy: 8, r: 8 });
    sample.append(disc);
    if (!kind) return sample;
    const sign = glyph(kind);
    for (const [key, value] of Object.entries({ x: 6, y: 2, width: 12, height: 12 }))
      sign.setAttribute(key, String(value));
    sample.append(sign);
  } else if (look === "line") {
    sample.append(svg("path", { class: "mapstory-line", d: "M1 11 8 6l7 4 8-5" }));
  } else {
    const box = svg("rect", {
      class: look === "soft" ? "mapstory-soft-edge" : "mapstory-area",
      x: 1,
      y: 1,
      width: 22,
      height: 14,
    });
    if (look === "hatched") /** @type {SVGElement} */ (box).style.fill = `url(#${pattern})`;
    if (look === "soft")
      sample.append(svg("rect", { class: "mapstory-soft", x: 1, y: 1, width: 22, height: 14 }));
    sample.append(box);
  }
  return sample;
}
