"use strict";
// One stream for all tabs of this browser: over HTTP/1.1 the seventh stream would hang the rest.
// It says that something changed; each tab then asks for what it shows.
const channel = new BroadcastChannel("desk");
const tabs = new Map();
const SIGNALS = ["hello", "case", "lists", "presence", "beat"];
const LONGEST_WAIT = 30_000, SILENCE = 40_000, FORGOTTEN = 180_000;
let source = null, tries = 0, heard = 0, told = 0, retry = 0, saying = 0, up = false;

function tell(name, says = {}) {
  channel.postMessage({ name, ...says });
}

function open() {
  clearTimeout(retry);
  heard = Date.now();
  source = new EventSource("/stream/");
  SIGNALS.forEach((name) => source.addEventListener(name, (event) => {
    heard = Date.now();
    if (name === "beat") return;
    told = heard;
    if (name === "hello") { tries = 0; up = true; say(); }
    tell(name, JSON.parse(event.data));
  }));
  source.addEventListener("locked", () => { again(); tell("locked"); });
  source.onerror = again;
}

// A line that fell is tried again, ever more slowly and never by all browsers at once.
function again() {
  if (source) source.close();
  source = null;
  if (up) tell("down");
  up = false;
  clearTimeout(retry);
  retry = setTimeout(open, Math.min(LONGEST_WAIT, 250 * 2 ** tries++) * (0.5 + Math.random()));
}

// Which cases these tabs show, and where words stand that are not sent.
function say() {
  clearTimeout(saying);
  saying = setTimeout(() => {
    const on = [...tabs.values()].filter((tab) => tab.case);
    const token = [...tabs.values()].find((tab) => tab.token)?.token;
    if (!up || !token) return;
    const told = new URLSearchParams();
    on.forEach((tab) => { told.append("open", tab.case); if (tab.writes) told.append("writes", tab.case); });
    fetch("/on/", { method: "POST", body: told, headers: { "X-CSRFToken": token } }).catch(() => {});
  }, 50);
}

onconnect = (event) => {
  const port = event.ports[0];
  port.onmessage = ({ data }) => {
    if (data.gone) tabs.delete(port);
    else tabs.set(port, { ...data, at: Date.now() });
    if (!data.beat) say();
    port.postMessage({ name: up ? "up" : "down", told });
  };
};

setInterval(() => {
  if (source && Date.now() - heard > SILENCE) again();
  tabs.forEach((tab, port) => { if (Date.now() - tab.at > FORGOTTEN) tabs.delete(port); });
}, 5_000);
open();
