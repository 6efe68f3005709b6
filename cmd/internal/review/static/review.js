// Keys and previews. Without this file every page works with the mouse: it only
// presses the buttons that are there.
"use strict";

const find = (selector, root = document) => root.querySelector(selector);
const all = (selector, root = document) => [...root.querySelectorAll(selector)];
document.documentElement.classList.add("js");

// The field that keys speak of: one that differs.
let field = null;
let grouping = false; // g was pressed: the next digit is about a group

function rows() {
  return all("tr.differs");
}

function stand(name) {
  const list = rows();
  const row = list.find(r => r.dataset.field === name) || list[0];
  list.forEach(r => r.classList.toggle("now", r === row));
  field = row ? row.dataset.field : null;
  return row;
}

function step(by) {
  const list = rows();
  const at = list.findIndex(r => r.dataset.field === field);
  const row = list[Math.min(Math.max(at + by, 0), list.length - 1)];
  if (!row) return;
  stand(row.dataset.field);
  row.scrollIntoView({ block: "nearest" });
  const box = find("td.picked input, td.taken input, td input[type=checkbox]", row);
  if (box) box.focus({ preventScroll: true });
}

// Only one value of a field can be taken for a group.
function only(box) {
  const group = no => (find(`[data-group="${no}"]`) || {}).value;
  const mine = group(box.closest("td").dataset.no);
  for (const other of all("input[name=pick]", box.closest("tr"))) {
    if (other !== box && group(other.closest("td").dataset.no) === mine) other.checked = false;
  }
  for (const text of all("td.becomes input", box.closest("tr"))) text.value = "";
}

// preview sends what was filled in, and shows what merging would do then.
let asked = 0;
async function preview(form) {
  const turn = ++asked;
  const body = new URLSearchParams(new FormData(form));
  body.set("do", "preview");
  const focused = document.activeElement && document.activeElement.name ? [document.activeElement.name, document.activeElement.value] : null;
  let answer;
  try {
    answer = await fetch(form.action, { method: "POST", body, credentials: "same-origin" });
  } catch {
    find(".flash").textContent = "The review does not answer any more. Was it ended?";
    return;
  }
  if (!answer.ok || turn !== asked) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const open = all("details").map(d => d.open);
  const scrolled = all(".scroll").map(s => s.scrollLeft);
  const fresh = find("main", page);
  if (!fresh || fresh.dataset.keyOf !== find("main").dataset.keyOf) {
    location.reload();
    return;
  }
  const only = find("main").classList.contains("diffs-only");
  for (const part of [".members tbody", ".members thead", ".says", ".problem"]) replace(part, page);
  all("details").forEach((d, i) => { if (open[i] !== undefined) d.open = open[i] || d.open; });
  all(".scroll").forEach((s, i) => { s.scrollLeft = scrolled[i] || 0; });
  find("main").classList.toggle("diffs-only", only);
  stand(field);
  if (focused) {
    const again = all(`[name="${CSS.escape(focused[0])}"]`).find(e => e.type === "text" || e.tagName === "SELECT" || e.value === focused[1]);
    if (again) again.focus({ preventScroll: true });
  }
}

function replace(selector, page) {
  const was = find(selector), now = find(selector, page);
  if (was && now) was.replaceWith(document.adoptNode(now));
  else if (was) was.remove();
  else if (now) find(".act").before(document.adoptNode(now));
}

document.addEventListener("change", event => {
  const form = event.target.closest("form");
  if (!form) return;
  if (form.classList.contains("filter") && event.target.tagName === "SELECT") form.requestSubmit();
  if (form.id !== "decide" || event.target.name === "comment") return;
  if (event.target.name === "pick") {
    stand(event.target.closest("tr").dataset.field);
    if (event.target.checked) only(event.target);
  }
  preview(form);
});

