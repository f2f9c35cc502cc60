// The desk: what is shown (state), how (view, zoom, overlays, page), and the words of the language. Kept over reloads.
const data = (id) => JSON.parse(document.getElementById(id).textContent);
export const words = data("words");
export const desk = { state: data("state"), view: "pages", zoom: "fit", overlays: [], page: 1, x: 0, y: 0, tab: "", picked: null };
const KEPT = ["view", "zoom", "overlays", "page", "x", "y", "tab"];
const store = `preview:${desk.state.edition}`;

export function recall() {
  try { Object.assign(desk, JSON.parse(sessionStorage.getItem(store)) ?? {}); } catch { /* nothing is kept here */ }
}

export function keep() {
  try { sessionStorage.setItem(store, JSON.stringify(Object.fromEntries(KEPT.map((name) => [name, desk[name]])))); } catch { /* not here */ }
}

export const byId = (id) => document.getElementById(id);

export function make(tag, values = {}, ...inside) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(values)) {
    if (name in element && name !== "role") element[name] = value; else element.setAttribute(name, value);
  }
  element.append(...inside);
  return element;
}

export function drawing(tag, values = {}, ...inside) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(values)) element.setAttribute(name, value);
  element.append(...inside);
  return element;
}

export function place(element, [left, top, width, height]) {
  const { full } = measures();
  Object.assign(element.style, {
    left: `${(100 * left) / full.width}%`, top: `${(100 * top) / full.height}%`,
    width: `${(100 * width) / full.width}%`, height: `${(100 * height) / full.height}%`,
  });
}

export function measures() {
  const { width, height, bleed, safety } = desk.state.geometry;
  return { width, height, bleed, safety, full: { width: width + 2 * bleed, height: height + 2 * bleed } };
}

const standings = new Map();

// What stands on a page: fetched once, for a key names it for ever.
export function standing(key) {
  if (!standings.has(key)) {
    if (standings.size > 64) standings.clear();
    standings.set(key, fetch(`/pages/${key}.json`).then((answer) => (answer.ok ? answer.json() : { sections: [], items: [], links: [] })));
  }
  return standings.get(key);
}
