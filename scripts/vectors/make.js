// Writes the vectors that `tests/vault/test_browser_vectors.py` opens: `npm ci && npm run vectors`.
import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import { handIn } from "./arrival.js";
import { info, pairOf, publicOf, returnKeys, seal, sha256, signPublicOf } from "./vault.js";

const OUT = new URL("../../tests/vault/vectors/browser.json", import.meta.url);
const bytes = (label, size) => createHash("shake256", { outputLength: size }).update(label).digest();
const seedOf = (name) => bytes(`seed of ${name}`, 32);
const chance = (name) => bytes(`chance of ${name}`, 64);

const CASES = [
  { purpose: "entry", plain: "", part: "" },
  { purpose: "entry", plain: "Bob leads the shift.", part: "note" },
  { purpose: "reply", plain: "Мы вас слышим. Ответ будет сегодня.", part: "17" },
  { purpose: "status", plain: "\u0000\u00ff".repeat(2000), part: "\u0000" },
];

async function seals() {
  const made = [];
  for (const [place, { purpose, plain, part }] of CASES.entries()) {
    const seed = seedOf(`reader ${place}`);
    const publicKey = await publicOf(seed);
    const caseName = sha256(publicKey);
    const bound = info(purpose, { caseName, part: Buffer.from(part) });
    const sealed = await seal(Buffer.from(plain), publicKey, bound, chance(`seal ${place}`));
    made.push({ purpose, part, plain, seed, public: publicKey, case: caseName, info: bound, sealed });
  }
  return made;
}

async function pairs() {
  const seed = seedOf("a requester");
  const pair = await pairOf(seed);
  return [{ seed, kem_public: pair.kemPublic, sign_public: pair.signPublic }];
}

function codes() {
  const salt = bytes("salt", 16);
  const code = bytes("code", 10);
  return [
    { typed: "", folded: "" },
    { typed: " Берёза ", folded: "береза" },
  ].map((word) => ({ code, salt, ...word, ...returnKeys(code, word.folded, salt) }));
}

async function arrivals() {
  const teams = [];
  for (const team of ["intake", "lead"]) {
    const seed = seedOf(team);
    teams.push({ team, version: 3, seed, ...(await pairOf(seed)) });
  }
  const facts = {
    id: bytes("id", 16),
    channel: "site",
    language: "ru",
    requestKind: "group",
    urgency: "wounded",
    sizeBand: "6-15",
    directorySerial: 12,
  };
  const told = { body: Buffer.from("Нас восемь. Один ранен."), code: bytes("code", 10), word: "" };
  const given = { facts, teams, salt: bytes("salt", 16), caseSeed: seedOf("case"), chance };
  const made = await handIn({ ...told, ...given });
  const team_seeds = Object.fromEntries(teams.map(({ team, seed }) => [team, seed]));
  return [{ ...facts, ...told, salt: given.salt, team_seeds, ...made, plain: told.body, body: made.body }];
}

function hexed(value) {
  if (Buffer.isBuffer(value)) return value.toString("hex");
  if (Array.isArray(value)) return value.map(hexed);
  if (value && typeof value === "object") {
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, hexed(one)]));
  }
  return value;
}

const signing = { seed: seedOf("signer"), public: signPublicOf(seedOf("signer")) };
const vectors = {
  made_with: "@hpke/core 1.9.0, @hpke/hybridkem-x-wing 0.7.0, @noble/hashes 2.0.1",
  signing: [signing],
  seals: await seals(),
  pairs: await pairs(),
  codes: codes(),
  arrivals: await arrivals(),
};
writeFileSync(OUT, `${JSON.stringify(hexed(vectors), null, 1)}\n`);
