// Parts: everything on a page can be pointed at, chosen by key, copied as file:line, and opened in the editor.
import { byId, desk, make, place, standing, words } from "./desk.js";
import { allLeaves, leafOf } from "./pages.js";

const AA = 4.5;
const AA_LARGE = 3;

// Lays the parts over each page whose picture stands, in reading order of the layout.
export async function layParts() {
  for (const leaf of allLeaves()) {
    if (!leaf.key || leaf.parts.dataset.key === leaf.key) continue;
    const { items } = await standing(leaf.key);
    leaf.parts.dataset.key = leaf.key;
    leaf.items = items;
    const chosen = leaf.parts.getAttribute("aria-activedescendant");
    leaf.parts.replaceChildren(...items.map((item, index) => part(leaf, item, index)));
    if (chosen && byId(chosen)) mark(leaf, Number(chosen.split("-")[2]));
    else leaf.parts.removeAttribute("aria-activedescendant");
  }
}

function part(leaf, item, index) {
  const element = make("div", { className: `part ${item.kind}`, role: "option", id: `part-${leaf.number}-${index}` });
  element.setAttribute("aria-label", `${item.text || item.picture || item.tag} — ${where(item)}`);
  element.setAttribute("aria-selected", "false");
  place(element, item.box);
  element.append(...item.lines.map((line) => stroke(line, item.box)));
  element.addEventListener("pointerenter", (event) => hover(item, event));
  element.addEventListener("pointermove", (event) => follow(event));
  element.addEventListener("pointerleave", () => (byId("card").hidden = true));
  element.addEventListener("click", () => { leaf.parts.focus({ preventScroll: true }); mark(leaf, index); pick(item); });
  return element;
}

// One line of a part: a text that runs on in the next column covers nothing between its lines.
function stroke([left, top, width, height], [x, y, across, down]) {
  const line = make("i", {});
  Object.assign(line.style, {
    left: `${(100 * (left - x)) / across}%`, top: `${(100 * (top - y)) / down}%`,
    width: `${(100 * width) / across}%`, height: `${(100 * height) / down}%`,
  });
  return line;
}

export const where = (item) => `${item.file}:${item.line}`;

function facts(item) {
  const rows = [[words.where, where(item)], [words.section, item.section], [words.style, item.tag]];
  if (item.kind === "picture") return [...rows, [words.picture, item.picture]];
  const large = item.size >= 18 || (item.size >= 14 && item.weight >= 700);
  const passes = item.contrast >= (large ? AA_LARGE : AA);
  rows.push([words.font, `${item.font} ${item.weight}, ${item.size} pt`]);
  rows.push([words.contrast, `${item.contrast} : 1 — ${passes ? words.enough : words.poor}`]);
  const ink = item.ink ? item.ink.map((value, index) => `${"CMYK"[index]} ${value}`).join("  ") : item.colour;
  rows.push([words.ink, item.token ? `${item.token} (${ink})` : ink]);
  return rows;
}

function table(item) {
  return make("dl", {}, ...facts(item).map(([name, value]) => make("div", {}, make("dt", { textContent: name }), make("dd", { textContent: value }))));
}

function hover(item, event) {
  const card = byId("card");
  card.replaceChildren(table(item));
  card.hidden = false;
  follow(event);
}

function follow({ clientX, clientY }) {
  const card = byId("card");
  const { width, height } = card.getBoundingClientRect();
  card.style.left = `${Math.max(8, Math.min(clientX + 16, innerWidth - width - 8))}px`;
  card.style.top = `${clientY + 20 + height > innerHeight ? Math.max(8, clientY - height - 12) : clientY + 20}px`;
}

function mark(leaf, index) {
  for (const [number, element] of [...leaf.parts.children].entries()) element.setAttribute("aria-selected", String(number === index));
  leaf.parts.setAttribute("aria-activedescendant", `part-${leaf.number}-${index}`);
}

export function pick(item) {
  desk.picked = item;
  document.dispatchEvent(new CustomEvent("picked"));
  const copy = make("button", { type: "button", id: "copy", textContent: words.copy, onclick: () => copyPlace() });
  const open = desk.state.editor
    ? make("button", { type: "button", id: "open", textContent: `${words.open} ${desk.state.editor}`, onclick: () => openPlace() })
    : make("p", { className: "quiet", textContent: words.noeditor });
  const said = make("p", { id: "heard", role: "status" });
  byId("selection").replaceChildren(make("p", { className: "quoted", textContent: item.text || item.picture }), table(item), make("div", { className: "actions" }, copy, open), said);
}

export async function copyPlace() {
  if (!desk.picked) return;
  const text = where(desk.picked);
  try { await navigator.clipboard.writeText(text); } catch {
    const field = document.body.appendChild(make("textarea", { value: text, className: "unseen" }));
    field.select();
    document.execCommand("copy");
    field.remove();
  }
  byId("heard").textContent = `${words.copied}: ${text}`;
}

export async function openPlace() {
  if (!desk.picked) return;
  if (!desk.state.editor) { byId("heard").textContent = words.noeditor; return; }
  const { file, line } = desk.picked;
  const answer = await fetch("/open", { method: "POST", body: JSON.stringify({ file, line }) });
  if (!answer.ok) byId("heard").textContent = (await answer.json()).message;
}

// Arrow keys within a page's parts; true when the key was one of these.
export function partKey(event) {
  const parts = event.target.closest?.(".parts");
  if (!parts) return false;
  const leaf = leafOf(Number(parts.id.split("-")[1]));
  const now = parts.getAttribute("aria-activedescendant");
  const at = now ? Number(now.split("-")[2]) : -1;
  const last = parts.children.length - 1;
  const steps = { ArrowDown: Math.min(at + 1, last), ArrowRight: Math.min(at + 1, last), ArrowUp: Math.max(at - 1, 0), ArrowLeft: Math.max(at - 1, 0), Home: 0, End: last };
  if (event.key in steps && last >= 0) {
    mark(leaf, steps[event.key]);
    pick(leaf.items[steps[event.key]]);
    parts.children[steps[event.key]].scrollIntoView({ block: "nearest", inline: "nearest" });
    return true;
  }
  if (event.key === "Enter" && at >= 0) { pick(leaf.items[at]); (byId("open") ?? byId("copy")).focus(); return true; }
  return false;
}
