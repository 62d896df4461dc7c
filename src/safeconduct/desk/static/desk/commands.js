"use strict";
// The bar at the top: a reference, a page, or an action on the case that is open.
(() => {
  const bar = document.getElementById("find");
  const form = bar?.form;
  if (!form) return;
  const list = form.querySelector("[role=listbox]");
  const said = form.querySelector("output");
  const { page, action, nothing } = form.dataset;
  let at = -1, found = [];

  const words = (node) => node.textContent.trim().replace(/\s+/g, " ");
  function commands() {
    const pages = [...document.querySelectorAll(".nav nav a")].map((node) => ({ node, kind: page, label: words(node.firstElementChild) }));
    const doings = [...document.querySelectorAll("#doings .do, #doings .acts-list summary, .holder form button")]
      .map((node) => ({ node, kind: action, label: words(node) }));
    return [...doings, ...pages];
  }
  const plain = (text) => text.toLocaleLowerCase().normalize("NFKD").replace(/\p{M}/gu, "");

  function show() {
    const sought = plain(bar.value.trim());
    found = sought ? commands().filter((one) => plain(one.label).includes(sought)).slice(0, 8) : [];
    list.replaceChildren(...found.map((one, number) => {
      const row = document.createElement("li");
      row.id = `command-${number}`;
      row.role = "option";
      row.append(one.label, Object.assign(document.createElement("small"), { textContent: one.kind }));
      row.addEventListener("mousedown", (event) => { event.preventDefault(); run(one); });
      return row;
    }));
    list.hidden = !found.length;
    said.textContent = sought && !found.length ? nothing : "";
    bar.ariaExpanded = String(Boolean(found.length));
    // What looks like a reference is found; else the first command is at hand.
    choose(found.length && !/\d/.test(sought) ? 0 : -1);
  }

  function choose(number) {
    const rows = [...list.children];
    at = rows.length ? Math.min(Math.max(number, -1), rows.length - 1) : -1;
    rows.forEach((row, index) => { row.ariaSelected = String(index === at); });
    if (at >= 0) bar.setAttribute("aria-activedescendant", rows[at].id);
    else bar.removeAttribute("aria-activedescendant");
  }

  // A page opens; an action is brought to, and done only by the key or hand that presses it.
  function run({ node, kind }) {
    bar.value = "";
    show();
    if (kind === page) { node.click(); return; }
    const side = document.getElementById("side");
    if (side?.contains(node) && getComputedStyle(side).display === "none") side.showPopover();
    const folded = node.closest("details");
    if (folded && node.tagName === "SUMMARY") folded.open = true;
    const first = node.tagName === "SUMMARY" && folded.querySelector("select, input:not([type=hidden]), textarea, button");
    (first || node).focus();
    node.scrollIntoView({ block: "nearest" });
  }

  bar.addEventListener("input", show);
  bar.addEventListener("blur", () => { list.hidden = true; said.textContent = ""; bar.ariaExpanded = "false"; });
  bar.addEventListener("keydown", (event) => {
    const down = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (down) { event.preventDefault(); if (list.hidden) show(); choose(at + down); }
  });
  form.addEventListener("submit", (event) => {
    const chosen = list.hidden ? null : found[at];
    if (!chosen && form.dataset.finds) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (chosen) run(chosen);
  });
})();
