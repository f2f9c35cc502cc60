// Review notes: at their places on the pages and in the panel; answered, settled, and new ones at what is chosen.
import { byId, desk, make, place, words } from "./desk.js";
import { leafOf } from "./pages.js";
import { goToPage } from "./tabs.js";

const NAME = "preview:reviewer";
const STATES = ["open", "done", "declined"];
let notes = [];
let filter = "open";
let chosen = "";
const drafts = new Map();

const store = { get: () => { try { return localStorage.getItem(NAME) ?? ""; } catch { return ""; } }, set: (name) => { try { localStorage.setItem(NAME, name); } catch { /* not here */ } } };
const shown = () => notes.filter(({ state }) => filter === "all" || (filter === "open") === (state === "open"));

export async function listNotes() {
  const answer = await fetch("/reviews");
  byId("reviews").hidden = !answer.ok;
  if (answer.ok) fill(await answer.json());
}

function fill(told) {
  notes = told;
  byId("reviews-count").textContent = notes.filter(({ state }) => state === "open").length;
  const held = document.activeElement?.id;
  byId("reviews-list").replaceChildren(...shown().map(entry));
  if (!shown().length) byId("reviews-list").append(make("li", { className: "quiet", textContent: words.review_none }));
  pins();
  if (held && held !== document.activeElement?.id) byId(held)?.focus();
}

function quote({ author, date, text }) {
  return make("p", { className: "said" }, make("b", { textContent: author || words.review_nobody }), ` ${date} `, make("span", { textContent: STATES.includes(text) ? `(${words[`review_${text}`]})` : text }));
}

function entry(note) {
  const { name, state, text, words: about, file, line, until, answers, spots } = note;
  const open = chosen === name;
  const at = [spots[0] && `${words.page} ${spots[0][0]}`, file ? `${file}:${line}` : words.review_lost, until && `${words.review_until} ${until}`].filter(Boolean).join(" · ");
  const button = make("button", { type: "button", id: `note-${name}`, className: `finding ${state === "open" ? "warning" : "info"}`, onclick: () => show(open ? "" : name) },
    make("b", { textContent: `${words[`review_${state}`]} · ${note.author || words.review_nobody} · ${note.date}` }), ...(about ? [make("q", { textContent: about })] : []),
    make("span", { textContent: text }), make("code", { textContent: at }));
  button.setAttribute("aria-expanded", String(open));
  return make("li", {}, button, ...answers.map(quote), ...(open ? [answerForm(note)] : []));
}

function field(id, label, said) {
  const input = make("textarea", { id, rows: 3, maxLength: 2000, value: drafts.get(id) ?? "", oninput: () => drafts.set(id, input.value) });
  return [make("label", { htmlFor: id, textContent: label }), input, make("p", { id: `${id}-said`, role: "status", className: "quiet", textContent: said ?? "" })];
}

function answerForm({ name, state }) {
  const id = `answer-${name}`;
  const act = (next) => () => send({ name, text: drafts.get(id) ?? "", state: next }, id);
  const button = (label, next) => make("button", { type: "button", id: `${id}-${next ?? "say"}`, textContent: label, onclick: act(next) });
  const settle = state === "open" ? [button(words.review_set_done, "done"), button(words.review_set_declined, "declined")] : [button(words.review_again, "open")];
  return make("div", { className: "write" }, ...field(id, words.review_answer), make("div", { className: "actions" }, button(words.review_send, null), ...settle));
}

// What was typed stays until it is kept, over a reload of the pages too.
async function send(asked, id) {
  const answer = await fetch("/reviews", { method: "POST", body: JSON.stringify({ ...asked, author: byId("reviewer").value.trim() }) });
  const told = await answer.json();
  if (answer.ok) { drafts.delete(id); if (byId(id)) byId(id).value = ""; fill(told); } else byId(`${id}-said`).textContent = told.message;
  return answer.ok;
}

function show(name) {
  chosen = name;
  fill(notes);
  const note = notes.find((one) => one.name === name);
  if (note?.spots.length) goToPage("", note.spots[0][0]);
  byId(`note-${name}`)?.focus();
}

function pins() {
  document.querySelectorAll(".pin").forEach((pin) => pin.remove());
  if (desk.state.fault) return;
  shown().forEach((note, index) => note.spots.slice(0, 1).forEach(([page, box]) => {
    const leaf = leafOf(page);
    if (!leaf) return;
    const pin = make("button", { type: "button", id: `pin-${note.name}`, className: `pin ${note.state}`, textContent: index + 1, onclick: () => { show(note.name); byId(`note-${note.name}`)?.scrollIntoView({ block: "nearest" }); } });
    pin.setAttribute("aria-label", `${index + 1}, ${words.review_by} ${note.author || words.review_nobody}: ${note.text}`);
    place(pin, box);
    leaf.art.append(pin);
  }));
}

// A new note stands at what is chosen on a page.
export function offerNote() {
  const item = desk.picked;
  const id = "note-new";
  if (!item || byId("reviews").hidden) return;
  const add = async () => {
    const asked = { text: drafts.get(id) ?? "", file: item.file, line: item.line, words: (item.text || "").slice(0, 200), page: desk.page };
    if (asked.text.trim()) await send(asked, id);
  };
  byId("review-new").replaceChildren(make("h3", { textContent: `${words.review_new} ${item.file}:${item.line}` }), ...field(id, words.review_text), make("div", { className: "actions" }, make("button", { type: "button", id: "note-add", textContent: words.review_send, onclick: add })));
}

for (const name of ["open", "settled", "all"]) {
  byId(`reviews-${name}`).addEventListener("click", () => {
    filter = name;
    for (const each of ["open", "settled", "all"]) byId(`reviews-${each}`).setAttribute("aria-pressed", String(each === name));
    fill(notes);
  });
}
byId("reviewer").value = store.get();
byId("reviewer").addEventListener("change", () => store.set(byId("reviewer").value.trim()));
document.addEventListener("picked", offerNote);
