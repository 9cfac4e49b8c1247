/* Images: those of a step are fetched when it is shown, or the one beside it. */

/**
 * Fetch what the reader may see next: with lazy loading alone it would come only once it is shown.
 * @param {Page} page
 */
function fetchNear({ states }) {
  const now = states.findIndex((state) => state.classList.contains("is-current"));
  const fetch = () => {
    for (const state of [states[now + 1], states[now - 1]])
      for (const image of state?.querySelectorAll("img[loading]") ?? [])
        image.setAttribute("loading", "eager");
  };
  // What the page itself needs comes first.
  if (document.readyState === "complete") fetch();
  else window.addEventListener("load", fetch, { once: true });
}
