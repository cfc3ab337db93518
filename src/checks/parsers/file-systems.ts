/** `df -P -k` and `df -P -i`: sizes in KiB, or inodes. A file system that counts none (`-`) is left out. */
import { z } from 'zod';
import { parser } from './parser.ts';

export const FileSystems = z.strictObject({
  fileSystems: z.array(z.strictObject({ source: z.string(), size: z.int(), used: z.int(), available: z.int(), usedPercent: z.int(), mount: z.string() })),
});

export const fileSystems = parser(FileSystems, ({ stdout }) => ({
  fileSystems: stdout.split('\n').flatMap((line) => {
    const found = /^(\S+)\s+(\d+)\s+(\d+)\s+(-?\d+)\s+(\d+)%\s+(\/.*)$/.exec(line);
    if (found === null) return [];
    const [, source = '', size, used, available, usedPercent, mount = ''] = found;
    return [{ source, size: Number(size), used: Number(used), available: Number(available), usedPercent: Number(usedPercent), mount }];
  }),
}));
