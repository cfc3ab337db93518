/** `ip -json address show dev DEVICE` (iproute2 4.16 and later). A device that is not there is an answer. */
import { z } from 'zod';
import { parser } from './parser.ts';

export const IpAddresses = z.strictObject({
  exists: z.boolean(),
  addresses: z.array(z.strictObject({ family: z.enum(['inet', 'inet6']), cidr: z.string(), scope: z.string() })),
});

const Raw = z.array(
  z.looseObject({
    addr_info: z.array(z.looseObject({ family: z.enum(['inet', 'inet6']), local: z.string(), prefixlen: z.int(), scope: z.string() })).default([]),
  }),
);

export const ipAddress = parser(IpAddresses, ({ stdout, stderr, exit }) => {
  if (exit !== 0) {
    if (/does not exist|Cannot find device/i.test(stderr)) return { exists: false, addresses: [] };
    throw new Error(stderr.trim());
  }
  const devices = Raw.parse(JSON.parse(stdout));
  const addresses = devices.flatMap((device) =>
    device.addr_info.map(({ family, local, prefixlen, scope }) => ({ family, cidr: `${local}/${prefixlen}`, scope })),
  );
  return { exists: true, addresses };
});
