/* Pointing: the words show their marks and the marks their words, by pointer, tap or focus. */

/**
 * A place or a group named in the words is shown on the map while it is pointed at, by pointer
 * or by focus; a mark on the map shows its words.
 * @param {HTMLElement} root
 * @param {(event: StoryEvent) => void} happen
 */
function listenToPointing(root, happen) {
  const pointAt = (/** @type {Event} */ event) => {
    const target = /** @type {Element} */ (event.target);
    if (target.closest?.(".leaflet-container"))
      return event instanceof MouseEvent ? markUnder(root, event) : null;
    const words = target.closest?.(
      ".mapstory-place, .mapstory-group, .mapstory-legend [data-group]",
    );
    const place = words?.getAttribute("data-place");
    const group = words?.getAttribute("data-group");
    return place ? `place:${place}` : group ? `group:${group}` : null;
  };
  const point = (/** @type {Event} */ event) => happen({ type: "point", at: pointAt(event) });
  root.addEventListener("pointerover", point);
  // Within the map one mark may lie under another, of which nobody is told.
  root.querySelector(".mapstory-map")?.addEventListener("pointermove", point);
  root.addEventListener("pointerleave", () => happen({ type: "point", at: null }));
  root.addEventListener("focusin", point);
  root.addEventListener("focusout", () => happen({ type: "point", at: null }));
  root.addEventListener("click", (event) => {
    const at = pointAt(event);
    if (at) happen({ type: "point", at });
  });
}

/**
 * The place whose mark lies under the pointer: a point before an area that covers it.
 * @param {HTMLElement} root
 * @param {MouseEvent} event
 */
function markUnder(root, { clientX, clientY }) {
  const marks = document
    .elementsFromPoint(clientX, clientY)
    .flatMap((element) => element.closest(".mapstory-layer [data-place]") ?? [])
    .filter((mark) => root.contains(mark));
  const mark = marks.find((each) => each.matches(".mapstory-point")) ?? marks[0];
  return mark ? `place:${mark.getAttribute("data-place")}` : null;
}
