/** `ip -json link show …`: interfaces by name. `@ifN`, which `ip` prints behind the name of one end of a pair, is not part of it. */
import { z } from 'zod';
import { parser } from './parser.ts';

export const IpLinks = z.strictObject({
  exists: z.boolean(),
  links: z.array(z.strictObject({ name: z.string(), up: z.boolean(), master: z.string().nullable() })),
});

const Raw = z.array(z.looseObject({ ifname: z.string().optional(), flags: z.array(z.string()).default([]), master: z.string().optional() }));

export const ipLink = parser(IpLinks, ({ stdout, stderr, exit }) => {
  if (exit !== 0) {
    if (/does not exist|Cannot find device/i.test(stderr)) return { exists: false, links: [] };
    throw new Error(stderr.trim());
  }
  const links = Raw.parse(JSON.parse(stdout.trim() === '' ? '[]' : stdout));
  return {
    exists: true,
    // With a filter, ip prints `{}` for every interface that the filter leaves out.
    links: links.flatMap(({ ifname, flags, master }) => (ifname === undefined ? [] : [{ name: ifname, up: flags.includes('UP'), master: master ?? null }])),
  };
});
