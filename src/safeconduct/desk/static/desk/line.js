// One operator's phone: SIP over the websocket that the desk names, sound by DTLS-SRTP alone.
// It knows no number and no case; who is on the line is told by the page around it.
const KNOCKS = 15, KNOCK_AGAIN = 400, KNOCK_SLOWLY = 10_000, UNANSWERED_SECONDS = 30;
// How long ways for sound are looked for. One by a relay over TLS takes six times there and back.
const GATHERING = 800, GATHERING_BY_RELAY = 4_000;
// A page that is closed says goodbye, too: its caller rings elsewhere, unless a hand has hung up here.
const BY_HAND = "Reason: Q.850;cause=31";
const OFFER = { audio: { echoCancellation: true, noiseSuppression: true, autoGainControl: true }, video: false };

export class Line {
  // `seat`: what the desk gave to this page once. `told(state)`: something has changed.
  constructor({ UA, WebSocketInterface }, seat, told) {
    this.told = told;
    this.session = null;
    this.answering = false;
    this.reached = false;
    this.refused = false;
    this.muted = false;
    this.deaf = false;
    this.microphone = "";
    this.relays = seat.relays;
    // A relay asks for a name; a mere mirror of addresses does not.
    this.relayed = seat.relays.some((one) => one.username);
    this.realm = new URL(seat.socket).hostname;
    this.sound = new Audio();
    const socket = new WebSocketInterface(seat.socket);
    socket.via_transport = "ws";
    this.agent = new UA({
      sockets: [socket],
      uri: `sip:${seat.name}@${this.realm}`,
      password: seat.password,
      register_expires: 120,
      session_timers: false,
      no_answer_timeout: UNANSWERED_SECONDS,
      connection_recovery_min_interval: 1,
      connection_recovery_max_interval: 8,
      user_agent: "desk",
    });
    this.tries = 0;
    const now = (reached, refused = false) => { this.reached = reached; this.refused = refused; this.told(); };
    this.agent.on("registered", () => { this.tries = 0; now(true); });
    this.agent.on("unregistered", () => now(false));
    // The switch hears of a new seat within a second of the desk: the first knock may be too early.
    // Whom it keeps refusing, or does not answer, knocks on: a line that begins anew knows no seat.
    this.agent.on("registrationFailed", ({ response }) => {
      this.tries += 1;
      const often = response && this.tries < KNOCKS;
      clearTimeout(this.knocks);
      this.knocks = setTimeout(() => { if (this.agent.isConnected()) this.agent.register(); }, often ? KNOCK_AGAIN : KNOCK_SLOWLY);
      now(false, Boolean(response) && this.tries >= KNOCKS);
    });
    this.agent.on("disconnected", () => now(false));
    this.agent.on("newRTCSession", ({ session, originator }) => this.begin(session, originator));
    this.agent.start();
  }

  get state() {
    if (!this.session) return "idle";
    return this.session.isEstablished() ? "talking" : this.session.direction === "incoming" ? "ringing" : "calling";
  }

  // What the line shows of the call that rings or is up, in place of a number.
  get shown() { return this.session?.remote_identity.display_name || ""; }

  begin(session, originator) {
    // One ear, one call: a second one is busy here, and rings at a colleague.
    if (this.session) { if (originator === "remote") session.terminate({ status_code: 486 }); return; }
    this.session = session;
    this.answering = false;
    this.muted = false;
    session.on("peerconnection", ({ peerconnection }) => this.hear(peerconnection));
    if (session.connection) this.hear(session.connection);
    let late = 0;
    session.on("icecandidate", ({ candidate, ready }) => {
      late ||= setTimeout(ready, this.relayed ? GATHERING_BY_RELAY : GATHERING);
      // The way by a relay is the last one to be found.
      if (candidate.type === "relay") ready();
    });
    session.on("accepted", () => { this.deaf = false; this.told(); });
    session.on("getusermediafailed", () => { this.deaf = true; });
    session.on("confirmed", () => this.told());
    const over = ({ cause }) => { this.session = null; this.cause = cause; this.sound.srcObject = null; this.told(); };
    session.on("ended", over);
    session.on("failed", over);
    this.told();
  }

  hear(connection) {
    connection.addEventListener("track", ({ track, streams }) => {
      this.sound.srcObject = streams[0] || new MediaStream([track]);
      this.sound.play().catch(() => {});
    });
  }

  get options() {
    const audio = this.microphone ? { ...OFFER.audio, deviceId: { exact: this.microphone } } : OFFER.audio;
    return {
      mediaConstraints: { audio, video: false },
      pcConfig: { iceServers: this.relays, rtcpMuxPolicy: "require" },
    };
  }

  answer() {
    if (this.state !== "ringing" || this.answering) return;
    this.answering = true;
    this.session.answer(this.options);
  }

  // The only call that a seat can make: to the switch's own echo.
  call(name) {
    this.agent.call(`sip:${name}@${this.realm}`, this.options);
  }

  end() {
    if (this.session) this.session.terminate();
  }

  hangUp() {
    if (this.state === "talking") this.session.terminate({ extraHeaders: [BY_HAND] });
  }

  mute(wanted) {
    if (this.state !== "talking") return;
    this.muted = wanted;
    if (wanted) this.session.mute({ audio: true });
    else this.session.unmute({ audio: true });
    this.told();
  }

  // Packets of sound that went and came, and how many of those that came were lost.
  async flow() {
    const found = { went: 0, came: 0, lost: 0, late: 0 };
    const stats = await this.session?.connection?.getStats();
    stats?.forEach((one) => {
      if (one.type === "outbound-rtp") found.went = one.packetsSent;
      if (one.type === "inbound-rtp") { found.came = one.packetsReceived; found.lost = one.packetsLost; }
      if (one.type === "candidate-pair" && one.nominated) found.late = Math.round((one.currentRoundTripTime || 0) * 1000);
    });
    return found;
  }

  stop() {
    clearTimeout(this.knocks);
    this.agent.stop();
  }
}
