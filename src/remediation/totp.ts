/** Time-based one-time codes as RFC 6238 has them and authenticator apps show them: HMAC-SHA-1, six digits, thirty seconds. Pure. */
import { createHmac, timingSafeEqual } from 'node:crypto';

const period = 30;
const digits = 6;
/** How many periods a clock may be ahead or behind. */
const drift = 1;
const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** The number of the period that a moment lies in. */
export function counterAt(at: Date): number {
  return Math.floor(at.getTime() / 1000 / period);
}

/** The code of one period. */
export function codeOf(secret: Uint8Array, counter: number): string {
  const message = Buffer.alloc(8);
  message.writeBigUInt64BE(BigInt(counter));
  const mac = createHmac('sha1', secret).update(message).digest();
  const offset = (mac.at(-1) ?? 0) & 0x0f;
  return String((mac.readUInt32BE(offset) & 0x7f_ff_ff_ff) % 10 ** digits).padStart(digits, '0');
}

/** The period around this moment whose code it is; the newest where it is that of several. */
export function periodOf(secret: Uint8Array, code: string, at: Date): number | undefined {
  const now = counterAt(at);
  const given = Buffer.from(code);
  const found: number[] = [];
  for (let counter = now - drift; counter <= now + drift; counter += 1) {
    const wanted = Buffer.from(codeOf(secret, counter));
    // Every period is compared, so that the time taken tells nothing.
    if (given.length === wanted.length && timingSafeEqual(given, wanted)) found.push(counter);
  }
  return found.at(-1);
}

/** Base 32 as RFC 4648 has it, without padding. */
export function base32(bytes: Uint8Array): string {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  return (bits.match(/.{1,5}/g) ?? []).map((group) => alphabet[Number.parseInt(group.padEnd(5, '0'), 2)] ?? '').join('');
}

/** The address that authenticator apps take, mostly as a picture. */
export function enrolmentUri(person: string, secret: Uint8Array): string {
  const query = new URLSearchParams({ secret: base32(secret), issuer: 'k8sdoc', algorithm: 'SHA1', digits: String(digits), period: String(period) });
  return `otpauth://totp/k8sdoc:${encodeURIComponent(person)}?${query.toString()}`;
}
