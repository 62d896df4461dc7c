// The page around a call: its state, its keys, and what the line says as text.
import { Call, ownSound } from "./call.js";

const page = document.body, talk = document.querySelector("[data-talk]"), scroll = document.querySelector("[data-scroll]");
const UP = ["reaching", "calling", "talking"];
const REASONS = ["no-line", "full", "time", "closed"];
let visit = null, turn = null, call = null, begun = 0;

function show(state) {
  page.dataset.state = state;
  document.querySelectorAll("[data-when]").forEach((node) => {
    node.hidden = !node.dataset.when.split(" ").includes(state);
  });
  const up = UP.includes(state);
  document.querySelector("[data-do=call]").hidden = up;
  document.querySelector("[data-do=end]").hidden = !up;
  document.querySelectorAll("[data-key]").forEach((button) => { button.disabled = state !== "talking"; });
  begun = state === "talking" ? begun || Date.now() : 0;
  clock();
}

const two = (number) => String(number).padStart(2, "0");
function clock() {
  const seconds = begun ? Math.floor((Date.now() - begun) / 1000) : 0;
  document.querySelector("[data-duration]").textContent = `${two(Math.floor(seconds / 60))}:${two(seconds % 60)}`;
}

// ── what is heard, as text: the words come from the switch's own side, by this page's socket ──
// Keys that are pressed one after the other stand in one row, and so do the digits of a code.
function write(kind, words = "") {
  const last = talk.lastElementChild;
  const digit = kind === "says" && /^\d$/.test(words);
  const more = last && (digit ? last.matches(".line") : kind === "key" && last.matches(".me"));
  const row = more ? last : document.querySelector(`template[data-hears=${kind}]`).content.firstElementChild.cloneNode(true);
  if (words) (row.querySelector("b") || row).append(digit ? ` ${words}` : words);
  if (!more) talk.append(row);
  scroll.scrollTop = scroll.scrollHeight;
}

function begin() {
  talk.replaceChildren();
  scroll.hidden = false;
  document.querySelector("[data-before]").hidden = true;
}

// ── the account: asked for with the first call, kept as long as this page and ten minutes ──
function enter() {
  if (visit) return visit.account;
  const socket = new WebSocket(`ws://${location.host}/line`);
  const entered = { socket };
  entered.account = new Promise((done, failed) => {
    // The first reason counts: it is told before the socket closes.
    const ends = (why) => { failed(new Error(why)); if (visit === entered) over(why); };
    socket.addEventListener("message", ({ data }) => {
      const said = JSON.parse(data);
      if (said.name) done(said);
      if (said.says) write("says", said.says);
      if (said.hears) write(said.hears);
      if (said.over) ends(said.over);
    });
    socket.addEventListener("close", () => ends("no-line"));
  });
  visit = entered;
  return visit.account;
}

// The visit is over, and a call with it.
function over(why) {
  if (!visit) return;
  visit.socket.close();
  visit = null;
  if (turn) leave(why);
}

// What a call tells after this is heard no more: another may have begun.
function leave(why) {
  const going = call;
  turn = call = null;
  going?.end();
  show(why);
}

async function dial() {
  const mine = turn = {};
  show("reaching");
  begin();
  const own = await ownSound();
  document.querySelector("[data-mute]").hidden = !own.mute;
  try {
    const account = await enter();
    const bundle = await import(page.dataset.bundle);
    if (turn !== mine) return own.release();
    call = new Call(bundle, account, page.dataset, own, (state) => {
      if (turn !== mine) return;
      if (UP.includes(state)) show(state);
      else leave(state);
    });
  } catch (fault) {
    own.release();
    if (turn === mine) leave(REASONS.includes(fault.message) ? fault.message : "failed");
  }
}

function press(key) {
  if (page.dataset.state !== "talking" || !call) return;
  call.press(key);
  write("key", key);
  const button = document.querySelector(`[data-key="${key}"]`);
  button.classList.add("down");
  setTimeout(() => button.classList.remove("down"), 160);
}

const DO = { call: dial, end: () => leave("left") };
addEventListener("click", (event) => {
  const button = event.target.closest?.("button");
  if (button?.dataset.key) press(button.dataset.key);
  else if (button?.dataset.do) DO[button.dataset.do]();
});
addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  if (/^[0-9*#]$/.test(event.key)) { event.preventDefault(); press(event.key); }
});
addEventListener("pagehide", () => { call?.end(); visit?.socket.close(); });
setInterval(clock, 1_000);
show("idle");
