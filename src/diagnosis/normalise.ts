/**
 * What a person pastes is not what the program printed. Here a line's colours, Slack's escapes, word processors' quotes, the
 * string escapes of JSON and logfmt and the prefixes of log shippers are undone, and every place of the result still knows where
 * in the pasted line it came from.
 */

export type Line = {
  readonly text: string;
  /** Where in the pasted line an offset of `text` stands; both count UTF-16 units. */
  readonly at: (offset: number) => number;
};

export function asPasted(text: string): Line {
  return { text, at: (offset) => offset };
}

/** Where cleaning changes more than escapes, the loop `disturbed` of `scripts/generate-kernel.ts` stops: only there can it bring forth a literal. */
const noise = new RegExp(
  [
    String.raw`\u001B\[[0-?]{0,32}[ -/]{0,4}[@-~]`, // colours and cursor moves
    String.raw`\u001B\][^\u0007\u001B]{0,512}(?:\u0007|\u001B\\)`, // titles and links of terminals
    String.raw`\u001B[@-Z\\^_]?`,
    String.raw`<(?:https?|mailto|tel):[^|>\s]{1,2048}(?:\|(?<label>[^|>]{0,2048}))?>`, // links as Slack writes them
    String.raw`&(?:lt|gt|amp|quot|#39);`,
    String.raw`[\u00A0\u00AD\u2000-\u2015\u2018-\u201F\u2026\u2028-\u202F\u205F-\u206F\u2212\uFEFF]`,
    String.raw`\r+$`,
  ].join('|'),
  'g',
);

/** Most lines hold nothing of it. */
const plain = /^[\t -%'-;=-~]*$/;

/** Undoes what terminals, chats and word processors do to a line. */
export function clean(line: Line): Line {
  if (plain.test(line.text)) return line;
  return rewrite(line, noise, (found, groups) => {
    if (found.startsWith('<')) return groups?.['label'] ?? found.slice(1, -1).replace(/^(?:mailto|tel):/, '');
    return named[found] ?? typographic(found);
  });
}

const named: Readonly<Record<string, string>> = { '&lt;': '<', '&gt;': '>', '&amp;': '&', '&quot;': '"', '&#39;': "'" };

function typographic(character: string): string {
  if (/^[\u00A0\u2000-\u200A\u2028\u2029\u202F\u205F]$/.test(character)) return ' ';
  if (/^[\u201C-\u201F]$/.test(character)) return '"';
  if (/^[\u2018-\u201B]$/.test(character)) return "'";
  if (/^[\u2014\u2015]$/.test(character)) return '--';
  if (/^[\u2010-\u2013\u2212]$/.test(character)) return '-';
  return character === '\u2026' ? '...' : '';
}

/** Undoes the string escapes of JSON, logfmt and Go's %q, however deep. */
export function unescape(line: Line): Line {
  if (!line.text.includes('\\')) return line;
  return rewrite(line, /\\{1,64}(?:["'nrt]|u00(?:3[cCeE]|2[267]))/g, (found) => {
    const escaped = found.replace(/^\\+/, '');
    if (escaped.length > 1) return String.fromCharCode(Number.parseInt(escaped.slice(1), 16));
    return { n: '\n', r: '\r', t: '\t' }[escaped] ?? escaped;
  });
}

/** Several lines as the one that they were before a terminal cut it in the middle of a word, or an editor between words. */
export function joinLines(lines: Line, cut: 'anywhere' | 'between-words'): Line {
  return cut === 'anywhere' ? rewrite(lines, /\r?\n/g, () => '') : rewrite(lines, /[ \t\r]{0,64}\n[ \t]{0,64}/g, () => ' ');
}

function rewrite(line: Line, pattern: RegExp, put: (found: string, groups: Readonly<Record<string, string | undefined>> | undefined) => string): Line {
  // Stretches that were kept: where each begins in the new text and in the old one.
  const starts: number[] = [0];
  const origins: number[] = [0];
  let text = '';
  let done = 0;
  for (const match of line.text.matchAll(pattern)) {
    text += line.text.slice(done, match.index);
    starts.push(text.length);
    origins.push(match.index);
    text += put(match[0], match.groups);
    done = match.index + match[0].length;
    starts.push(text.length);
    origins.push(done);
  }
  if (done === 0) return line;
  text += line.text.slice(done);
  return {
    text,
    at: (offset) => {
      let low = 0;
      let high = starts.length - 1;
      while (low < high) {
        const middle = (low + high + 1) >> 1;
        if ((starts[middle] ?? 0) <= offset) low = middle;
        else high = middle - 1;
      }
      const origin = (origins[low] ?? 0) + offset - (starts[low] ?? 0);
      return line.at(Math.min(origin, origins[low + 1] ?? line.text.length));
    },
  };
}
