// Three seconds of one's own voice: recorded in this page, played back, and gone.
const SECONDS = 3;

// Everything that this browser can hear with; without leave to use one, they have no names.
export async function microphones() {
  const all = await navigator.mediaDevices.enumerateDevices();
  return all.filter((one) => one.kind === "audioinput" && one.deviceId);
}

// Resolves to the loudest level from 0 to 1; `shows(level)` hears it meanwhile.
export async function recordAndPlay(device, shows) {
  const audio = device ? { deviceId: { exact: device } } : true;
  const stream = await navigator.mediaDevices.getUserMedia({ audio });
  const context = new AudioContext();
  try {
    const loudest = await record(stream, context, shows);
    shows(0);
    await play(context, loudest.sound);
    return loudest.level;
  } finally {
    stream.getTracks().forEach((track) => track.stop());
    await context.close();
  }
}

async function record(stream, context, shows) {
  const ear = context.createAnalyser();
  context.createMediaStreamSource(stream).connect(ear);
  const wave = new Float32Array(ear.fftSize), parts = [];
  const recorder = new MediaRecorder(stream);
  let level = 0;
  const looking = setInterval(() => {
    ear.getFloatTimeDomainData(wave);
    const now = Math.min(1, wave.reduce((most, one) => Math.max(most, Math.abs(one)), 0));
    level = Math.max(level, now);
    shows(now);
  }, 60);
  recorder.addEventListener("dataavailable", ({ data }) => parts.push(data));
  const stopped = new Promise((done) => { recorder.addEventListener("stop", done); });
  recorder.start();
  setTimeout(() => recorder.stop(), SECONDS * 1000);
  await stopped;
  clearInterval(looking);
  const sound = await context.decodeAudioData(await new Blob(parts).arrayBuffer());
  return { level, sound };
}

function play(context, sound) {
  const source = context.createBufferSource();
  source.buffer = sound;
  source.connect(context.destination);
  source.start();
  return new Promise((done) => { source.addEventListener("ended", done); });
}
