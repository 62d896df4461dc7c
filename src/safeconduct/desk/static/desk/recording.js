"use strict";
// Read aloud: record, stop, listen, keep, next. Without this file a WAV can still be taken.
(() => {
  const RATE = 16_000;
  const form = document.querySelector(".recorder");
  const buttons = [...document.querySelectorAll("main [data-letter]")];
  let recorder = null;
  let sound = null;
  let playing = null;
  let kept = false;

  const button = (name) => form?.querySelector(`[data-do="${name}"]`);
  const say = (words) => { form.querySelector(".state").textContent = words; };
  const may = (...names) => ["record", "stop", "listen", "keep"].forEach((name) => { button(name).disabled = !names.includes(name); });

  async function record() {
    quiet();
    let stream;
    try {
      stream = await navigator.mediaDevices.getUserMedia({ audio: { channelCount: 1, autoGainControl: false } });
    } catch {
      say(form.dataset.noMicrophone);
      return;
    }
    const pieces = [];
    recorder = new MediaRecorder(stream, { audioBitsPerSecond: 128_000 });
    recorder.addEventListener("dataavailable", (event) => pieces.push(event.data));
    recorder.addEventListener("stop", () => {
      stream.getTracks().forEach((track) => track.stop());
      stopped(new Blob(pieces));
    });
    recorder.start();
    say(form.dataset.recording);
    may("stop");
    form.classList.add("on");
  }

  async function stopped(blob) {
    form.classList.remove("on");
    try {
      // Decoding brings it to the rate of this context.
      const decoder = new OfflineAudioContext(1, 1, RATE);
      sound = await decoder.decodeAudioData(await blob.arrayBuffer());
      say(form.dataset.stopped);
      may("record", "listen", "keep");
      button("keep").focus();
    } catch {
      say(form.dataset.nothing);
      may("record");
    }
  }

  function listen() {
    quiet();
    const context = new AudioContext();
    const source = new AudioBufferSourceNode(context, { buffer: sound });
    source.connect(context.destination);
    source.start();
    playing = context;
  }

  function quiet() {
    playing?.close();
    playing = null;
  }

  async function keep() {
    quiet();
    say(form.dataset.keeping);
    may();
    const sent = new FormData(form);
    sent.set("file", wave(sound), "recording.wav");
    try {
      const answer = await fetch(form.action, { method: "POST", body: sent });
      if (answer.ok) {
        kept = true;
        location.assign(answer.url);
        return;
      }
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      say(page.querySelector(".trouble")?.textContent.trim() || form.dataset.notKept);
    } catch {
      say(form.dataset.notKept);
    }
    may("record", "listen", "keep");
  }

  // One channel of 16 bits, as the desk takes it.
  function wave(buffer) {
    const samples = buffer.getChannelData(0);
    const view = new DataView(new ArrayBuffer(44 + 2 * samples.length));
    const text = (at, letters) => [...letters].forEach((letter, place) => view.setUint8(at + place, letter.charCodeAt(0)));
    text(0, "RIFF");
    view.setUint32(4, 36 + 2 * samples.length, true);
    text(8, "WAVEfmt ");
    view.setUint32(16, 16, true);
    view.setUint16(20, 1, true);
    view.setUint16(22, 1, true);
    view.setUint32(24, buffer.sampleRate, true);
    view.setUint32(28, 2 * buffer.sampleRate, true);
    view.setUint16(32, 2, true);
    view.setUint16(34, 16, true);
    text(36, "data");
    view.setUint32(40, 2 * samples.length, true);
    samples.forEach((one, place) => view.setInt16(44 + 2 * place, Math.round(32_767 * Math.max(-1, Math.min(1, one))), true));
    return new Blob([view], { type: "audio/wav" });
  }

  if (form) {
    const does = { record, stop: () => recorder.stop(), listen, keep };
    form.querySelector(".machine").hidden = false;
    form.addEventListener("click", (event) => { does[event.target.closest("[data-do]")?.dataset.do]?.(); });
    addEventListener("beforeunload", (event) => { if (sound && !kept) event.preventDefault(); });
    form.addEventListener("submit", () => { kept = true; });
  }

  // Keys count by their place, as everywhere at the desk; after `g` they lead to a page.
  let going = 0;
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    if (event.target.closest("input, textarea, select")) return;
    const letter = event.code.startsWith("Key") ? event.code.slice(3).toLowerCase() : "";
    if (letter === "g") { going = Date.now(); return; }
    if (Date.now() - going < 2000) { going = 0; return; }
    const wanted = buttons.find((one) => one.dataset.letter === letter);
    if (wanted && !wanted.disabled) wanted.click();
  });
})();
