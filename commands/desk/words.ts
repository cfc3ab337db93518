/** Reading what was typed: words and flags, the same in Slack, in the browser and in a terminal. */
import type { Text } from '#language/text.ts';
import type { Command } from '../command.ts';

export type Read = { readonly ok: true; readonly args: Readonly<Record<string, unknown>> } | { readonly ok: false; readonly text: Text };

/** Splits a line at white space; quotes (plain or curly) hold words together. */
export function splitWords(line: string): readonly string[] {
  return [...line.matchAll(/"([^"]*)"|“([^”]*)”|'([^']*)'|(\S+)/g)].map((found) => found[1] ?? found[2] ?? found[3] ?? found[4] ?? '');
}

/**
 * Positional words become the verb's arguments in order; `--name value` and `--name=value` the named ones; `--set name=value`
 * may come again and again. A positional argument that ends in `…` takes the rest of the line as it is.
 */
export function readWords(verb: Command, words: readonly string[]): Read {
  const args: Record<string, unknown> = {};
  const set: Record<string, string> = {};
  const positional = [...verb.positional];
  const rest = [...words];
  const accepted = new Set([...verb.usage.matchAll(/--([a-z-]+)/g)].map((found) => found[1]));
  while (rest.length > 0) {
    const slot = positional[0];
    if (slot?.endsWith('…') === true) {
      args[slot.slice(0, -1)] = rest.join(' ');
      break;
    }
    const word = rest.shift() ?? '';
    const flag = /^(?:--|—)([a-z-]+)(?:=(.*))?$/su.exec(word);
    if (flag === null) {
      if (slot === undefined) return wrong(`one word too many: ${word}`, `多余的参数：${word}`);
      args[slot] = word;
      positional.shift();
      continue;
    }
    const name = flag[1] ?? '';
    const value = flag[2] ?? rest.shift();
    if (!accepted.has(name)) return wrong(`there is no option --${name}`, `没有选项 --${name}`);
    if (value === undefined) return wrong(`--${name} needs a value`, `--${name} 需要一个值`);
    if (name !== 'set') {
      args[name] = value;
      continue;
    }
    const at = value.indexOf('=');
    if (at <= 0) return wrong(`--set takes name=value, not ${value}`, `--set 的格式是 name=value，而不是 ${value}`);
    set[value.slice(0, at)] = value.slice(at + 1);
  }
  return { ok: true, args: accepted.has('set') ? { ...args, set } : args };
}

function wrong(en: string, zh: string): Read {
  return { ok: false, text: { en, zh } };
}
