"use strict";
// Keys and small comforts. Every page works without this file.
(() => {
  // The way to the next page stands after the last row, the way back before the first.
  const rows = () => [...document.querySelectorAll(".list .row, .list .turn a")];
  const typing = (node) => node.closest("input, textarea, select");

  function step(by) {
    const all = rows();
    const at = all.indexOf(document.activeElement);
    const from = at >= 0 ? at : all.findIndex((row) => row.ariaCurrent);
    const next = all[Math.min(Math.max(from + by, 0), all.length - 1)];
    if (next) next.focus();
  }

  function write(as) {
    const tab = document.getElementById("as-" + as);
    if (tab) tab.checked = true;
    const box = document.getElementById(as + "-words");
    box?.closest("details")?.setAttribute("open", "");
    if (box) box.focus();
  }

  // Where the hand goes, whatever layout is on: a Cyrillic keyboard has no j and no slash there.
  const CODES = { Slash: "/" };
  function pressed(event) {
    if (event.key === "?") return "?";
    if (event.code.startsWith("Key")) return event.code.slice(3).toLowerCase();
    return CODES[event.code] ? (event.shiftKey ? "?" : CODES[event.code]) : event.key;
  }

  // g, then the letter that stands beside a page.
  let going = 0;
  function go(letter) {
    going = 0;
    document.querySelector(`.nav a[data-key="${letter}"]`)?.click();
  }

  function act() {
    const side = document.getElementById("side");
    if (!side) return;
    if (getComputedStyle(side).display === "none") side.showPopover();
    side.querySelector("#doings button, #doings summary, #doings a")?.focus();
  }

  function bar() {
    const field = document.getElementById("find");
    field?.focus();
    field?.select();
  }

  // A key that stands on a button of this page, while the button is there to be pressed.
  const here = (key) => [...document.querySelectorAll("[data-press]")].find((one) => one.dataset.press === key && one.offsetParent);

  const KEYS = {
    "/": bar,
    "?": () => document.getElementById("keys")?.togglePopover(),
    g: () => { going = Date.now(); },
    a: act,
    j: () => step(1),
    k: () => step(-1),
    r: () => write("reply"),
    n: () => write("note"),
  };

  addEventListener("keydown", (event) => {
    const box = typing(event.target);
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && box?.form?.dataset.keyed !== undefined) {
      event.preventDefault();
      box.form.requestSubmit();
    } else if (event.key === "Escape" && box) {
      box.blur();
    } else if (event.code === "KeyK" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      bar();
    } else if (!box && !event.ctrlKey && !event.metaKey && !event.altKey) {
      const key = pressed(event);
      if (going && Date.now() - going < 2000) { event.preventDefault(); go(key); }
      else if (here(key)) { event.preventDefault(); here(key).click(); }
      else if (KEYS[key]) { event.preventDefault(); KEYS[key](); }
    }
  });

  // How much is written, of how much there is room for.
  function count(box) {
    const shown = document.querySelector(`[data-counts="${box.id}"]`);
    if (!shown) return;
    const most = Number(shown.dataset.most);
    // As the server counts: characters, without the space around them.
    const length = [...box.value.trim()].length;
    shown.textContent = `${length.toLocaleString(document.documentElement.lang)} / ${most.toLocaleString(document.documentElement.lang)}`;
    shown.classList.toggle("over", length > most);
  }
  addEventListener("input", (event) => {
    if (event.target.id) count(event.target);
    if (event.target.form) there(event.target.form);
  });
  document.querySelectorAll("textarea[id]").forEach(count);

  // Who types is there: the desk does not lock itself under their hands.
  let noted = Date.now();
  function there(form) {
    const token = form.querySelector("[name=csrfmiddlewaretoken]");
    if (!token || Date.now() - noted < 60_000) return;
    noted = Date.now();
    fetch("/here/", { method: "POST", headers: { "X-CSRFToken": token.value } }).catch(() => {});
  }

  // Words that were typed do not vanish with a slip of the hand.
  let sending = false;
  addEventListener("submit", (event) => {
    sending = true;
    event.target.querySelectorAll("button").forEach((button) => { button.ariaDisabled = "true"; });
  });
  addEventListener("beforeunload", (event) => {
    const begun = [...document.querySelectorAll(".write textarea")].some((box) => box.value !== box.defaultValue);
    if (begun && !sending) event.preventDefault();
  });

  // On a phone the pages stand in one line, which may be longer than the screen.
  document.querySelector(".nav a[aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });

  // The newest words are in sight when a case opens.
  const story = document.querySelector(".story");
  if (story) {
    story.scrollTop = story.scrollHeight;
    // On a phone the page scrolls, not the pane; what went wrong stands at its top.
    if (getComputedStyle(story).overflowY === "visible" && !document.querySelector(".undone, .above [role=alert]")) {
      scrollTo(0, document.documentElement.scrollHeight);
    }
  }
})();
