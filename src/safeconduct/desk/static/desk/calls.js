// The Calls page: the phone of one operator, and around it what the desk knows of the calls.
import { Line } from "./line.js";
import { microphones, recordAndPlay } from "./microphone.js";
import { allowSound, canRing, ring } from "./ringing.js";

const page = document.querySelector("[data-calls]");
const token = () => document.querySelector("[name=csrfmiddlewaretoken]").value;
const post = (address, told) =>
  fetch(address, { method: "POST", body: new URLSearchParams(told), headers: { "X-CSRFToken": token() } });
const title = document.title;
const RESUME = "on-duty-here", HEADSET = "headset";
// What the line shows of a call to listen to; so long after asking for one it is answered by itself.
const LISTENS = "listen", LISTENS_WITHIN = 10_000;
const HERE_EVERY = 60_000, LOOK_EVERY = 1_000, FLOW_SECONDS = 5;
let line = null, testing = false, given = null, listensUntil = 0, unheard = false, begun = 0, noted = Date.now(), seated = 0;

// ── what is shown, whenever something changed here or came from the desk ──
function show() {
  const state = line?.state || "idle";
  const reach = !line ? "none" : line.refused ? "refused" : line.reached ? "ready" : "lost";
  Object.assign(page.dataset, { sound: state, reach, muted: String(Boolean(line?.muted)) });
  const told = { [`sound-${state}`]: true, [`line-${reach}`]: true, [`rings-${page.dataset.rings}`]: true, "no-microphone": line?.deaf, unheard, "no-bell": line && !canRing(), muted: line?.muted, unmuted: !line?.muted };
  document.querySelectorAll("[data-when]").forEach((node) => {
    node.hidden = !node.dataset.when.split(" ").some((one) => told[one]);
  });
  document.querySelectorAll("[data-do=mute]").forEach((mute) => { mute.ariaPressed = String(Boolean(line?.muted)); });
  const calling = state === "ringing" && !line.answering;
  ring(calling);
  document.title = calling ? `☎ ${title}` : title;
  document.querySelectorAll("[data-duration]").forEach((node) => { node.textContent = duration(); });
}

const two = (number) => String(number).padStart(2, "0");
function duration() {
  if (!begun) return "";
  const seconds = Math.floor((Date.now() - begun) / 1000);
  return `${two(Math.floor(seconds / 60))}:${two(seconds % 60)}`;
}

function look() { htmx.trigger("#poll", "refresh"); }
// The line sees to a wish within a second: look again then, without waiting for the next round.
function lookSoon() { [600, 1_300].forEach((later) => setTimeout(look, later)); }

function changed() {
  const state = line?.state || "idle";
  begun = state === "talking" ? begun || Date.now() : 0;
  if (state !== "idle") unheard = false;
  if (testing && state === "idle" && line?.cause) endTest();
  // A call to listen to, asked for here and now, is answered without a hand: nothing else ever is.
  if (state === "ringing" && line.shown === LISTENS && Date.now() < listensUntil) { listensUntil = 0; line.answer(); }
  show();
  look();
}

// ── the seat: its password is given to this page alone, and lives as long as the page ──
async function sit(address, languages = []) {
  allowSound(show);
  const told = new URLSearchParams(languages.map((tag) => ["language", tag]));
  const answer = await fetch(address, { method: "POST", body: told, headers: { "X-CSRFToken": token() } });
  if (!answer.ok) { look(); return false; }
  seated = performance.now();
  const bundle = await import(page.dataset.bundle);
  line?.stop();
  line = new Line(bundle, await answer.json(), changed);
  line.microphone = sessionStorage.getItem(HEADSET) || "";
  show();
  return true;
}

function stand() {
  line?.stop();
  line = null;
  show();
}

// Who only tests is not on duty: the seat goes with the call to the echo. Until it is gone the pane
// is not drawn afresh: what the test has said stays on the screen.
function endTest() {
  const gone = () => { testing = false; look(); };
  stand();
  given = post(page.dataset.off).then(gone, gone);
}

