/** What stands in the files that keep credentials: registries, password files, hashes of passwords. */
import { isPlainWord, type Rule } from './rule.ts';

export const files: readonly Rule[] = [
  {
    what: 'registry credentials',
    hints: ['auth'],
    pattern: /"auth\\{0,8}"\s{0,4}:\s{0,4}\\{0,8}"(?!\[redacted)(?<secret>[\w+/-]{4,4096}={0,2})/g,
    proves: (encoded) => Buffer.from(encoded, 'base64').includes(':'),
  },
  {
    what: 'registry credentials',
    hints: ['.docker'],
    pattern: /\.docker(?:configjson|cfg)\\{0,8}["']?\s{0,4}[:=]\s{0,4}\\{0,8}["']?(?!\[redacted)(?<secret>[\w+/=-]{8,65536})/g,
  },
  { what: 'registry credentials', hints: ['eyJhdXRocyI'], pattern: /(?<![\w+/])(?<secret>eyJhdXRocyI[\w+/]{8,65536}={0,2})/g },
  { what: 'registry credentials', hints: ['_auth'], pattern: /(?<![\w-])_auth\s{0,2}=\s{0,2}["']?(?!\[redacted)(?<secret>[\w+/=-]{8,4096})/g },
  {
    what: 'password',
    hints: ['login'],
    pattern: /\b(?:login|user)\s{1,8}\S{1,128}\s{1,8}password\s{1,8}(?!\[redacted)(?<secret>[^\s"']{2,256})/g,
    proves: (value) => !isPlainWord(value),
  },
  {
    what: 'password',
    hints: [':5432:', ':5433:', ':6432:', ':*:'],
    pattern: /(?<![\w.:/*-])[\w.*-]{1,253}:(?:5432|5433|6432|\*):[\w*-]{1,64}:[\w*.-]{1,64}:(?!\[redacted)(?<secret>[^\s"']{1,256})(?=[\s"']|$)/g,
  },
  {
    what: 'hash of a password',
    hints: ['$'],
    pattern:
      /(?<![\w$])(?<secret>\$(?:1|5|6|7|y|gy|2[abxy]|apr1|sha1|md5|argon2(?:id|i|d)|scrypt|pbkdf2(?:-sha\d{1,3})?|bcrypt-sha256)\$[\w./$=,+-]{16,512}|pbkdf2_sha\d{1,3}\$\d{1,9}\$[\w./+=$-]{16,256}|SCRAM-SHA-(?:1|256)\$\d{1,9}:[\w+/=]{4,128}\$[\w+/=]{16,128}:[\w+/=]{16,128})/g,
  },
  {
    what: 'hash of a password',
    hints: ['{S', '{s'],
    pattern: /(?<secret>\{(?:S?SHA(?:256|384|512)?|SMD5|CRYPT|PBKDF2(?:-SHA\d{1,3})?)\}[\w+/=$.,-]{16,512})/gi,
  },
  { what: 'hash of a password', hints: ['md5'], pattern: /(?<=["'\s|])(?<secret>md5[0-9a-f]{32})(?![\w-])/g },
  {
    what: 'unseal key',
    hints: ['nseal key', 'ecovery key', 'nseal Key', 'ecovery Key', 'oot Token'],
    pattern: /\b(?:unseal key|recovery key|initial root token)(?: \d{1,2})?:\s{1,4}(?!\[redacted)(?<secret>[\w+/=.-]{16,128})/gi,
  },
  { what: 'Vault secret', hints: ['secret_id'], pattern: /\bsecret_id\s{1,40}(?<secret>[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/g },
  { what: 'secret', hints: ['PSK'], pattern: /\bPSK\s{1,4}\\{0,8}["'](?!\[redacted)(?<secret>[^"'\\\n]{3,256})/g },
  // Go's own way to print a Secret: its bytes, in decimal or hexadecimal.
  { what: 'value of a Secret', hints: ['[]uint8{'], pattern: /Data:\s?map\[string\]\[\]uint8\{(?<secret>(?:[^{}\n]|\{[^{}\n]{0,65536}\}){1,65536})\}/g },
];
