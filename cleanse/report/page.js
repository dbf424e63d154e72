"use strict";
// The documents of a report: a list, a filter, one document side by side. Text becomes text nodes and nothing else.

const documents = JSON.parse(document.getElementById("data").textContent);
const [list, pane, search, found, chips] = ["list", "pane", "search", "found", "chips"].map((id) => document.getElementById(id));
const filters = { kind: "", rule: "", language: "", host: "" };
const REPAIR = -1; // as in sample.py
let visible = [];
let open = null;
let stop = -1;

function element(tag, properties = {}, ...children) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
}

const percent = (share) => (share > 0 && share < 0.001 ? "< 0.1 %" : `${(100 * share).toFixed(share > 0 && share < 0.0995 ? 1 : 0)} %`);
const nameOf = (shown) => shown.id || `document ${shown.number}`;
const ruleOf = ([kind, rule]) => `${kind} · ${rule}`;
const wanted = (reason) => (!filters.kind || reason[0] === filters.kind) && (!filters.rule || ruleOf(reason) === filters.rule);

function languageName(code) {
  try {
    return new Intl.DisplayNames(["en"], { type: "language" }).of(code);
  } catch {
    return code;
  }
}

// The text that is searched, made when it is first needed.
function haystack(shown) {
  shown.haystack ??= [shown.id, shown.host, ...shown.pieces.map((piece) => (typeof piece === "string" ? piece : piece[0]))].join("").toLowerCase();
  return shown.haystack;
}

function matches(shown) {
  return (
    (!filters.language || shown.language === filters.language) &&
    (!filters.host || shown.host === filters.host) &&
    (!(filters.kind || filters.rule) || shown.reasons.some(wanted)) &&
    haystack(shown).includes(search.value.trim().toLowerCase())
  );
}

function show() {
  visible = documents.filter(matches);
  found.value = `${visible.length} of ${documents.length} documents`;
  list.replaceChildren(...visible.map(entry));
  for (const name of ["kind", "rule"]) document.getElementById(name).value = filters[name];
  const set = ["language", "host"].filter((name) => filters[name]);
  chips.replaceChildren(...set.map((name) => element("button", { type: "button", className: "chip", title: "take this filter off", onclick: () => filter(name, "") }, `${name}: ${filters[name]} ×`)));
  for (const button of document.querySelectorAll("[data-filter]")) button.setAttribute("aria-pressed", filters[button.dataset.filter] === button.dataset.value);
  select(visible.includes(open) ? open : visible[0] ?? null);
}

function filter(name, value) {
  filters[name] = value;
  show();
}

function entry(shown) {
  const about = [shown.language && languageName(shown.language), shown.host].filter(Boolean).join(" · ");
  const button = element("button", { type: "button", onclick: () => (select(shown), narrow() && pane.scrollIntoView()) });
  button.append(element("b", {}, percent(shown.share)), element("span", { className: "end" }, element("bdi", {}, nameOf(shown))), element("small", {}, about || `${shown.size.toLocaleString("en")} characters`));
  shown.button = button;
  return element("li", {}, button);
}

const narrow = () => matchMedia("(max-width: 55rem)").matches;

function select(shown) {
  open?.button?.removeAttribute("aria-current");
  open = shown;
  stop = -1;
  pane.replaceChildren();
  if (!shown) return void pane.append(element("p", { className: "aside" }, documents.length ? "No document here has all of this. Esc shows all again." : "There are no documents."));
  shown.button.setAttribute("aria-current", "true");
  const [top, bottom] = [shown.button.offsetTop, shown.button.offsetTop + shown.button.offsetHeight];
  if (top < list.scrollTop || bottom > list.scrollTop + list.clientHeight) list.scrollTop = top - list.clientHeight / 3;
  const went = `${percent(shown.share)} of ${shown.size.toLocaleString("en")} characters went`;
  pane.append(element("h3", {}, element("bdi", {}, nameOf(shown))), element("p", { className: "aside" }, [went, shown.language && languageName(shown.language), shown.host].filter(Boolean).join(" · ")));
  pane.append(...shown.notes.map((note) => element("p", { className: "note" }, note)));
  const head = element("div", { className: "row head" }, element("div", {}, "before"), element("div", {}, "after"));
  pane.append(element("div", { className: "rows" }, head, ...rows(shown)));
  if (shown.cut) pane.append(element("p", { className: "note" }, "The rest of this document is not shown."));
}

