/** Texts that are not ours, made ready to be shown as they are; and small questions about what was typed. Pure. */

/** A run of plain text, or one character that would not be seen, or would change how its neighbours are seen. */
export type Piece = { readonly plain: string } | { readonly hidden: string };

// Controls except tab and line breaks (a carriage return alone would overwrite its line in a terminal); soft hyphen, zero-width characters, bidirectional overrides and isolates, tags.
const unseen =
  /\r(?!\n)|[\u{0}-\u{8}\u{b}\u{c}\u{e}-\u{1f}\u{7f}-\u{9f}\u{ad}\u{61c}\u{180e}\u{200b}-\u{200f}\u{2028}-\u{202e}\u{2060}-\u{206f}\u{feff}\u{fff9}-\u{fffb}\u{e0000}-\u{e007f}]/gu;

/** Splits a text so that every hidden character can be shown by its name (`U+202E`): what is read is what is there. */
export function pieces(text: string): readonly Piece[] {
  const found: Piece[] = [];
  let from = 0;
  for (const match of text.matchAll(unseen)) {
    if (match.index > from) found.push({ plain: text.slice(from, match.index) });
    found.push({ hidden: `U+${(match[0].codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}` });
    from = match.index + match[0].length;
  }
  if (from < text.length) found.push({ plain: text.slice(from) });
  return found;
}

/** Our sentences name things in backticks; the odd parts are those names. An unpaired backtick is one that was meant. */
export function named(text: string): readonly string[] {
  const parts = text.split('`');
  return parts.length % 2 === 1 ? parts : [...parts.slice(0, -2), parts.slice(-2).join('`')];
}

/** A line around its mark; `cut` when something was left out. */
export type Excerpt = { readonly before: string; readonly marked: string; readonly after: string; readonly cut: boolean };

/** The mark with at most `around` characters on either side, whole characters only. */
export function excerpt(text: string, mark: { readonly from: number; readonly to: number }, around: number): Excerpt {
  const from = Math.max(0, mark.from - around);
  const to = Math.min(text.length, mark.to + around);
  const before = text.slice(from, mark.from);
  const after = text.slice(mark.to, to);
  return {
    before: from > 0 ? `…${before.replace(/^[\u{dc00}-\u{dfff}]/u, '')}` : before,
    marked: text.slice(mark.from, mark.to),
    after: to < text.length ? `${after.replace(/[\u{d800}-\u{dbff}]$/u, '')}…` : after,
    cut: from > 0 || to < text.length,
  };
}

/** `12 B`, `3.4 KiB`, `50 MiB`. */
export function sizeOf(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  const [figure, unit] = bytes < 1024 * 1024 ? [bytes / 1024, 'KiB'] : [bytes / 1024 / 1024, 'MiB'];
  return `${figure < 10 ? figure.toFixed(1).replace(/\.0$/u, '') : Math.round(figure)} ${unit}`;
}

/** Lines of a text, a last line break not counted. */
export function lineCount(text: string): number {
  let count = 1;
  for (let at = text.indexOf('\n'); at >= 0 && at < text.length - 1; at = text.indexOf('\n', at + 1)) count += 1;
  return count;
}

/** The command in a text that is one line beginning with `/` and a letter, as `/check …` or `/k8sdoc check …`; paths are no commands. */
export function commandIn(text: string): string | undefined {
  const match = /^\/(?:k8sdoc(?:\s+|$))?([a-z][a-z-]*(?:\s[^\n]*)?)?$/u.exec(text.trim());
  return match === null ? undefined : (match[1] ?? 'help').trim();
}

/** An address that may become a link: http or https, nothing else. */
export function linkable(url: string): boolean {
  return URL.canParse(url) && ['http:', 'https:'].includes(new URL(url).protocol);
}
