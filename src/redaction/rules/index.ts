/** All rules, in the order in which they name what they find: where two find the same place, the first one names it. */
import { addresses } from './addresses.ts';
import { commands } from './commands.ts';
import { files } from './files.ts';
import { headers } from './headers.ts';
import { named } from './named.ts';
import { privateKeys } from './private-keys.ts';
import type { Rule } from './rule.ts';
import { tokens } from './tokens.ts';

export const rules: readonly Rule[] = [...privateKeys, ...tokens, ...headers, ...addresses, ...files, ...commands, ...named];
