// Tabs: the pages as they are set, and every artwork as it was last made; the list of the pages of what is in view.
import { byId, desk, keep, make, words } from "./desk.js";
import { goTo, tellView } from "./pages.js";

export const WEIGHTS = ["error", "warning", "info", "advice"];
const WIDTHS = [390, 768, 1280];
const PPI = 110;

export const worstOf = (findings) => WEIGHTS.find((weight) => findings.some(({ severity }) => severity === weight)) ?? "";
export const artworkOf = (name) => desk.state.artworks.find((one) => one.name === name);
export const tabOf = ({ artwork }) => desk.state.artworks.find(({ file }) => file === artwork)?.name ?? "";
export const labelOf = (name) => words.names[name] ?? name;
const found = (name) => desk.state.findings.filter((finding) => tabOf(finding) === name);

export function showTab(name) {
  desk.tab = name;
  keep();
  listTabs();
  tellView();
}

// The tabs with the worst that was found in each, and what the chosen one shows.
export function listTabs() {
  if (desk.tab && !artworkOf(desk.tab)) desk.tab = "";
  const tab = (name) => {
    const worst = worstOf(found(name));
    const button = make("button", { type: "button", className: "tab", id: `tab-${name || "pages"}`, onclick: () => showTab(name) },
      make("i", { className: `dot ${worst}`, ariaHidden: "true" }), name ? labelOf(name) : words.set,
      ...(worst ? [make("span", { className: "unseen", textContent: `, ${words[worst]}` })] : []));
    button.setAttribute("aria-pressed", String(desk.tab === name));
    return button;
  };
  const held = document.activeElement?.id;
  byId("tabs").replaceChildren(tab(""), ...desk.state.artworks.map(({ name }) => tab(name)));
  if (held?.startsWith("tab-")) byId(held)?.focus();
  byId("artwork").hidden = !desk.tab;
  byId("pages").hidden = Boolean(desk.tab);
  document.body.classList.toggle("artwork-shown", Boolean(desk.tab));
  byId("tabs").closest("nav").hidden = !desk.state.artworks.length && desk.state.pages.length < 2;
  if (desk.tab) showArtwork(artworkOf(desk.tab));
  listPages();
  tellRoom();
}

function listPages() {
  const count = desk.tab ? artworkOf(desk.tab).pages : desk.state.pages.length;
  const entry = (number) => {
    const worst = worstOf(found(desk.tab).filter(({ page }) => page === number));
    const button = make("button", { type: "button", onclick: () => goToPage(desk.tab, number) },
      make("span", { textContent: number }), make("i", { className: `dot ${worst}`, ariaHidden: "true" }));
    button.setAttribute("aria-label", [`${words.page} ${number}`, worst && words[worst]].filter(Boolean).join(", "));
    return make("li", {}, button);
  };
  byId("list").replaceChildren(...Array.from({ length: count > 1 ? count : 0 }, (_, index) => entry(index + 1)));
}

export function goToPage(name, number) {
  if (desk.tab !== name) showTab(name);
  if (!name) goTo(number);
  else byId("artwork").children[number - 1]?.scrollIntoView({ block: "start" });
}

// An artwork is drawn anew when its content is another one; a picture takes the old one's place once it is decoded.
function showArtwork({ name, file, key, pages }) {
  const root = byId("artwork");
  if (root.dataset.key === key) return;
  const same = root.dataset.name === name && root.children.length === Math.max(pages, 1);
  root.dataset.name = name;
  root.dataset.key = key;
  root.className = file.split(".").at(-1);
  if (file.endsWith(".html")) root.replaceChildren(...WIDTHS.map((width) => framed(width, key)));
  else if (same) [...root.children].forEach((figure, index) => picture(figure.querySelector("img"), key, index + 1));
  else root.replaceChildren(...Array.from({ length: Math.max(pages, 1) }, (_, index) => figure(key, index + 1, pages)));
}

function framed(width, key) {
  const frame = make("iframe", { title: `${words.artworks}: ${width} px`, src: `/artworks/${key}.html`, loading: "lazy" });
  frame.setAttribute("sandbox", "");
  frame.style.width = `${width}px`;
  return make("figure", {}, frame, make("figcaption", { textContent: `${width} px` }));
}

const address = (key, page) => `/artworks/${key}/${page}.png?ppi=${Math.round(PPI * Math.min(devicePixelRatio, 2))}`;

function figure(key, page, pages) {
  const image = make("img", { src: address(key, page), alt: `${words.page} ${page}`, loading: "lazy" });
  return make("figure", {}, image, ...(pages ? [make("figcaption", { textContent: `${words.page} ${page}` })] : []));
}

async function picture(old, key, page) {
  const fresh = make("img", { src: address(key, page), alt: old.alt });
  try { await fresh.decode(); } catch { return; }
  if (byId("artwork").dataset.key === key) old.replaceWith(fresh);
}

// The worst finding, always in sight: green is only said of what was wholly checked and has none.
export function tellWorst() {
  const { findings } = desk.state;
  const worst = worstOf(findings);
  const counts = WEIGHTS.map((weight) => [findings.filter(({ severity }) => severity === weight).length, words[weight]]).filter(([count]) => count);
  byId("worst").hidden = !worst;
  byId("worst").className = worst;
  byId("worst").firstElementChild.textContent = counts.map(([count, said]) => `${count} ${said}`).join(" · ");
  document.body.dataset.worst = worst;
}

// The room left in what is in view: in the sections of the pages, or in those of an artwork that ends where its page does.
function tellRoom() {
  const { rooms, most } = desk.state;
  const own = rooms[desk.tab ? artworkOf(desk.tab)?.room : "pages"] ?? [];
  const amount = (count, one, many) => `${count} ${count === 1 ? words[one] : words[many]}`;
  const left = ({ words: free, lines }) => free === 0 ? words.full : free >= most ? `${words.more} ${amount(most - 3, "word", "words")}`
    : [lines > 0 && amount(lines, "line", "lines"), amount(free, "word", "words")].filter(Boolean).join(", ");
  byId("room").hidden = !own.length;
  byId("room").querySelector("dl").replaceChildren(...own.map((room) => make("div", { className: room.words ? "" : "full" },
    make("dt", { textContent: room.section }), make("dd", { textContent: left(room) }))));
}
