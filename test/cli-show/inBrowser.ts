/** Expressions that run inside the page: as text, because the project's types know no browser. */

/** The picture's texts that leave their box, or lie on another one, as the browser measures them. */
export const textFaults = `(() => {
  const rect = (element) => element.getBoundingClientRect();
  const svg = document.querySelector("svg.bastide-picture");
  if (svg === null) return ["no picture"];
  const texts = [...svg.querySelectorAll("text")];
  const faults = texts.length > 100 ? [] : ["too few texts"];
  for (const text of texts) {
    const own = rect(text);
    const box = text.parentElement.classList.contains("thing") ? text.parentElement.querySelector("rect") : null;
    const room = rect(box ?? svg);
    if (own.left < room.left || own.right > room.right || own.top < room.top - 1 || own.bottom > room.bottom + 1)
      faults.push(text.textContent + " leaves its box");
    for (const other of texts) {
      if (other === text) break;
      const its = rect(other);
      const across = Math.min(own.right, its.right) - Math.max(own.left, its.left);
      const down = Math.min(own.bottom, its.bottom) - Math.max(own.top, its.top);
      // Line boxes are taller than the letters in them.
      if (across > 0.5 && down > 4) faults.push(text.textContent + " lies on " + other.textContent);
    }
  }
  return faults;
})()`;

/** Whether the page is wider than the window, and the height of the smallest line of text in the picture. */
export const pageSize = `({
  wide: document.documentElement.scrollWidth > innerWidth,
  smallest: Math.min(...[...document.querySelectorAll("svg text")].map((text) => text.getBoundingClientRect().height)),
})`;

/** How many things and lines have no name for assistive technology. */
export const unnamedThings = `[...document.querySelectorAll(".thing, .flow")]
  .filter((one) => !one.getAttribute("aria-label") || one.getAttribute("role") !== "img").length`;
