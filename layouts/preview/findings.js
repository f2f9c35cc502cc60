// Findings: live, by page, each with its hint; a click leads to its place.
import { byId, desk, make, measures, place, words } from "./desk.js";
import { leafOf } from "./pages.js";
import { WEIGHTS, goToPage, labelOf, tabOf, worstOf } from "./tabs.js";

let at = -1;

export function listFindings() {
  const { findings, fault, pages } = desk.state;
  at = Math.min(at, findings.length - 1);
  byId("count").textContent = findings.length;
  byId("count").className = `count ${worstOf(findings) || "clean"}`;
  const list = byId("findings");
  if (!findings.length) list.replaceChildren(make("p", { className: "quiet", textContent: words.none }));
  else list.replaceChildren(...byPage(findings));
  const banner = byId("banner");
  banner.hidden = !fault;
  banner.querySelector("strong").textContent = pages.length ? words.fault : words.fault.split(". ")[0] + ".";
  banner.querySelector("ul").replaceChildren(...findings.filter(({ severity }) => severity === "error").slice(0, 6).map(({ message, file, line }) =>
    make("li", {}, make("span", { textContent: message }), ...(file ? [make("code", { textContent: line ? `${file}:${line}` : file })] : []))));
  document.body.classList.toggle("stale", fault);
  spots();
}

function byPage(findings) {
  const numbered = findings.map((finding, index) => ({ ...finding, index, tab: tabOf(finding) }));
  const tabs = ["", ...desk.state.artworks.map(({ name }) => name)];
  const places = [...new Map(numbered.map(({ tab, page }) => [`${tab} ${page}`, { tab, page }])).values()];
  places.sort((one, other) => tabs.indexOf(one.tab) - tabs.indexOf(other.tab) || one.page - other.page);
  return places.map(({ tab, page }) => make("section", {},
    make("h3", { textContent: [tab && labelOf(tab), page ? `${words.page} ${page}` : tab ? "" : words.general].filter(Boolean).join(", ") }),
    make("ol", {}, ...numbered.filter((finding) => finding.tab === tab && finding.page === page).sort((one, other) => WEIGHTS.indexOf(one.severity) - WEIGHTS.indexOf(other.severity)).map(entry))));
}

// Its place on the page, cut from the picture that stands there already.
function crop({ tab, page, box }) {
  const picture = tab ? null : leafOf(page)?.picture;
  if (!box || !picture?.src || desk.state.fault) return [];
  const { full } = measures();
  const [left, top, across, down] = box;
  const width = Math.min(full.width, Math.max(across + 24, 150));
  const height = Math.min(full.height, Math.min(Math.max(down + 16, width * 0.2), width * 0.6));
  const at = (start, size, room, all) => (all > room ? Math.min(1, Math.max(0, (start + size / 2 - room / 2) / (all - room))) * 100 : 0);
  const cut = make("span", { className: "crop", ariaHidden: "true" });
  Object.assign(cut.style, {
    aspectRatio: `${width} / ${height}`, backgroundImage: `url("${picture.src}")`, backgroundSize: `${(100 * full.width) / width}% auto`,
    backgroundPosition: `${at(left, across, width, full.width)}% ${at(top, down, height, full.height)}%`,
  });
  return [cut];
}

function entry(finding) {
  const { severity, message, hint, file, line, rule, artwork, index } = finding;
  const place = [file && (line ? `${file}:${line}` : file), artwork].filter(Boolean).join(", ");
  const button = make("button", { type: "button", className: `finding ${severity}`, id: `finding-${index}`, onclick: () => show(index) },
    make("b", { textContent: words[severity] }), make("span", { textContent: message }), ...crop(finding),
    ...(hint ? [make("span", { className: "hint", textContent: `${words.hint}: ${hint}` })] : []),
    make("code", { textContent: [place, rule].filter(Boolean).join(" · ") }));
  return make("li", {}, button);
}

function show(index) {
  at = index;
  const { page, artwork } = desk.state.findings[index];
  goToPage(tabOf({ artwork }), page);
  document.querySelectorAll(".spot").forEach((spot) => spot.classList.toggle("shown", Number(spot.dataset.finding) === index));
}

export function step(by) {
  const { findings } = desk.state;
  if (!findings.length) return;
  const order = [...document.querySelectorAll(".finding")].map(({ id }) => Number(id.split("-")[1]));
  const next = (order.indexOf(at) + by + order.length) % order.length;
  show(order[next]);
  byId(`finding-${order[next]}`).focus();
}

// The frames of findings on the pages themselves.
export function spots() {
  document.querySelectorAll(".spot").forEach((spot) => spot.remove());
  if (desk.state.fault) return;
  desk.state.findings.forEach(({ page, box, severity, artwork }, index) => {
    const leaf = tabOf({ artwork }) ? null : leafOf(page);
    if (!leaf || !box) return;
    const spot = make("div", { className: `spot ${severity}`, ariaHidden: "true" });
    spot.dataset.finding = index;
    place(spot, box);
    leaf.art.insertBefore(spot, leaf.parts);
  });
}
