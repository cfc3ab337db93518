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

/** Between a name and its value: the name's closing quote, the sign, room. */
const sign = String.raw`\\{0,8}["']?\s{0,4}(?:[:=]|=>)(?:[ \t]{0,64}|\s{0,4})`;
const password = String.raw`(?:password|passwd|passphrase|(?<=[_-])(?:pass|pwd)|secret[_-]?key|client[_-]?secret|(?<=_)secret|api[_-]?key|access[_-]?key|private[_-]?key)`;
/** A name that says that its value is a secret, up to the value. */
const secretName = String.raw`(?<![a-z])[a-z0-9_-]{0,40}${password}${sign}`;
/** A token of something: a word alone before a colon may well begin a sentence. */
const tokenName = String.raw`(?<![a-z])[a-z0-9_-]{1,40}(?<=[a-z0-9_-])token${sign}`;
const notYet = String.raw`(?!\[redacted)`;
/** A value without quotes: a comma, an ampersand or a bracket is a part of it unless something else begins or ends there. */
const bare = (shortest: number): string =>
  String.raw`${notYet}(?<secret>[^\s"'\\,;&<>(){}[\]](?:[^\s"'\\,;&)}\]>]|[,;&)}\]>](?=[^\s"'\\,;&)}\]>])(?![\w.-]{1,40}[=:])){${shortest - 1},4096})`;
/** The lines of a key after its head, where its end was cut off: whole lines of base64, or long runs of it. */
const keyLines = String.raw`(?:(?:\s|\\{1,8}[nrt]|["'+>|]){0,64}(?:(?:Proc-Type|DEK-Info): ?[\w,-]{1,80}|[A-Za-z0-9+/=]{16,8192}|[A-Za-z0-9+/=]{4,15}(?=[ \t\r]{0,8}$)))`;
const keyHead = '-----BEGIN (?:[A-Z0-9]{2,12} ){0,3}PRIVATE KEY(?: BLOCK)?-----';

const rules: readonly Rule[] = [
  { what: 'private key', pattern: new RegExp(`${keyHead}(?<secret>(?:(?!-----)[^]){1,32768})-----END `, 'g') },
  { what: 'private key', pattern: new RegExp(`${keyHead}(?<secret>${keyLines}{1,1024})`, 'gm') },
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
  ...[secretName, tokenName].flatMap((name) => [
    // In quotes of its own, where a backslash quotes a quote; in quotes that are quoted themselves, where it ends the value.
    { what: 'secret', pattern: new RegExp(String.raw`${name}"${notYet}(?<secret>(?:[^"\\\n]|\\.){3,4096})`, 'gi') },
    { what: 'secret', pattern: new RegExp(String.raw`${name}\\{1,8}"${notYet}(?<secret>[^"\\\n]{3,4096})`, 'gi') },
    { what: 'secret', pattern: new RegExp(String.raw`${name}\\{0,8}'${notYet}(?<secret>[^'\\\n]{3,4096})`, 'gi') },
  ]),
  { what: 'secret', pattern: new RegExp(secretName + bare(3), 'gi') },
  { what: 'secret', pattern: new RegExp(tokenName + bare(6), 'gi') },
  // The environment of a container, in YAML and in JSON.
  {
    what: 'secret',
    pattern:
      /\bname["']?:\s{0,4}["']?[A-Z0-9_]{0,60}(?:PASSWORD|PASSWD|PASS|PWD|TOKEN|SECRET|API_?KEY|ACCESS_?KEY|SECRET_?KEY|PRIVATE_?KEY)["']?,?\s{1,64}["']?value["']?:\s{0,4}["']?(?!\[redacted)(?<secret>[^\s"'][^\n"']{2,4096})/g,
  },
  {
    what: 'registry credentials',
    pattern: /"auth\\{0,8}"\s{0,4}:\s{0,4}\\{0,8}"(?<secret>[\w+/-]{4,4096}={0,2})/g,
    proves: (encoded) => Buffer.from(encoded, 'base64').includes(':'),
  },
  { what: 'registry credentials', pattern: /\.docker(?:configjson|cfg)\\{0,8}["']?\s{0,4}[:=]\s{0,4}\\{0,8}["']?(?<secret>[\w+/=-]{8,65536})/g },
  { what: 'password', pattern: /\bcurl\s[^\n]{0,200}?(?:-u|--user)[\s=]{1,4}["']?[^\s:"']{1,128}:(?<secret>[^\s"']{1,256})/g },
  { what: 'signature', pattern: /[?&](?:sig|X-Amz-Signature|X-Amz-Security-Token|X-Goog-Signature)=(?<secret>[\w%+/=.-]{16,4096})/g },
  { what: 'Vault token', pattern: /(?<![\w.])(?<secret>hv[sbr]\.[\w-]{20,512})/g },
  {
    what: 'secret',
    pattern:
      /(?:^|[\s"'])--?(?:password|passwd|pass|token|secret|api-key|bootstrap-token|discovery-token|certificate-key)(?:=|\s{1,4})\\?["']?(?!\[redacted)(?<secret>[^\s"'\\-][^\s"'\\]{2,1024})/gim,
  },
  {
    what: 'token',
    pattern: /(?:^|[\s"'{,?&])(?:token|secret)\\?["']?\s{0,2}[:=]\s{0,4}\\?["']?(?!\[redacted)(?<secret>[\w.~+/-]{20,8192}={0,2})(?=$|[\s"',}\\])/gim,
  },
  { what: 'token', pattern: /(?:^|[\s"'{,?&])token(?:=\\{0,8}["']?|\\{0,8}":\s{0,4}\\{0,8}")(?!\[redacted)(?<secret>[\w.~+/-]{6,8192}={0,2})/gim },
  { what: 'bootstrap token', pattern: /(?<![\w.-])(?<secret>[a-z0-9]{6}\.[a-z0-9]{16})(?![\w.-])/g },
];

/** A word that every text with a secret contains; most texts have none, and are done at once. */
const smells =
  /private key|ls0tls1crudjti|kind|xox|xapp-|gh[oprsu]_|github_pat|gl(?:pat|dt|rt|cbt|ptt|ft|imt|agent|soat)-|akia|asia|aiza|npm_|eyj|authorization|bearer|:\/\/|key|token|secret|pass|pwd|"auth|\.docker|curl|sig|hv[sbr]\.|[a-z0-9]{6}\.[a-z0-9]{16}/i;

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
