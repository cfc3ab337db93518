/**
 * Who may talk to the channel's server at all: a page on this machine, loaded from this server. A name that an attacker's
 * DNS points at the loopback address is refused by its Host, another site's request by its Origin.
 */
import type { MiddlewareHandler } from 'hono';
import { secureHeaders } from 'hono/secure-headers';
import { problems } from './problems.ts';

const loopback = ['localhost', '127.0.0.1', '[::1]'];
const anyAddress = ['0.0.0.0', '::', '[::]'];

/** The names under which the server may be asked: loopback's, the address it is bound to, and those configured. */
export function ownNames(host: string, more: readonly string[]): ReadonlySet<string> {
  const bound = host.includes(':') && !host.startsWith('[') ? `[${host}]` : host;
  return new Set([...loopback, ...(anyAddress.includes(host) ? [] : [bound.toLowerCase()]), ...more.map((name) => name.toLowerCase())]);
}

/** The name in a Host header or an origin, without its port; undefined when it is not one. */
function nameIn(address: string): string | undefined {
  const match = /^([a-z0-9.-]+|\[[0-9a-f:.]+\])(:\d{1,5})?$/iu.exec(address);
  return match?.[1]?.toLowerCase();
}

/** Refuses foreign hosts and foreign origins, and tells of each. Reading may be linked to from elsewhere, but only the page itself. */
export function guard(
  names: ReadonlySet<string>,
  onRefused: (why: 'host' | 'origin', request: { path: string; origin: string; host: string }) => void,
): MiddlewareHandler {
  return async (c, next) => {
    const host = c.req.header('host') ?? '';
    const name = nameIn(host);
    const origin = c.req.header('origin');
    const request = { path: c.req.path, origin: origin ?? '', host };
    if (name === undefined || !names.has(name)) {
      onRefused('host', request);
      return c.json({ problem: problems.foreignHost(host.slice(0, 100)) }, 421);
    }
    const foreign = origin !== undefined && origin.replace(/^https?:\/\//iu, '').toLowerCase() !== host.toLowerCase();
    const site = c.req.header('sec-fetch-site');
    const linked = c.req.method === 'GET' && c.req.path === '/';
    if (foreign || (!linked && site !== undefined && site !== 'same-origin' && site !== 'none')) {
      onRefused('origin', request);
      return c.json({ problem: problems.foreignOrigin }, 403);
    }
    return next();
  };
}

/** Only the server's own files, no inline script, no mark-up made from strings, no frames. */
export const strictHeaders: MiddlewareHandler = secureHeaders({
  contentSecurityPolicy: {
    defaultSrc: ["'none'"],
    scriptSrc: ["'self'"],
    styleSrc: ["'self'"],
    imgSrc: ["'self'"],
    connectSrc: ["'self'"],
    baseUri: ["'none'"],
    formAction: ["'none'"],
    frameAncestors: ["'none'"],
    requireTrustedTypesFor: ["'script'"],
    trustedTypes: ["'none'"],
  },
  xFrameOptions: 'DENY',
  strictTransportSecurity: false,
  crossOriginResourcePolicy: 'same-origin',
  crossOriginOpenerPolicy: 'same-origin',
  referrerPolicy: 'no-referrer',
});
