// One call from this page: SIP over the switch's websocket, sound by DTLS-SRTP alone.
// The account is this page's, for ten minutes; it can call the line and do nothing else.
const GATHERING = 800, KEY = { transportType: "RFC2833", duration: 120, interToneGap: 70 };
const HEARS = { echoCancellation: true, noiseSuppression: true, autoGainControl: true };

// The sound of this side: a microphone, or silence where there is none, so that keys still work.
// `release` lets go of it.
export async function ownSound() {
  try {
    const stream = await navigator.mediaDevices.getUserMedia({ audio: HEARS, video: false });
    return { stream, mute: false, release: () => stop(stream) };
  } catch {
    return silence();
  }
}

const stop = (stream) => stream.getTracks().forEach((track) => track.stop());

// Keys travel among packets of sound: without a source that runs none are sent.
async function silence() {
  const context = new AudioContext(), source = context.createOscillator(), quiet = context.createGain();
  const { stream } = source.connect(quiet).connect(context.createMediaStreamDestination());
  quiet.gain.value = 0;
  source.start();
  await context.resume();
  return { stream, mute: true, release: () => { stop(stream); context.close(); } };
}

export class Call {
  // `told(state)`: "calling", "talking", then once "ended" (by the line), "left" or "failed".
  constructor({ UA, WebSocketInterface }, account, { socket, dialled }, own, told) {
    this.told = told;
    this.own = own;
    this.session = null;
    this.over = false;
    this.sound = new Audio();
    const wire = new WebSocketInterface(socket);
    wire.via_transport = "ws";
    const realm = new URL(socket).hostname;
    this.agent = new UA({
      sockets: [wire],
      uri: `sip:${account.name}@${realm}`,
      password: account.password,
      register: false,
      session_timers: false,
      user_agent: "browser",
    });
    this.agent.on("connected", () => { if (!this.session && !this.over) this.begin(`sip:${dialled}@${realm}`); });
    this.agent.on("disconnected", () => this.done("failed"));
    told("calling");
    this.agent.start();
  }

  begin(target) {
    let late = 0;
    this.session = this.agent.call(target, {
      mediaStream: this.own.stream,
      pcConfig: { iceServers: [], rtcpMuxPolicy: "require" },
      eventHandlers: {
        icecandidate: ({ ready }) => { late ||= setTimeout(ready, GATHERING); },
        confirmed: () => this.told("talking"),
        ended: ({ originator }) => this.done(originator === "local" ? "left" : "ended"),
        failed: ({ originator }) => this.done(originator === "local" ? "left" : "failed"),
      },
    });
    this.session.connection?.addEventListener("track", ({ track, streams }) => {
      this.sound.srcObject = streams[0] || new MediaStream([track]);
      this.sound.play().catch(() => {});
    });
  }

  press(key) {
    if (this.session?.isEstablished()) this.session.sendDTMF(key, KEY);
  }

  end() {
    if (this.session && !this.session.isEnded()) this.session.terminate();
    else this.done("left");
  }

  done(state) {
    if (this.over) return;
    this.over = true;
    this.own.release();
    this.sound.srcObject = null;
    setTimeout(() => this.agent.stop(), 0);
    this.told(state);
  }
}
