/** OpenSSH's known_hosts: which key a host must show. Plain and hashed names, patterns, `[host]:port`, `@revoked`. */
import { createHmac, timingSafeEqual } from 'node:crypto';

export type HostKeyVerdict = 'known' | 'unknown' | 'changed' | 'revoked';

/**
 * Judges the key that a server shows.
 * @param file the text of a known_hosts file.
 * @param key the key in SSH wire format, as it came from the server.
 */
export function judgeHostKey(file: string, host: string, port: number, key: Buffer): HostKeyVerdict {
  const name = port === 22 ? host : `[${host}]:${port}`;
  const shown = key.toString('base64');
  let named = false;
  for (const line of file.split('\n')) {
    const fields = line.trim().split(/\s+/);
    if (fields[0] === undefined || fields[0] === '' || fields[0].startsWith('#')) continue;
    const marker = fields[0].startsWith('@') ? fields.shift() : undefined;
    const [names, , blob] = fields;
    if (names === undefined || blob === undefined || marker === '@cert-authority' || !isNamed(names, name)) continue;
    const same = blob === shown;
    if (marker === '@revoked') {
      if (same) return 'revoked';
      continue;
    }
    if (same) return 'known';
    named = true;
  }
  return named ? 'changed' : 'unknown';
}

function isNamed(names: string, name: string): boolean {
  if (names.startsWith('|1|')) {
    const [, , salt = '', hash = ''] = names.split('|');
    const expected = Buffer.from(hash, 'base64');
    const given = createHmac('sha1', Buffer.from(salt, 'base64')).update(name).digest();
    return expected.length === given.length && timingSafeEqual(expected, given);
  }
  const patterns = names.split(',');
  if (patterns.some((pattern) => pattern.startsWith('!') && fits(pattern.slice(1), name))) return false;
  return patterns.some((pattern) => fits(pattern, name));
}

function fits(pattern: string, name: string): boolean {
  if (!/[*?]/.test(pattern)) return pattern.toLowerCase() === name.toLowerCase();
  const expression = Array.from(pattern)
    .map((letter) => (letter === '*' ? '.*' : letter === '?' ? '.' : letter.replaceAll(/[$()+.[\\\]^{|}]/g, String.raw`\$&`)))
    .join('');
  return new RegExp(`^${expression}$`, 'i').test(name);
}

/** `SHA256:…`, as ssh-keygen and ssh show a key. */
export function fingerprint(digest: Buffer): string {
  return `SHA256:${digest.toString('base64').replace(/=+$/, '')}`;
}
