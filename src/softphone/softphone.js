// What the desk uses of JsSIP, as one file that no other site serves.
import JsSIP from "jssip";

export const { UA, WebSocketInterface } = JsSIP;