// A digit takes that customer's value; with Shift it remains; after g it is
// another customer, or the same again; 0 takes the proposal.
function digit(no, shift) {
  const form = find("#decide");
  if (!form) return;
  if (shift) {
    const radio = find(`[data-survivor="${no}"]`);
    if (radio) { radio.checked = true; preview(form); }
    return;
  }
  if (grouping) {
    const select = find(`[data-group="${no}"]`);
    if (select) {
      const own = select.options[no - 1].value, last = select.options[select.options.length - 2].value;
      select.value = select.value !== "A" ? "A" : own === "A" ? last : own;
      preview(form);
    }
    return;
  }
  const row = rows().find(r => r.dataset.field === field);
  if (!row) return;
  if (no === "0") {
    all("input[name=pick]", row).forEach(b => { b.checked = false; });
    all("td.becomes input", row).forEach(t => { t.value = ""; });
  } else {
    const box = find(`td[data-no="${no}"] input[name=pick]`, row);
    if (!box) return;
    box.checked = true;
    only(box);
    box.focus({ preventScroll: true });
  }
  preview(form);
}

function press(key) {
  const target = find(`main [data-key="${CSS.escape(key)}"]`) || find(`[data-key="${CSS.escape(key)}"]`);
  if (!target || target.disabled) return false;
  if (target.tagName === "INPUT") { target.focus(); target.select(); }
  else if (target.tagName === "DETAILS") { target.open = !target.open; if (target.open) target.scrollIntoView({ block: "nearest" }); }
  else target.click();
  return true;
}

document.addEventListener("keydown", event => {
  if (event.ctrlKey || event.metaKey || event.altKey || find("dialog[open]")) return;
  const typing = event.target.matches("input:not([type=checkbox],[type=radio]), select, textarea");
  if (typing) {
    if (event.key === "Escape") { event.target.blur(); event.preventDefault(); }
    if (event.key === "Enter" && event.target.closest("#decide")) { event.target.blur(); event.preventDefault(); }
    return;
  }
  const number = /^Digit(\d)$/.exec(event.code);
  if (number) {
    digit(number[1], event.shiftKey);
    event.preventDefault();
  } else if (event.key === "j" || event.key === "k") {
    step(event.key === "j" ? 1 : -1);
    event.preventDefault();
  } else if (event.key === "Enter" && event.target.matches("a, button, summary")) {
    return;
  } else if (event.key === "g") {
    grouping = true;
    return;
  } else if (event.key.length === 1 || event.key === "Enter") {
    if (press(event.key)) event.preventDefault();
  }
  if (event.key !== "Shift") grouping = false;
});

document.addEventListener("click", event => {
  const button = event.target.closest("button");
  if (!button) return;
  if (button.classList.contains("help")) find("#keys").showModal();
  if (button.dataset.key === "d") {
    const on = find("main").classList.toggle("diffs-only");
    button.setAttribute("aria-pressed", String(on));
    try { sessionStorage.setItem("diffs-only", on ? "1" : ""); } catch { /* it is a convenience */ }
  }
});

// A decision is sent once, however often the key is pressed.
document.addEventListener("submit", event => {
  if (event.target.dataset.sent) { event.preventDefault(); return; }
  if (event.target.method === "post" && event.target.method !== "dialog") event.target.dataset.sent = "1";
});
window.addEventListener("pageshow", () => all("form[data-sent]").forEach(f => delete f.dataset.sent));

// What was said is read out: text that is there when the page comes is not.
const flash = find(".flash");
if (flash && flash.textContent) {
  const text = flash.textContent;
  flash.textContent = "";
  setTimeout(() => { flash.textContent = text; }, 50);
}

const main = find("main.case");
if (main) {
  stand(null);
  let kept = "";
  try { kept = sessionStorage.getItem("diffs-only"); } catch { /* it is a convenience */ }
  if (kept) {
    main.classList.add("diffs-only");
    const button = find("[data-key=d]", main);
    if (button) button.setAttribute("aria-pressed", "true");
  }
  // While the page is open nobody else is sent to this one.
  setInterval(() => {
    if (document.visibilityState === "visible") fetch(`/c/${main.dataset.keyOf}/claim`, { method: "POST", credentials: "same-origin" }).catch(() => {});
  }, 60000);
}
