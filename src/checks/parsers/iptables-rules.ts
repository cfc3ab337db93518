/** `iptables [-t TABLE] -S`: policies and rules. The nft variant adds `# Warning` lines on stderr, which are no fault. */
import { z } from 'zod';
import { parser } from './parser.ts';

export const IptablesRules = z.strictObject({
  policies: z.array(z.strictObject({ chain: z.string(), target: z.string() })),
  rules: z.array(
    z.strictObject({
      chain: z.string(),
      /** The line after `-A CHAIN`. */
      rule: z.string(),
      /** What follows `-j`; empty where the rule only counts. */
      target: z.string(),
      notrack: z.boolean(),
      /** What follows `--dports` or `--dport`; empty where the rule names no port. */
      ports: z.string(),
    }),
  ),
});

export const iptablesRules = parser(IptablesRules, ({ stdout, stderr, exit }) => {
  if (exit !== 0) throw new Error(stderr.trim());
  const lines = stdout.split('\n').map((line) => line.trim());
  return {
    policies: lines.flatMap((line) => {
      const found = /^-P (\S+) (\S+)/.exec(line);
      return found === null ? [] : [{ chain: found[1] ?? '', target: found[2] ?? '' }];
    }),
    rules: lines.flatMap((line) => {
      const found = /^-A (\S+) (.*)$/.exec(line);
      if (found === null) return [];
      const rule = found[2] ?? '';
      const target = / ?-j (\S+)/.exec(rule)?.[1] ?? '';
      const notrack = target === 'NOTRACK' || (target === 'CT' && /--notrack\b/.test(rule));
      return [{ chain: found[1] ?? '', rule, target, notrack, ports: /--dports? (\S+)/.exec(rule)?.[1] ?? '' }];
    }),
  };
});
