// The vault's formats, written a second time with the libraries of the browser edition.
import { CipherSuite, HkdfSha256 } from "@hpke/core";
import { Chacha20Poly1305 } from "@hpke/chacha20poly1305";
import { XWing } from "@hpke/hybridkem-x-wing";
import { argon2id } from "@noble/hashes/argon2.js";
import { createHash, createPrivateKey, createPublicKey, hkdfSync, sign } from "node:crypto";

const kem = new XWing();
const suite = new CipherSuite({ kem, kdf: new HkdfSha256(), aead: new Chacha20Poly1305() });
const PKCS8_ED25519 = Buffer.from("302e020100300506032b657004220420", "hex");

export const sha256 = (...parts) => createHash("sha256").update(Buffer.concat(parts)).digest();

function length(value, bytes) {
  const out = Buffer.alloc(bytes);
  out.writeUIntBE(value, bytes - 4, 4);
  return out;
}

function plain(field) {
  if (typeof field === "number") return length(field, 8);
  return Buffer.from(field);
}

export function encode(label, ...fields) {
  const parts = [label, ...fields].map(plain);
  return Buffer.concat([
    length(fields.length, 4),
    ...parts.flatMap((part) => [length(part.length, 4), part]),
  ]);
}

export const NOTHING = Buffer.alloc(0);

export function info(purpose, { caseName = NOTHING, part = NOTHING, bound = NOTHING } = {}) {
  return encode("seal", 1, purpose, caseName, part, bound);
}

export function derive(key, label, size = 32) {
  return Buffer.from(hkdfSync("sha256", key, NOTHING, encode(label), size));
}

export async function publicOf(seed) {
  const pair = await kem.generateKeyPairDerand(seed);
  return Buffer.from(await kem.serializePublicKey(pair.publicKey));
}

// `chance` stands for the 64 random bytes of an encapsulation, so that the same run gives the
// same vectors.
export async function seal(text, publicKey, bound, chance) {
  const sender = await suite.createSenderContext({
    recipientPublicKey: await kem.importKey("raw", new Uint8Array(publicKey)),
    info: new Uint8Array(bound),
    ekm: new Uint8Array(chance),
  });
  return Buffer.concat([Buffer.from(sender.enc), Buffer.from(await sender.seal(text))]);
}

function signingKey(seed) {
  return createPrivateKey({
    key: Buffer.concat([PKCS8_ED25519, seed]),
    format: "der",
    type: "pkcs8",
  });
}

export function signPublicOf(seed) {
  const spki = createPublicKey(signingKey(seed)).export({ format: "der", type: "spki" });
  return spki.subarray(-32);
}

export const signed = (message, seed) => sign(null, message, signingKey(seed));

export async function pairOf(seed) {
  const kemSeed = derive(seed, "kem seed");
  const signSeed = derive(seed, "sign seed");
  return {
    kemSeed,
    signSeed,
    kemPublic: await publicOf(kemSeed),
    signPublic: signPublicOf(signSeed),
  };
}

export function pad(text, size) {
  const out = Buffer.alloc(size);
  length(text.length, 4).copy(out);
  Buffer.from(text).copy(out, 4);
  return out;
}

function argon(secret, salt) {
  return Buffer.from(argon2id(secret, salt, { t: 1, m: 1024, p: 1, dkLen: 64 }));
}

// `foldedWord` is the word of one's own without case, accents and signs; "" when there is none.
export function returnKeys(code, foldedWord, salt) {
  const out = argon(code, salt);
  const rest = out.subarray(32);
  const seed = foldedWord
    ? derive(argon(Buffer.concat([rest, Buffer.from(foldedWord)]), salt), "requester seed, own word")
    : derive(rest, "requester seed");
  return { locator: out.subarray(0, 32), seed };
}
