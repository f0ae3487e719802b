/**
 * What makes the page answer to pointer and keyboard: details of a thing, and its lines alone. The page is complete without
 * it. Texts are only ever set as text.
 */
export const pageScript = `
(() => {
  const picture = document.querySelector(".bastide-picture");
  const panel = document.getElementById("details");
  if (!picture || !panel) return;
  const flows = [...picture.querySelectorAll(".flow[data-ends]")];
  const ends = (flow) => flow.dataset.ends.split(" ");
  const line = (name, text) => {
    const part = document.createElement(name);
    part.textContent = text;
    return part;
  };
  const hide = () => {
    panel.hidden = true;
    picture.classList.remove("tracing");
    for (const flow of flows) flow.classList.remove("lit");
  };
  const show = (thing) => {
    hide();
    const [head, ...facts] = thing.details;
    const own = flows.filter((flow) => ends(flow).includes(thing.dataset.id));
    const said = [...new Set(own.map((flow) => flow.getAttribute("aria-label")))].slice(0, 6);
    panel.replaceChildren(line("strong", head));
    for (const fact of facts) panel.append(line("span", fact));
    for (const text of said) panel.append(line("em", text));
    panel.hidden = false;
    const at = thing.getBoundingClientRect();
    const size = panel.getBoundingClientRect();
    const left = Math.max(8, Math.min(at.left, innerWidth - size.width - 8));
    // Above, since the lines run below; where there is no room, at the bottom of the window.
    const above = at.top - size.height - 6;
    panel.style.left = left + "px";
    panel.style.top = (above >= 8 ? above : Math.max(8, innerHeight - size.height - 8)) + "px";
    if (own.length > 0) picture.classList.add("tracing");
    for (const flow of own) flow.classList.add("lit");
  };
  for (const thing of picture.querySelectorAll(".thing")) {
    const title = thing.querySelector("title");
    thing.details = title.textContent.split("\\n");
    title.remove();
    thing.addEventListener("pointerenter", () => show(thing));
    thing.addEventListener("pointerleave", hide);
    thing.addEventListener("focus", () => show(thing));
    thing.addEventListener("blur", hide);
  }
  addEventListener("keydown", (event) => { if (event.key === "Escape") hide(); });
})();
`;
