// A bell made of two tones, until it is told to stop; nothing is fetched for it.
const PAUSE = 3_000, TONES = [440, 554], LOUD = 0.14;
let context = null, beating = 0;

// A browser gives sound only after a hand has touched the page: call this from a click.
// `told()`: it does now, or does no more.
export function allowSound(told) {
  if (!context) {
    context = new AudioContext();
    context.addEventListener("statechange", told);
  }
  context.resume().catch(() => {});
}

// Whether a bell could be heard, as it could not on a page that loaded itself anew.
export function canRing() { return context?.state === "running"; }

export function ring(wanted) {
  if (wanted === Boolean(beating)) return;
  clearInterval(beating);
  beating = wanted ? setInterval(beat, PAUSE) : 0;
  if (wanted) beat();
}

function beat() {
  if (context?.state !== "running") return;
  const begin = context.currentTime;
  TONES.forEach((tone, place) => {
    const from = begin + 0.22 * place;
    const voice = new OscillatorNode(context, { frequency: tone });
    const volume = new GainNode(context, { gain: 0 });
    volume.gain.setValueAtTime(0, from);
    volume.gain.linearRampToValueAtTime(LOUD, from + 0.02);
    volume.gain.exponentialRampToValueAtTime(0.001, from + 0.6);
    voice.connect(volume).connect(context.destination);
    voice.start(from);
    voice.stop(from + 0.65);
  });
}
