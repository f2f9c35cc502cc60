// Pages: laid out as single pages, as spreads or the openings of a leaflet, or on sheets; a new picture takes the old one's place once it is decoded.
import { byId, desk, drawing, keep, make, measures, words } from "./desk.js";

const STEPS = [36, 54, 72, 96, 110, 144, 168, 192, 220, 264, 300, 384, 480, 600];
const TRUE = 96 / 72;
const GAP = 28;
let scale = 1;
const leaves = new Map();
let copies = []; // pictures of pages that stand once more in the view, as one opening of a leaflet shows what the last one did

export const leafOf = (number) => leaves.get(number);
export const allLeaves = () => [...leaves.values()];

export function groups() {
  const { pages, spreads, sheets, openings } = desk.state;
  if (desk.view === "spreads" && openings.length) {
    return openings.map(([name, rows], index) => ({ rows, label: name === "opened" ? `${words.opened} ${openings.slice(0, index + 1).filter(([one]) => one === name).length}` : words[name] }));
  }
  if (desk.view === "spreads") return spreads.map((pair) => ({ rows: [pair] }));
  if (desk.view === "sheets") return sheets.flatMap((sides, index) => sides.map((rows, side) => ({ rows, label: `${words.sheet} ${index + 1}, ${side ? words.inner : words.outer}` })));
  return pages.map(({ number }) => ({ rows: [[number]] }));
}

export function layOut() {
  const root = byId("pages");
  const wanted = groups();
  const shape = JSON.stringify([desk.view, wanted, desk.state.geometry, desk.state.cuts]);
  if (root.dataset.shape !== shape) {
    root.dataset.shape = shape;
    leaves.clear();
    copies = [];
    root.replaceChildren(...wanted.map(group));
  }
  resize();
}

function group({ rows, label }) {
  const side = (row, at) => (number, index) => (number ? leaf(Math.abs(number), meeting(rows, at, index)) : make("div", { className: "blank", ariaHidden: "true" }));
  const lines = rows.map((row, at) => make("div", { className: "row" }, ...row.map(side(row, at))));
  const numbers = rows.flat().filter(Boolean).map(Math.abs);
  const name = label ? `${label}: ${numbers.join(", ")}` : numbers.map((number) => `${words.page} ${number}`).join(" – ");
  return make("figure", { className: "group" }, ...lines, make("figcaption", { textContent: name }));
}

// The sides at which a page meets others, as the page itself has them: one that stands on its head is turned.
function meeting(rows, at, index) {
  const turned = rows[at][index] < 0;
  const sides = { left: index > 0, right: index < rows[at].length - 1, top: at > 0, bottom: at < rows.length - 1 };
  const other = { left: "right", right: "left", top: "bottom", bottom: "top" };
  return [...Object.keys(sides).filter((one) => sides[one]).map((one) => `meets-${turned ? other[one] : one}`), turned && "turned"].filter(Boolean).join(" ");
}

function leaf(number, sides) {
  const cut = desk.view === "pages" ? 0 : desk.state.cuts[number] ?? 0;
  const picture = make("img", { alt: "", className: "picture" });
  if (leaves.has(number)) {
    const again = make("div", { className: `page copy ${sides}`, onclick: () => goTo(number) }, make("div", { className: "art" }, picture));
    again.style.setProperty("--ui-cut", cut);
    copies.push({ number, page: again, picture, key: "", address: "" });
    return again;
  }
  const plates = make("div", { className: "plates" });
  const lines = drawing("svg", { class: "lines", preserveAspectRatio: "none", "aria-hidden": "true" });
  const parts = make("div", { className: "parts", role: "listbox", tabIndex: 0, id: `parts-${number}` });
  parts.setAttribute("aria-label", `${words.items} ${number}`);
  const art = make("div", { className: "art" }, picture, plates, lines, parts);
  const page = make("div", { className: `page ${sides}`, id: `page-${number}` }, art);
  page.dataset.number = number;
  page.style.setProperty("--ui-cut", cut);
  leaves.set(number, { number, page, art, picture, plates, lines, parts, key: "", address: "" });
  return page;
}

// The scale in CSS pixels a point, for the zoom that was chosen.
function fitted() {
  const { width, height } = measures();
  const [room, shown] = [byId("desk"), groups()];
  const across = (room.clientWidth - 2 * GAP) / (width * Math.max(desk.view === "pages" ? 1 : 2, ...shown.flatMap(({ rows }) => rows.map((row) => row.length))));
  const down = (room.clientHeight - 2 * GAP - 24) / (height * Math.max(1, ...shown.map(({ rows }) => rows.length)));
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

// Shows the picture of every page, what is looked at and what is near it first; resolves when all stand.
export function showPictures() {
  const ppi = resolution();
  const here = current();
  const away = ({ number }) => Math.abs(number - here);
  tellView();
  return Promise.all(desk.state.pages.toSorted((one, other) => away(one) - away(other)).flatMap(({ number, key }) => [leaves.get(number), ...copies.filter((one) => one.number === number)].map((one) => show(one, key, addressOf(key, ppi)))));
}

// A build has begun: the picture of the page that it sets first is asked for, so that it comes as soon as it is drawn.
let ahead;
export function expect(build) {
  const ppi = resolution();
  if (ahead?.build !== build) ahead = { build, ppi, picture: pictureAt(`/pages/ahead/${build}.bmp?ppi=${ppi}`) };
}

// Shows a page that is set before the others; how they are follows with the state.
export function showAhead({ number, key }) {
  const page = desk.state.pages.find((one) => one.number === number);
  if (!page) return;
  page.key = key;
  if (ahead?.ppi === resolution()) show(leaves.get(number), key, addressOf(key, ahead.ppi), ahead.picture);
  ahead = { build: ahead?.build };
  showPictures();
}

let told = "";
export function tellView() {
  const view = `/view/${desk.tab || "pages"}?pages=${inSight()}`;
  if (view !== told) fetch(told = view);
}

// The pages that are looked at: that in the middle, and all of which the middle is in sight.
export function inSight() {
  const room = byId("desk").getBoundingClientRect();
  const seen = ({ page }) => {
    const { left, top, width, height } = page.getBoundingClientRect();
    const [x, y] = [left + width / 2, top + height / 2];
    return x > room.left && x < room.right && y > room.top && y < room.bottom;
  };
  return [...new Set([current(), ...allLeaves().filter(seen).map(({ number }) => number)])];
}

const addressOf = (key, ppi) => `/pages/${key}.bmp?ppi=${ppi}`;

// A picture is decoded for the frame that shows it: to wait for it to be decoded before would cost a frame.
const pictureAt = (address) => make("img", { decoding: "sync", src: address });

async function show(leaf, key, address, coming) {
  if (!leaf || leaf.address === address) return;
  leaf.address = address;
  const fresh = coming ?? pictureAt(address);
  Object.assign(fresh, { className: "picture", alt: `${words.page} ${leaf.number}` });
  if (!fresh.complete) await new Promise((done) => { fresh.onload = fresh.onerror = done; });
  if (leaf.address !== address) return;
  if (!fresh.naturalWidth) { leaf.address = ""; return; }
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
