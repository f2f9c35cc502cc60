// The preview: joins events, pages, overlays, parts and findings, and holds the table of keys.
import { byId, desk, keep, make, recall, words } from "./desk.js";
import { listFindings, spots, step } from "./findings.js";
import { ALL, buildSwitches, clear, draw, switches, toggle } from "./overlays.js";
import { allLeaves, current, expect, goTo, layOut, resize, showAhead, showPictures, tellView, zoomBy } from "./pages.js";
import { copyPlace, layParts, openPlace, partKey } from "./parts.js";
import { listNotes } from "./reviews.js";
import { listTabs, tellWorst } from "./tabs.js";

const room = byId("desk");
const zoomTo = (zoom) => { desk.zoom = zoom; resize(); keep(); fresh(); };
const turn = (by) => goTo(Math.min(Math.max(current() + by, 1), desk.state.pages.length));
const view = (name) => {
  const page = current();
  desk.view = name;
  keep();
  render().then(() => goTo(page, false));
};

// Every key, what it does, and the words of the help sheet that tell it.
const KEYS = [
  { keys: ["1"], run: () => view("pages"), told: "view" }, { keys: ["2"], run: () => view("spreads"), told: "view" }, { keys: ["3"], run: () => view("sheets"), told: "view" },
  { keys: ["+", "="], run: () => { zoomBy(1.25); fresh(); }, told: "zoom" }, { keys: ["-"], run: () => { zoomBy(0.8); fresh(); }, told: "zoom" },
  { keys: ["0"], run: () => zoomTo("fit"), told: "fit" }, { keys: ["9"], run: () => zoomTo("width"), told: "fit" }, { keys: ["8"], run: () => zoomTo(1), told: "fit" },
  { keys: ["[", "PageUp"], run: () => turn(-1), told: "page" }, { keys: ["]", "PageDown"], run: () => turn(1), told: "page" },
  { keys: ["↑"], told: "items" }, { keys: ["↓"], told: "items" }, { keys: ["Enter"], told: "select" },
  { keys: ["p"], run: copyPlace, told: "copy" }, { keys: ["o"], run: openPlace, told: "open" },
  { keys: ["j"], run: () => step(1), told: "findings" }, { keys: ["J"], run: () => step(-1), told: "findings" },
  ...ALL.map(({ id, key }) => ({ keys: [key], run: () => toggle(id), overlay: id })),
  { keys: ["\\"], run: clear, told: "clear" }, { keys: ["?"], run: () => byId("keys").showModal(), told: "help" }, { keys: ["Escape"], run: leave, told: "leave" },
];

function leave() {
  byId("card").hidden = true;
  if (document.activeElement !== document.body) document.activeElement.blur();
}

function help() {
  const rows = new Map();
  for (const { keys, told, overlay } of KEYS) {
    const words_ = overlay ? words[overlay] : words.keys[told];
    rows.set(words_, [...(rows.get(words_) ?? []), keys[0]]);
  }
  byId("keys").querySelector("tbody").replaceChildren(...[...rows].map(([said, keys]) =>
    make("tr", {}, make("th", { scope: "row" }, ...keys.map((key) => make("kbd", { textContent: key }))), make("td", { textContent: said }))));
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || byId("keys").open || /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName)) return;
  if (partKey(event)) { event.preventDefault(); return; }
  const found = KEYS.find(({ keys, run }) => run && keys.includes(event.key));
  if (found) { event.preventDefault(); found.run(); }
});

for (const [id, key] of [["view-pages", "1"], ["view-spreads", "2"], ["view-sheets", "3"], ["zoom-in", "+"], ["zoom-out", "-"], ["zoom-fit", "0"], ["zoom-width", "9"], ["zoom-true", "8"], ["help", "?"]]) {
  byId(id).addEventListener("click", () => KEYS.find(({ keys }) => keys.includes(key)).run());
}

