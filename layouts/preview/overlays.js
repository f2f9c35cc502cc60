// Overlays: one row for each, with its key and what it draws over a page.
import { byId, desk, drawing, keep, make, measures, standing, words } from "./desk.js";
import { allLeaves } from "./pages.js";

const rect = (x, y, width, height, name) => drawing("rect", { x, y, width, height, class: name });
const line = (x1, y1, x2, y2, name) => drawing("line", { x1, y1, x2, y2, class: name });
const frame = (box, name) => rect(...box, name);

export const OVERLAYS = [
  { id: "trim", key: "t", draw: ({ width, height, bleed }) => [rect(bleed, bleed, width, height, "trim")] },
  { id: "bleed", key: "b", draw: ({ full }) => [rect(0, 0, full.width, full.height, "bleed")] },
  { id: "safety", key: "s", draw: ({ width, height, bleed, safety }) => [rect(bleed + safety, bleed + safety, width - 2 * safety, height - 2 * safety, "safety")] },
  { id: "fold", key: "f", draw: fold },
  { id: "baseline", key: "g", draw: baselines },
  { id: "columns", key: "k", draw: columns },
  { id: "boxes", key: "x", draw: async (_, leaf) => (await standing(leaf.key)).sections.map(({ box, id }) => [frame(box, "boxes"), name(box, id, "boxes")]).flat() },
  { id: "order", key: "r", draw: async (_, leaf) => (await tagsOf(leaf)).map(({ start, order }) => number(start, order)).flat() },
  { id: "links", key: "l", draw: async (_, leaf) => (await standing(leaf.key)).links.map(({ box }) => frame(box, "links")) },
  { id: "tags", key: "a", draw: async (_, leaf) => (await tagsOf(leaf)).map(({ box, role }) => [frame(box, "tags"), name(box, role, "tags")]).flat() },
];
export const PLATES = [{ id: "cyan", key: "c" }, { id: "magenta", key: "m" }, { id: "yellow", key: "y" }, { id: "black", key: "n" }, { id: "total", key: "i" }];
export const ALL = [...OVERLAYS, ...PLATES];

function fold({ full, bleed, width }, { page }) {
  const cut = width * page.style.getPropertyValue("--ui-cut");
  const at = { left: [bleed + cut, 0, bleed + cut, full.height], right: [bleed + width - cut, 0, bleed + width - cut, full.height],
    top: [0, bleed, full.width, bleed], bottom: [0, full.height - bleed, full.width, full.height - bleed] };
  return Object.keys(at).filter((side) => page.classList.contains(`meets-${side}`)).map((side) => line(...at[side], "fold"));
}

// A length of the tokens in pt, as the style sheets of the brochure reckon it; 0 where there is none of that name.
function token(name) {
  const probe = byId("probe") ?? document.body.appendChild(make("div", { id: "probe", ariaHidden: "true" }));
  probe.style.width = "0";
  probe.style.width = `var(--${name})`;
  const width = probe.getBoundingClientRect().width * 0.75;
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`) ? width : 0;
}

function baselines({ width, height, bleed }) {
  const [step, first] = [token("baseline"), token("first-baseline")];
  const lines = [];
  for (let y = first; step > 1 && y < height; y += step) lines.push(line(bleed, bleed + y, bleed + width, bleed + y, "baseline"));
  return lines;
}

function columns({ width, height, bleed }) {
  const step = token("column");
  const bars = [];
  for (let x = step; step > 1 && x < width - step / 2; x += step) bars.push(line(bleed + x, bleed, bleed + x, bleed + height, "columns"));
  return bars;
}

function name([x, y], text, kind) {
  return drawing("text", { x: x + 1, y: y - 1.5, class: kind }, text);
}

function number([x, y], order) {
  const label = drawing("text", { x: x - 7, y: y + 8.3, class: "order" }, String(order));
  return [drawing("circle", { cx: x - 7, cy: y + 6, r: 6.5, class: "order" }), label];
}

let tags = { build: -1, pages: [] };

async function tagsOf({ number }) {
  if (tags.build !== desk.state.build) tags = await (await fetch("/tags")).json();
  return tags.pages[number - 1] ?? [];
}

// Draws what is switched on over every page; a page's lines are replaced at once, so that nothing flickers.
export async function draw() {
  if (!desk.state.geometry) return;
  const on = OVERLAYS.filter(({ id }) => desk.overlays.includes(id));
  if (on.some(({ id }) => id === "baseline" || id === "columns")) await grid();
  byId("pages").classList.toggle("with-bleed", desk.overlays.includes("bleed"));
  const sizes = measures();
  for (const leaf of allLeaves().filter(({ key }) => key)) {
    const lines = [];
    for (const { id, draw: lay } of on) lines.push(drawing("g", { "data-overlay": id }, ...(await lay(sizes, leaf))));
    leaf.lines.setAttribute("viewBox", `0 0 ${sizes.full.width} ${sizes.full.height}`);
    leaf.lines.replaceChildren(...lines);
    plates(leaf);
  }
  byId("legend").hidden = !desk.overlays.includes("total");
  byId("limit").textContent = `${desk.state.ink_limit} % (${words.limit})`;
}

function plates(leaf) {
  const on = PLATES.filter(({ id }) => desk.overlays.includes(id));
  const wanted = on.some(({ id }) => id === "total") ? ["total"] : on.map(({ id }) => id);
  const address = (id) => `/plates/${leaf.key}/${id}.png`;
  const shown = [...leaf.plates.children].map((plate) => plate.getAttribute("src"));
  if (JSON.stringify(shown) === JSON.stringify(wanted.map(address))) return;
  leaf.plates.classList.toggle("on", wanted.length > 0);
  leaf.plates.replaceChildren(...wanted.map((id) => Object.assign(make("img", { alt: "", src: address(id) }), { className: id })));
  leaf.plates.dataset.plates = wanted.join(" ");
}

let loaded = -1;

// The grid of the brochure's own style sheets, once for each build.
function grid() {
  if (loaded === desk.state.build) return Promise.resolve();
  loaded = desk.state.build;
  return new Promise((done) => {
    const link = make("link", { rel: "stylesheet", href: `/grid.css?build=${loaded}`, id: "grid", onload: done, onerror: done });
    byId("grid")?.remove();
    document.head.append(link);
  });
}

export function toggle(id) {
  desk.overlays = desk.overlays.includes(id) ? desk.overlays.filter((other) => other !== id) : [...desk.overlays, id];
  switches();
  keep();
  return draw();
}

export function clear() {
  desk.overlays = [];
  switches();
  keep();
  return draw();
}

export function switches() {
  for (const { id } of ALL) byId(`overlay-${id}`)?.setAttribute("aria-pressed", String(desk.overlays.includes(id)));
}

export function buildSwitches() {
  const button = ({ id, key }) => {
    const made = make("button", { type: "button", id: `overlay-${id}`, className: `overlay ${id}`, onclick: () => toggle(id) },
      make("i", { ariaHidden: "true" }), make("span", { textContent: words[id] }), make("kbd", { textContent: key, ariaHidden: "true" }));
    made.setAttribute("aria-pressed", "false");
    return made;
  };
  byId("overlays").append(...OVERLAYS.map(button));
  byId("plates").append(...PLATES.map(button));
}