function ready(seconds = 10) {
  return new Promise((done, failed) => {
    const until = Date.now() + seconds * 1000;
    const looking = setInterval(() => {
      if (line?.reached) { clearInterval(looking); done(); }
      else if (!line || line.refused || Date.now() > until) { clearInterval(looking); failed(new Error("no line")); }
    }, 100);
  });
}

// ── what a hand can do here; everything else is a form of the desk ──
const DO = {
  async duty(button) {
    const chosen = [...button.form.querySelectorAll("[name=language]:checked")].map((box) => box.value);
    if (await sit(button.form.action, chosen)) { sessionStorage.setItem(RESUME, "1"); look(); }
  },
  async resume(button) {
    if (await sit(button.dataset.address)) { sessionStorage.setItem(RESUME, "1"); look(); }
  },
  accept() { allowSound(show); line?.answer(); },
  mute() { line?.mute(!line.muted); },
  async listen(button) {
    const until = listensUntil = Date.now() + LISTENS_WITHIN;
    // Whom one hears is told with it: a talk that another leads by now is not the one that was wished.
    const answer = await post(button.form.action, new FormData(button.form)).catch(() => null);
    // Who is led to the door gets that page's 200.
    const taken = answer?.ok && !answer.redirected;
    if (!taken) listensUntil = 0;
    unheard = answer?.status === 409;
    if (taken) setTimeout(() => { if (listensUntil === until) { listensUntil = 0; unheard = line?.state === "idle"; show(); } }, LISTENS_WITHIN);
    show();
    look();
  },
  leave() { line?.end(); },
  hangup() { line?.hangUp(); },
  async record(button) {
    const level = document.getElementById("level");
    busy(button, true);
    say("microphone", "speaks");
    try {
      const loudest = await recordAndPlay(sessionStorage.getItem(HEADSET), (now) => { level.value = now; });
      say("microphone", loudest > 0.02 ? "heard" : "silent");
    } catch { say("microphone", "refused"); }
    busy(button, false);
    await headsets();
  },
  async echo(button) {
    busy(button, true);
    say("line", "calling");
    try {
      await given;
      testing = true;
      if (!(await sit(button.dataset.address))) throw new Error("no seat");
      await ready();
      line.call(page.dataset.echo);
      say("line", await heard());
    } catch { say("line", "lost"); endTest(); }
    busy(button, false);
  },
  async passed(button) { testing = false; stand(); await post(button.dataset.address); look(); },
};

// Packets for five seconds, shown while they are counted. A call for which no way is found ends by
// itself: that it stood is known only if it was seen.
async function heard() {
  const stuck = line.relayed ? "barred" : "stuck";
  let stood = false;
  for (let second = 0; second < 3 * FLOW_SECONDS; second += 1) {
    await new Promise((done) => { setTimeout(done, LOOK_EVERY); });
    if (!line || line.state === "idle") break;
    stood ||= line.state === "talking";
    const { went, came, lost, late } = await line.flow();
    Object.entries({ went, came, lost, late }).forEach(([name, number]) => {
      document.querySelector(`[data-flow=${name}]`).textContent = number;
    });
    if (came > 50 * FLOW_SECONDS && went > 50 * FLOW_SECONDS) return "flows";
  }
  return stood ? stuck : "lost";
}

function say(about, what) {
  document.querySelectorAll(`[data-about=${about}] [data-says]`).forEach((node) => {
    node.hidden = node.dataset.says !== what;
  });
}
function busy(button, now) { button.ariaDisabled = String(now); }

async function headsets() {
  const list = document.getElementById("headset");
  const found = (await microphones()).filter((one) => one.label);
  if (!list || !found.length) return;
  const chosen = sessionStorage.getItem(HEADSET);
  list.replaceChildren(...found.map((one) => new Option(one.label, one.deviceId, false, one.deviceId === chosen)));
  list.closest(".field").hidden = false;
}

addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-do]");
  if (!button || button.ariaDisabled === "true") return;
  event.preventDefault();
  DO[button.dataset.do](button);
});
addEventListener("change", (event) => {
  if (event.target.id === "headset") sessionStorage.setItem(HEADSET, event.target.value);
});

// ── the desk locked itself: the phone stays, and all that tells of callers and cases goes ──
const locked = document.getElementById("locked");
addEventListener("locked", ({ detail }) => {
  if (!line) { location.assign(page.dataset.door); return; }
  if (detail?.rings) page.dataset.rings = detail.rings;
  if (page.dataset.locked) { show(); return; }
  page.dataset.locked = "yes";
  document.querySelectorAll("#now, #line, #aloud").forEach((node) => node.replaceChildren());
  rest(true);
});
function rest(now) {
  document.querySelectorAll(".nav, .top, .side, .to-side").forEach((node) => { node.hidden = now; });
  locked.hidden = !now;
  show();
}

// Unlocked in another tab: everything is drawn afresh, its forms with the token of the new session.
function unlocked() {
  const now = document.getElementById("now");
  if (now.dataset.of !== document.querySelector(".desk").dataset.me) { stand(); location.reload(); return; }
  const fresh = now.querySelector("[name=csrfmiddlewaretoken]")?.value;
  if (!fresh) return;
  document.querySelectorAll("[name=csrfmiddlewaretoken]").forEach((field) => { field.value = fresh; });
  if (!page.dataset.locked) return;
  delete page.dataset.locked;
  rest(false);
}

// ── who talks is there, and so is who touches this page ──
function here() {
  if (Date.now() - noted < HERE_EVERY) return;
  noted = Date.now();
  post("/here/").catch(() => {});
}
function touched() {
  if (line && !canRing()) allowSound(show);
  here();
}
addEventListener("pointerdown", touched);
addEventListener("keydown", touched);
setInterval(() => {
  if (line?.state === "talking") here();
  document.querySelectorAll("[data-duration]").forEach((node) => { node.textContent = duration(); });
}, LOOK_EVERY);

addEventListener("beforeunload", (event) => { if (line?.state === "talking") event.preventDefault(); });
addEventListener("pagehide", () => line?.stop());
addEventListener("htmx:afterSwap", show);
addEventListener("htmx:afterRequest", ({ detail }) => { if (detail.requestConfig.verb === "post") lookSoon(); });
// The steps of a test stay on the screen until it has ended; what a hand has opened stays open.
let opened = [];
addEventListener("htmx:oobBeforeSwap", (event) => {
  if (event.detail.target.id !== "now") return;
  if (testing) event.detail.shouldSwap = false;
  opened = [...document.querySelectorAll("#now details[open]")].map((one) => one.id);
});
addEventListener("htmx:oobAfterSwap", (event) => {
  if (event.detail.target.id === "now") unlocked();
  opened.forEach((id) => document.getElementById(id)?.setAttribute("open", ""));
  opened = [];
  // At once: a key can be pressed before htmx has settled, and a page that is left loses its call.
  htmx.process(page);
});
page.addEventListener("submit", (event) => { if (event.target.hasAttribute("hx-post")) event.preventDefault(); });
// Off duty, here or by another window: the phone falls silent. What was asked before one had a seat
// knows nothing of it.
addEventListener("htmx:beforeSend", ({ detail }) => { detail.requestConfig.asked = performance.now(); });
addEventListener("htmx:afterSettle", ({ detail }) => {
  const standing = document.getElementById("now")?.dataset.standing;
  if (standing !== "off" || testing || detail.requestConfig?.asked < seated) return;
  sessionStorage.removeItem(RESUME);
  if (line) stand();
});

// A page that was loaded again goes on where it was.
const begins = document.getElementById("now").dataset.standing;
if (sessionStorage.getItem(RESUME) && !["off", "untested"].includes(begins)) DO.resume({ dataset: { address: page.dataset.again } });
show();