room.addEventListener("wheel", (event) => {
  if (!event.ctrlKey) return;
  event.preventDefault();
  zoomBy(event.deltaY < 0 ? 1.1 : 1 / 1.1);
  fresh();
}, { passive: false });

let settle;
room.addEventListener("scroll", () => {
  clearTimeout(settle);
  settle = setTimeout(() => { Object.assign(desk, { x: room.scrollLeft, y: room.scrollTop, page: current() }); keep(); tellView(); }, 80);
});
byId("worst").addEventListener("click", () => step(1));
new ResizeObserver(() => { resize(); fresh(); }).observe(room);

let asked = 0;
byId("pages").addEventListener("pointermove", async (event) => {
  const art = event.target.closest(".art");
  if (!art || !desk.overlays.includes("total")) return;
  const turnOf = ++asked;
  const box = art.getBoundingClientRect();
  const leaf = allLeaves().find((one) => one.art === art);
  const [x, y] = [(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height];
  const answer = await fetch(`/ink/${leaf.key}?x=${x.toFixed(4)}&y=${y.toFixed(4)}`);
  if (!answer.ok || turnOf !== asked) return;
  const { cmyk, total } = await answer.json();
  byId("point").textContent = `${words.point}: C ${cmyk[0]} M ${cmyk[1]} Y ${cmyk[2]} K ${cmyk[3]} = ${total} %`;
});

function showView() {
  for (const name of ["pages", "spreads", "sheets"]) byId(`view-${name}`).setAttribute("aria-pressed", String(desk.view === name));
  byId("view-spreads").firstElementChild.textContent = desk.state.openings.length ? words.openings : words.spreads;
}

let waiting;
function fresh() { clearTimeout(waiting); waiting = setTimeout(() => showPictures(), 60); }

async function render() {
  const { title, language } = desk.state;
  if (title) { document.title = `${title} — ${words.preview}`; byId("title").textContent = title; byId("title").lang = language; }
  showView();
  if (desk.state.geometry) {
    layOut();
    await showPictures();
  }
  listTabs();
  listFindings();
  tellWorst();
  tell();
  await Promise.all([layParts(), draw(), listNotes()]);
}

function tell() {
  const { build, seconds, stages, read, fault } = desk.state;
  if (!build) return;
  const number = new Intl.NumberFormat(desk.state.language || "en", { minimumFractionDigits: 2, maximumFractionDigits: 2 });
  const checked = fault ? "" : ` · ${read ? words.read : words.reading}`;
  byId("said").textContent = fault ? words.fault : `${words.built} ${number.format(seconds)} s${checked}`;
  byId("status").title = `${words.build} ${build}: ${stages.map(({ name, seconds: each }) => `${name} ${number.format(each)} s`).join(", ")}`;
  byId("status").className = fault ? "fault" : read ? "read" : "built";
}

// Only the newest state is drawn; what comes in meanwhile waits its turn.
let busy = false;
let next = null;
async function take(state) {
  next = state;
  if (busy) return;
  busy = true;
  while (next) { desk.state = next; next = null; await render(); }
  busy = false;
}

function listen() {
  const events = new EventSource("/events");
  events.addEventListener("state", ({ data }) => take(JSON.parse(data)));
  events.addEventListener("page", ({ data }) => showAhead(JSON.parse(data)));
  events.addEventListener("building", ({ data }) => {
    const { build, stage } = JSON.parse(data);
    expect(build);
    byId("status").className = "busy";
    byId("said").textContent = `${words.building}: ${stage}`;
  });
  events.onerror = () => { byId("status").className = "lost"; byId("said").textContent = words.lost; };
}

recall();
buildSwitches();
switches();
help();
const { x, y } = desk;
render().then(() => { room.scrollTo(x, y); document.body.dataset.ready = "yes"; listen(); });
addEventListener("pagehide", () => { Object.assign(desk, { x: room.scrollLeft, y: room.scrollTop }); keep(); });
spots();