// One row a line of the input: what stood there, and what stands there now or why it went.
function rows(shown) {
  const made = [];
  let before = [], after = [], why = [], told = null;
  const close = () => {
    if (before.length || after.length) made.push(row(shown, before, after, why));
    else made.push(element("div", { className: "row blank" }));
    [before, after, why] = [[], [], []];
  };
  for (const piece of shown.pieces) {
    const [was, now, reason] = typeof piece === "string" ? [piece, piece] : piece;
    was.split("\n").forEach((part, number) => {
      if (number) close();
      if (!part) return;
      before.push(reason === undefined ? part : changed(shown, part, reason));
      if (reason >= 0 && told !== piece) why.push(reason);
      told = piece;
      if (typeof piece === "string") after.push(part);
    });
    if (typeof piece !== "string" && now && now !== "\n") after.push(reason === REPAIR ? element("ins", {}, now) : now);
  }
  if (before.length || after.length) close();
  return made;
}

function changed(shown, text, reason) {
  if (reason === REPAIR) return element("s", { title: "repaired" }, text);
  const [kind, rule, says] = shown.reasons[reason];
  const mark = element("del", { className: shown.families[reason], title: `${kind} · ${rule}: ${says}` }, text);
  mark.classList.toggle("faded", !wanted(shown.reasons[reason]));
  return mark;
}

function row(shown, before, after, why) {
  const labels = why.map((reason) => {
    const [kind, rule, says] = shown.reasons[reason];
    const label = [element("span", { className: `why ${shown.families[reason]}` }, kind), element("code", {}, rule), element("small", {}, says)];
    return element("p", { className: wanted(shown.reasons[reason]) ? "reason" : "reason faded" }, ...label);
  });
  const right = element("div", { className: "after" }, ...(after.length ? [element("div", { dir: "auto" }, ...after)] : []), ...labels);
  return element("div", { className: `row ${labels.length ? "went" : ""} ${after.length ? "" : "gone"}` }, element("div", { className: "before", dir: "auto" }, ...before), right);
}

function step(by) {
  const place = visible.indexOf(open) + by;
  if (place >= 0 && place < visible.length) select(visible[place]);
}

function walk(by) {
  const stops = [...pane.querySelectorAll("del:not(.faded)")];
  if (!stops.length) return;
  stops[stop]?.classList.remove("here");
  stop = stop < 0 && by < 0 ? stops.length - 1 : (stop + by + stops.length) % stops.length;
  stops[stop].classList.add("here");
  stops[stop].scrollIntoView({ block: "center" });
}

function reset() {
  for (const name in filters) filters[name] = "";
  search.value = "";
  search.blur();
  show();
}

const keys = { j: () => step(1), k: () => step(-1), n: () => walk(1), p: () => walk(-1), "/": () => (search.focus(), search.select()), Escape: reset };

document.addEventListener("keydown", (event) => {
  const typing = event.target.closest?.("input, select");
  if (event.ctrlKey || event.metaKey || event.altKey || (typing && event.key !== "Escape") || !Object.hasOwn(keys, event.key)) return;
  event.preventDefault();
  keys[event.key]();
});
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-filter], [data-open]");
  if (!button) return;
  if (button.dataset.open) {
    reset();
    select(documents.find((shown) => shown.number === Number(button.dataset.open)));
  } else filter(button.dataset.filter, button.getAttribute("aria-pressed") === "true" ? "" : button.dataset.value);
  document.getElementById("documents").scrollIntoView();
});
document.querySelector(".filters").addEventListener("submit", (event) => event.preventDefault());
search.addEventListener("input", show);
for (const name of ["kind", "rule"]) document.getElementById(name).addEventListener("change", (event) => filter(name, event.target.value));
for (const button of document.querySelectorAll("[data-filter=language]")) button.textContent = languageName(button.dataset.value);
for (const hidden of document.querySelectorAll(".filters, .reader, .keys")) hidden.hidden = false;
show();
