"use strict";
// A page to which the desk has not answered for as long as the idle lock waits shows nothing any
// more: without a network it would never learn that the desk has locked itself.
(() => {
  const desk = document.querySelector(".desk"), shut = document.getElementById("shut");
  if (!desk?.dataset.me || !shut) return;
  const { me, idle, you } = desk.dataset;
  const LONGEST = Number(idle) * 1_000, ASK_BEFORE = 60_000, AGAIN = 5_000, LOOK = 1_000;
  let heard = Date.now(), asked = 0, over = false, kept = [];

  const toTheDoor = (answer) => answer.getResponseHeader("HX-Redirect");
  const drafts = () => [...document.querySelectorAll("textarea")].filter((box) => box.value !== box.defaultValue);
  // The Calls page takes away what it shows by itself, and keeps its phone (calls.js).
  const phone = () => document.querySelector("[data-calls][data-reach]");

  // The desk was there when it was asked: an answer may be read long after it came, as where a
  // computer slept meanwhile.
  const sent = new WeakMap();
  addEventListener("htmx:beforeSend", ({ detail }) => { sent.set(detail.xhr, Date.now()); });
  addEventListener("htmx:afterRequest", ({ detail }) => {
    if (detail.successful && !toTheDoor(detail.xhr)) heard = sent.get(detail.xhr);
  });
  // Led to the door, the page would ask whether to leave, and show all of it meanwhile.
  addEventListener("htmx:beforeOnLoad", (event) => {
    if (!toTheDoor(event.detail.xhr) || phone() || !drafts().length) return;
    event.preventDefault();
    close();
  });

  // Also a tab that nobody looks at asks once in time: others of this browser may be in use. By the
  // clock, not by timers: those stand still while a computer sleeps. One set back locks, too.
  function look() {
    const silent = Math.abs(Date.now() - heard);
    if (silent >= LONGEST) close();
    else if (silent >= LONGEST - ASK_BEFORE && Math.abs(Date.now() - asked) >= AGAIN) {
      asked = Date.now();
      htmx.trigger(".condition", "refresh");
    }
  }
  setInterval(look, LOOK);
  addEventListener("visibilitychange", look);
  addEventListener("pageshow", look);

  function close() {
    if (over) return;
    if (phone()) { phone().dispatchEvent(new Event("locked", { bubbles: true })); return; }
    over = true;
    kept = drafts().map((box) => box.value);
    // An answer to what is no longer there would still lead away, and the words with it.
    document.querySelectorAll("[hx-get], [hx-post]").forEach((node) => htmx.trigger(node, "htmx:abort"));
    document.title = "Safe Conduct";
    document.querySelectorAll("body > :not(.desk, template)").forEach((node) => node.remove());
    desk.replaceChildren(shut.content.cloneNode(true));
    desk.querySelector("[data-kept]").hidden = !kept.length;
    if (kept.length) desk.querySelector("a").target = "_blank";
    again();
  }

  // Words that were typed come back, for as long as the idle lock waits, once their writer is here.
  async function again() {
    try {
      const answer = await fetch(you);
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      if (answer.ok && !kept.length) { location.assign(desk.querySelector("a").href); return; }
      if (answer.ok && page.querySelector(".desk")?.dataset.me === me) { show(); return; }
    } catch { /* no network yet */ }
    setTimeout(again, AGAIN);
  }
  function show() {
    const words = desk.querySelector("[data-words]");
    words.replaceChildren(...kept.map((said) => {
      const box = Object.assign(document.createElement("textarea"), { readOnly: true, rows: 6, dir: "auto", value: said });
      box.ariaLabel = words.dataset.words;
      return box;
    }));
    setTimeout(() => { words.replaceChildren(); again(); }, LONGEST + AGAIN);
  }
  addEventListener("beforeunload", (event) => { if (kept.length) event.preventDefault(); });
})();
