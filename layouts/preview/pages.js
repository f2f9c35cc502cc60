// Pages: laid out as single pages, spreads or folded sheets; a new picture takes the old one's place once it is decoded.
import { byId, desk, drawing, keep, make, measures, words } from "./desk.js";

const STEPS = [36, 54, 72, 96, 110, 144, 168, 192, 220, 264, 300, 384, 480, 600];
const TRUE = 96 / 72;
const GAP = 28;
let scale = 1;
const leaves = new Map();

export const leafOf = (number) => leaves.get(number);
export const allLeaves = () => [...leaves.values()];

export function groups() {
  const { pages, spreads, sheets } = desk.state;
  if (desk.view === "spreads") return spreads.map((pair) => ({ pair }));
  if (desk.view === "sheets") {
    return sheets.flatMap(([outer, inner], index) => [
      { pair: outer, label: `${words.sheet} ${index + 1}, ${words.outer}` },
      { pair: inner, label: `${words.sheet} ${index + 1}, ${words.inner}` },
    ]);
  }
  return pages.map(({ number }) => ({ pair: [number] }));
}

export function layOut() {
  const root = byId("pages");
  const wanted = groups();
  const shape = JSON.stringify([desk.view, wanted, desk.state.geometry]);
  if (root.dataset.shape !== shape) {
    root.dataset.shape = shape;
    leaves.clear();
    root.replaceChildren(...wanted.map(group));
  }
  resize();
}

function group({ pair, label }) {
  const side = (number, index) => (number ? leaf(number, pair.length === 1 ? "single" : index ? "right" : "left") : make("div", { className: "blank", ariaHidden: "true" }));
  const row = make("div", { className: "row" }, ...pair.map(side));
  const name = label ?? pair.filter(Boolean).map((number) => `${words.page} ${number}`).join(" – ");
  return make("figure", { className: "group" }, row, make("figcaption", { textContent: name }));
}

function leaf(number, side) {
  const picture = make("img", { alt: "", className: "picture" });
  const plates = make("div", { className: "plates" });
  const lines = drawing("svg", { class: "lines", preserveAspectRatio: "none", "aria-hidden": "true" });
  const parts = make("div", { className: "parts", role: "listbox", tabIndex: 0, id: `parts-${number}` });
  parts.setAttribute("aria-label", `${words.items} ${number}`);
  const art = make("div", { className: "art" }, picture, plates, lines, parts);
  const page = make("div", { className: `page ${side}`, id: `page-${number}` }, art);
  page.dataset.number = number;
  leaves.set(number, { number, page, art, picture, plates, lines, parts, key: "", address: "" });
  return page;
}

// The scale in CSS pixels a point, for the zoom that was chosen.
function fitted() {
  const { width, height } = measures();
  const room = byId("desk");
  const across = (room.clientWidth - 2 * GAP) / (width * (desk.view === "pages" ? 1 : 2));
  const down = (room.clientHeight - 2 * GAP - 24) / height;
  if (desk.zoom === "fit") return Math.max(0.15, Math.min(across, down));
  if (desk.zoom === "width") return Math.max(0.15, across);
  return desk.zoom * TRUE;
}

export function resize() {
  if (!desk.state.geometry) return;
  scale = fitted();
  const { width, height, bleed } = measures();
  const style = byId("pages").style;
  style.setProperty("--ui-width", `${width * scale}px`);
  style.setProperty("--ui-height", `${height * scale}px`);
  style.setProperty("--ui-bleed", `${bleed * scale}px`);
  byId("zoom").textContent = `${Math.round((100 * scale) / TRUE)} %`;
}

export function zoomBy(factor) {
  const before = scale;
  const room = byId("desk");
  const [x, y] = [room.scrollLeft + room.clientWidth / 2, room.scrollTop + room.clientHeight / 2];
  desk.zoom = Math.min(6, Math.max(0.15, (scale / TRUE) * factor));
  resize();
  room.scrollTo((x * scale) / before - room.clientWidth / 2, (y * scale) / before - room.clientHeight / 2);
  keep();
}

export const resolution = () => {
  const wanted = scale * 72 * devicePixelRatio;
  return STEPS.find((step) => step >= wanted * 0.98) ?? STEPS.at(-1);
};

// Shows the picture of every page; resolves when all stand.
export function showPictures() {
  const ppi = resolution();
  const nearest = desk.state.pages.toSorted((one, other) => Math.abs(one.number - desk.page) - Math.abs(other.number - desk.page));
  return Promise.all(nearest.map(({ number, key }) => show(leaves.get(number), key, `/pages/${key}.png?ppi=${ppi}`)));
}

async function show(leaf, key, address) {
  if (!leaf || leaf.address === address) return;
  leaf.address = address;
  const fresh = make("img", { className: "picture", alt: `${words.page} ${leaf.number}`, src: address });
  try { await fresh.decode(); } catch { return; }
  if (leaf.address !== address) return;
  fresh.dataset.key = key;
  leaf.picture.replaceWith(fresh);
  Object.assign(leaf, { picture: fresh, key });
}

export function goTo(number, smooth = true) {
  const page = leaves.get(number)?.page;
  if (!page) return;
  desk.page = number;
  page.closest(".group").scrollIntoView({ block: "center", behavior: smooth ? "smooth" : "instant" });
}

// The page in the middle of the window.
export function current() {
  const room = byId("desk").getBoundingClientRect();
  const middle = room.top + room.height / 2;
  let [best, nearest] = [desk.page, Infinity];
  for (const { number, page } of leaves.values()) {
    const box = page.getBoundingClientRect();
    const away = Math.abs(box.top + box.height / 2 - middle);
    if (away < nearest - 1) [best, nearest] = [number, away];
  }
  return best;
}
