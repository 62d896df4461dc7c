// A whole `new` as a page without our server would make it.
import { NOTHING, encode, info, pad, pairOf, publicOf, returnKeys, seal, sha256, signed } from "./vault.js";

const KIB = 1024;

export async function handIn({ facts, body, code, word, salt, teams, caseSeed, chance }) {
  const keys = returnKeys(code, word, salt);
  const requester = await pairOf(keys.seed);
  const casePublic = await publicOf(caseSeed);
  const caseName = sha256(casePublic);
  const binding = sha256(
    encode(
      "binding",
      casePublic,
      requester.kemPublic,
      requester.signPublic,
      keys.locator,
      facts.directorySerial,
    ),
  );
  const bodyInfo = info("first body", { caseName, part: facts.id, bound: binding });
  const arrival = {
    locator: keys.locator,
    body: await seal(pad(body, KIB), casePublic, bodyInfo, chance("body")),
    wraps: await wrapAll(teams, caseSeed, caseName, chance),
    copy: await sealCopy(casePublic, requester, chance("copy")),
    casePublic,
    requesterKem: requester.kemPublic,
    requesterSign: requester.signPublic,
    sealedUnder: binding,
  };
  return { ...arrival, signature: signed(signedBytes(facts, arrival), requester.signSeed) };
}

async function wrapAll(teams, caseSeed, caseName, chance) {
  const wraps = [];
  for (const { team, version, kemPublic } of teams) {
    const bound = info("case wrap", { caseName, part: encode("team", team, version) });
    const sealed = await seal(caseSeed, kemPublic, bound, chance(team));
    wraps.push(encode("wrap", team, version, sealed));
  }
  return encode("wraps", ...wraps);
}

async function sealCopy(casePublic, requester, chance) {
  const signature = signed(encode("copy", casePublic), requester.signSeed);
  const bound = info("copy", { bound: requester.signPublic });
  return seal(encode("signed copy", casePublic, signature), requester.kemPublic, bound, chance);
}

function signedBytes(facts, arrival) {
  return encode(
    "arrival",
    facts.id,
    "new",
    arrival.locator,
    sha256(arrival.body),
    sha256(arrival.wraps),
    sha256(arrival.copy),
    arrival.casePublic,
    arrival.requesterKem,
    arrival.requesterSign,
    NOTHING,
    arrival.sealedUnder,
    facts.channel,
    facts.language,
    facts.requestKind,
    facts.urgency,
    facts.sizeBand,
    facts.directorySerial,
  );
}
