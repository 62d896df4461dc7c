"use strict";
// What is on the page stays true by itself: through the stream where there is one, else by asking.
(() => {
  const desk = document.querySelector(".desk");
  if (!desk || !desk.dataset.me) return;
  const OFTEN = 5_000, SELDOM = 30_000, AT_MOST_EVERY = 400, BEAT = 20_000;
  const box = document.getElementById("reply-words");
  const here = { case: desk.dataset.case || "", token: document.querySelector("[name=csrfmiddlewaretoken]")?.value };
  let live = false, port = null, asked = 0, wanted = 0, last = 0;

  // ── asking: never more than needed, and only what somebody looks at ──
  function ask(unseen = false) {
    clearTimeout(wanted);
    wanted = 0;
    if (document.hidden && !unseen) { last = 0; return; }
    last = asked = Date.now();
    document.querySelectorAll("[data-live]").forEach((node) => htmx.trigger(node, "refresh"));
  }
  function soon() {
    if (!wanted) wanted = setTimeout(() => ask(), Math.max(0, AT_MOST_EVERY - (Date.now() - asked)));
  }
  setInterval(() => {
    const every = live && !document.querySelector(".lane.crisis") ? SELDOM : live ? 3 * OFTEN : OFTEN;
    if (Date.now() - last >= every) ask();
  }, 1_000);
  addEventListener("visibilitychange", () => { if (!document.hidden) ask(); });
  last = Date.now();

  // ── hearing ──
  const HEARD = {
    hello: () => { live = true; soon(); },
    // What was told after this page was asked for and before it could hear.
    up: ({ told }) => { live = true; if (told > (asked || performance.timeOrigin)) soon(); },
    down: () => { live = false; },
    // A tab that nobody looks at goes to the door as well: what it shows may be looked at later.
    locked: () => { live = false; ask(true); },
    lists: soon,
    presence: (told) => { if (told.case === here.case) soon(); },
    case: soon,
  };
  function hear({ data }) {
    HEARD[data.name]?.(data);
    desk.dataset.live = live ? "yes" : "no";
  }

  // ── saying which case this tab shows, and whether words stand in its box ──
  function say(more = {}) {
    port?.postMessage({ ...here, writes: Boolean(box?.value.trim()), ...more });
  }
  let wrote = Boolean(box?.value.trim());
  box?.addEventListener("input", () => {
    const writes = Boolean(box.value.trim());
    if (writes !== wrote) { wrote = writes; say(); }
  });
  addEventListener("pagehide", () => say({ gone: true }));
  addEventListener("pageshow", (event) => { if (event.persisted) say(); });

  if (window.SharedWorker && window.BroadcastChannel) {
    try {
      new BroadcastChannel("desk").onmessage = hear;
      port = new SharedWorker(desk.dataset.stream, { name: "desk" }).port;
      port.onmessage = hear;
      say();
      setInterval(() => say({ beat: true }), BEAT);
    } catch { live = false; }
  }

  // What came meanwhile is shown around a draft: nothing typed is lost.
  addEventListener("click", (event) => {
    if (!event.target.closest?.("[data-show]")) return;
    event.preventDefault();
    htmx.trigger("#show", "show");
  });
  addEventListener("htmx:afterSettle", (event) => {
    const story = event.target.id === "story" && event.target;
    if (story) { story.scrollTop = story.scrollHeight; ask(); }
  });

  // ── a press counts for what it began on: nothing is drawn afresh under it, but once it is over ──
  const PRESS = 2_000;
  const late = new Map();
  let pressed = 0;
  addEventListener("pointerdown", () => { pressed = Date.now(); }, true);
  // After the click, which comes after this.
  const over = () => setTimeout(() => {
    pressed = 0;
    late.forEach((name, node) => htmx.trigger(node, name));
    late.clear();
  });
  for (const end of ["pointerup", "pointercancel"]) addEventListener(end, over, true);
  addEventListener("htmx:beforeSwap", (event) => {
    const { elt, verb, triggeringEvent } = event.detail.requestConfig;
    if (verb !== "get" || Date.now() - pressed > PRESS) return;
    event.detail.shouldSwap = false;
    late.set(elt, triggeringEvent?.type || "refresh");
  });

  // ── what arrives moves, and the row one is on does not ──
  const known = () => new Set([...document.querySelectorAll(".list .row")].map((row) => row.id));
  let before = known(), kept = null;
  function held() {
    const list = document.querySelector(".list");
    const focused = document.activeElement?.closest?.(".list .row, .list .turn a");
    return focused || list?.querySelector(".row:hover") || list?.querySelector(".row[aria-current]");
  }
  addEventListener("htmx:beforeSwap", (event) => {
    if (event.target.id !== "rows") return;
    const row = held();
    kept = row && { id: row.id, top: row.getBoundingClientRect().top, focused: row === document.activeElement };
  });
  addEventListener("htmx:afterSwap", (event) => {
    const seen = document.getElementById("story-seen");
    if (seen) document.querySelectorAll("form [name=seen]").forEach((field) => { field.value = seen.value; });
    if (event.target.id !== "rows") return;
    const all = [...document.querySelectorAll(".list .row")];
    all.filter((row) => !before.has(row.id)).forEach((row) => row.classList.add("arrived"));
    before = known();
    const row = kept && document.getElementById(kept.id);
    if (!row) return;
    if (kept.focused) row.focus({ preventScroll: true });
    document.querySelector(".list").scrollTop += row.getBoundingClientRect().top - kept.top;
  });
})();
