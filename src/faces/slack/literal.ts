/**
 * Strings on their way to Slack and back: what others wrote is shown exactly as it is, and what Slack did to a text is undone.
 */

/** Characters that change how other text looks, or cannot be seen: bidirectional controls, zero-width characters, C1 controls. */
const unseen = /[\u0080-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028\u2029\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]/gu;
const control = /[\u0000-\u0008\u000b-\u001f\u007f]/gu;

/** The string with everything in it visible: control characters as their pictures (`␛`), unseen ones as `<U+202E>`; lines end in LF. */
export function literal(text: string): string {
  return text
    .toWellFormed()
    .replaceAll('\r\n', '\n')
    .replaceAll(control, (found) => (found === '\u007f' ? '␡' : String.fromCodePoint(0x24_00 + (found.codePointAt(0) ?? 0))))
    .replaceAll(unseen, (found) => `<U+${(found.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}>`);
}

/** At most `max` UTF-16 units, ending in `…` where something was cut; never half a character. */
export function cut(text: string, max: number): string {
  return text.length <= max ? text : `${text.slice(0, Math.max(0, max - 1)).replace(/[\ud800-\udbff]$/u, '')}…`;
}

/** A string for a field that Slack reads as mrkdwn (the `text` of a message): nothing in it becomes a mention or a link. */
export function escaped(text: string): string {
  return literal(text).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** What Slack puts in angle brackets: links, people, channels, broadcasts, dates. Anything else between brackets is the writer's own. */
const reference =
  /<(?:(?<url>(?:https?|ftp|ssh|mailto|tel):[^<>|\s]*)|@(?<user>[UW][A-Z0-9]+)|#(?<channel>[CG][A-Z0-9]+)|!(?<special>[^<>|]+))(?:\|(?<label>[^<>]*))?>/gu;

/** The text as it was written: links, mentions and `&lt; &gt; &amp;` undone. */
export function written(text: string): string {
  return text
    .replaceAll(reference, (...parts) => {
      const groups = parts.at(-1) as Record<'url' | 'user' | 'channel' | 'special' | 'label', string | undefined>; // as the expression above names them
      if (groups.url !== undefined) return groups.label ?? groups.url.replace(/^mailto:|^tel:/u, '');
      if (groups.user !== undefined) return `@${groups.label ?? groups.user}`;
      if (groups.channel !== undefined) return `#${groups.label ?? groups.channel}`;
      return groups.label ?? `@${groups.special ?? ''}`;
    })
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}

/** The text without the mention of the bot that it begins with. */
export function withoutMention(text: string, bot: string): string {
  const start = new RegExp(`^\\s*<@${bot}(?:\\|[^>]*)?>[\\s:,，：]*`, 'u');
  return text.replace(start, '');
}

/** Quotes and dashes as a keyboard has them: Slack's clients turn `"` into `“` and `--` into `—` while a person types. */
export function typed(line: string): string {
  return line
    .replaceAll(/[“”„]/gu, '"')
    .replaceAll(/[‘’]/gu, "'")
    .replaceAll(/(^|\s)[—–](?=[a-z])/gu, '$1--');
}
