/**
 * Secrets out, before anything is posted, stored or logged. What a diagnosis needs stays: UIDs, digests, sandbox ids, addresses,
 * certificates' public parts. Lines are kept, so that evidence still points to where it stood. Time is linear in the text.
 */
import { secretValues } from './manifest.ts';

type Rule = {
  readonly what: string;
  /** The named group `secret` is replaced; the rest of the match stays. No rule can backtrack without bound. */
  readonly pattern: RegExp;
  /** Whether what was found is one, where the pattern alone cannot tell. */
  readonly proves?: (secret: string) => boolean;
};

/** A name that says that its value is a secret, up to the sign between the two. */
const secretName = String.raw`(?<![a-z])[a-z0-9_-]{0,40}(?:password|passwd|passphrase|secret[_-]?key|client[_-]?secret|api[_-]?key|access[_-]?key|auth[_-]?token|access[_-]?token|private[_-]?key)\\{0,8}["']?\s{0,4}(?:[:=]|=>)\s{0,4}`;

const rules: readonly Rule[] = [
  {
    what: 'private key',
    pattern: /-----BEGIN (?:[A-Z]{2,12} ){0,3}PRIVATE KEY-----(?<secret>[^-]{0,16384})(?:-----END (?:[A-Z]{2,12} ){0,3}PRIVATE KEY-----|$)/g,
  },
  {
    what: 'private key',
    pattern: /(?<![\w+/])(?<secret>LS0tLS1CRUdJTi[\w+/]{16,65536}={0,2})/g,
    proves: (encoded) => Buffer.from(encoded.slice(0, 64), 'base64').toString('latin1').includes('PRIVATE KEY'),
  },
  { what: 'Slack token', pattern: /(?<![\w-])(?<secret>xox[abeoprs]-[\w-]{8,512}|xapp-[\w-]{8,512}|xoxe\.xox[bp]-[\w-]{8,512})/g },
  { what: 'GitHub token', pattern: /(?<!\w)(?<secret>gh[oprsu]_[A-Za-z0-9]{20,255}|github_pat_\w{20,255})/g },
  { what: 'GitLab token', pattern: /(?<![\w-])(?<secret>gl(?:pat|dt|rt|cbt|ptt|ft|imt|agent|soat)-[\w-]{16,255})/g },
  { what: 'cloud key', pattern: /(?<!\w)(?<secret>(?:AKIA|ASIA)[A-Z0-9]{16}|AIza[\w-]{35})(?![\w-])/g },
  { what: 'npm token', pattern: /(?<!\w)(?<secret>npm_[A-Za-z0-9]{36})(?!\w)/g },
  { what: 'token', pattern: /(?<![\w.-])(?<secret>eyJ[\w-]{8,4096}\.eyJ[\w-]{2,8192}\.[\w-]{0,4096})/g },
  {
    what: 'authorization',
    pattern: /\bauthorization\\?["']?\s{0,4}[:=]\s{0,4}\\?["']?(?:bearer|basic|token|digest|negotiate)\s{1,4}(?<secret>[^\s"'\\,;]{4,8192})/gi,
  },
  { what: 'bearer token', pattern: /\bbearer\s{1,4}(?<secret>[\w.~+/-]{16,8192}={0,2})/gi },
  { what: 'password', pattern: /\b[a-z][a-z0-9+.-]{1,30}:\/\/[^\s/:@"']{0,256}:(?<secret>[^\s/@"']{1,256})@/gi },
  { what: 'key data', pattern: /\b(?:client-key-data|id-token|refresh-token)["']?\s{0,4}:\s{0,4}["']?(?<secret>[\w.~+/=-]{8,65536})/gi },
  {
    what: 'cloud key',
    pattern: /\b(?:aws_?secret_?access_?key|aws_?session_?token|account_?key|shared_?access_?key)["']?\s{0,4}[:=]\s{0,4}["']?(?<secret>[\w/+=-]{16,2048})/gi,
  },
  { what: 'secret', pattern: new RegExp(String.raw`${secretName}\\{0,8}"(?!\[redacted)(?<secret>[^"\\\n]{3,1024})`, 'gi') },
  { what: 'secret', pattern: new RegExp(String.raw`${secretName}\\{0,8}'(?!\[redacted)(?<secret>[^'\\\n]{3,1024})`, 'gi') },
  { what: 'secret', pattern: new RegExp(String.raw`${secretName}(?!\[redacted)(?<secret>[^\s"'\\,;&<>(){}[\]]{3,1024})`, 'gi') },
  {
    what: 'secret',
    pattern:
      /(?:^|[\s"'])--?(?:password|passwd|pass|token|secret|api-key|bootstrap-token|discovery-token|certificate-key)(?:=|\s{1,4})\\?["']?(?!\[redacted)(?<secret>[^\s"'\\-][^\s"'\\]{2,1024})/gim,
  },
  {
    what: 'token',
    pattern: /(?:^|[\s"'{,])(?:token|secret)\\?["']?\s{0,2}[:=]\s{0,4}\\?["']?(?!\[redacted)(?<secret>[\w.~+/-]{20,8192}={0,2})(?=$|[\s"',}\\])/gim,
  },
  { what: 'bootstrap token', pattern: /(?<![\w.-])(?<secret>[a-z0-9]{6}\.[a-z0-9]{16})(?![\w.-])/g },
];

/** A word that every text with a secret contains; most texts have none, and are done at once. */
const smells =
  /private key|ls0tls1crudjti|kind|xox|xapp-|gh[oprsu]_|github_pat|gl(?:pat|dt|rt|cbt|ptt|ft|imt|agent|soat)-|akia|asia|aiza|npm_|eyj|authorization|bearer|:\/\/|key|token|secret|pass|[a-z0-9]{6}\.[a-z0-9]{16}/i;

export type Redacted = {
  readonly text: string;
  /** Where an offset of the original stands in the redacted text; inside of a secret, the end of what stands in its place. */
  readonly at: (offset: number) => number;
};

type Cut = { readonly from: number; readonly to: number; readonly put: string };

/** The text without its secrets, e.g. `[redacted: bearer token]` in place of one. */
export function redact(text: string): string {
  return redactWithMap(text).text;
}

/** The same, with the map from old offsets to new ones, so that marks survive. */
export function redactWithMap(text: string): Redacted {
  const cuts = smells.test(text) ? cutsIn(text) : [];
  if (cuts.length === 0) return { text, at: (offset) => offset };
  let result = '';
  let done = 0;
  for (const cut of cuts) {
    result += text.slice(done, cut.from) + cut.put;
    done = cut.to;
  }
  result += text.slice(done);
  return {
    text: result,
    at: (offset) => {
      let shift = 0;
      for (const cut of cuts) {
        if (offset <= cut.from) break;
        if (offset < cut.to) return cut.from + shift + cut.put.length;
        shift += cut.put.length - (cut.to - cut.from);
      }
      return offset + shift;
    },
  };
}

function cutsIn(text: string): readonly Cut[] {
  const found = secretValues(text).map(({ from, to }) => ({ from, to, what: 'value of a Secret' }));
  for (const { what, pattern, proves } of rules) {
    for (const match of text.matchAll(pattern)) {
      const secret = match.groups?.['secret'];
      if (secret === undefined || secret === '' || proves?.(secret) === false) continue;
      const from = match.index + match[0].lastIndexOf(secret);
      found.push({ from, to: from + secret.length, what });
    }
  }
  found.sort((a, b) => a.from - b.from || b.to - a.to);
  const apart: { from: number; to: number; what: string }[] = [];
  for (const cut of found) {
    const last = apart.at(-1);
    if (last !== undefined && cut.from < last.to) last.to = Math.max(last.to, cut.to);
    else apart.push({ ...cut });
  }
  // Lines stay where they are: a secret over several lines leaves its line breaks.
  return apart.map(({ from, to, what }) => ({ from, to, put: `[redacted: ${what}]${text.slice(from, to).replaceAll(/[^\n]/g, '')}` }));
}
