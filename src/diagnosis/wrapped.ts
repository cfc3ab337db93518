/**
 * A message that a terminal or an editor cut in several lines, put together again.
 */
import type { Stretch } from './blocks.ts';
import { type Place, placeAt } from './lines.ts';
import { asPasted, clean, joinLines, type Line, unescape } from './normalise.ts';

/** Lines in a row, as pasted with their breaks, and as the texts that they may have been. */
export type Rejoined = { readonly pasted: string; readonly firstByte: number; readonly texts: readonly Line[] };

type Piece = Place & { readonly text: string };

/** No window is narrower. Characters. */
const narrowest = 40;
/** How many lines before and after a place may belong to one message. */
const reach = 5;
const usualWidths: ReadonlySet<number> = new Set([80, 100, 120, 132, 160]);

/** How a record begins: no such line continues the one before. */
const record = /^ ?(?:[IWEF]\d{4} \d\d:|\d{4}[-/]\d\d[-/]\d\d|\w{3} [ \d]\d \d\d:\d\d|\{"\w|time="|ts=|level=|\[pod\/|<\d{1,3}>)/;
/** How commands, lists, tables and messages begin: such a line continues another only where that one fills the window. */
const likely = /^(?:\s{2}|\t|[[#$>|+*•-]|```|\w{1,16}=["\dA-Za-z]|\d\d:\d\d:\d\d|Warning |Normal |[Ee]rror: )/;

/** The lines around a place that were one, or undefined where the line stands alone. */
export function rejoin(stretch: Stretch, place: Place): Rejoined | undefined {
  const read = (of: Place): Piece => ({ ...of, text: stretch.bytes.toString('utf8', of.from, of.to).replace(/\r$/, '') });
  const pieces: Piece[] = [read(place)];
  for (let count = 0, first = place; count <= reach && first.from > 0; count++) {
    first = placeAt(stretch, first.from - 1);
    pieces.unshift(read(first));
  }
  const own = pieces.length - 1;
  for (let count = 0, last = place; count < reach && last.to + 1 < stretch.limit; count++) {
    last = placeAt(stretch, last.to + 1);
    pieces.push(read(last));
  }

  let from = own;
  while (from > Math.max(0, own - reach) && continues(pieces, from)) from--;
  let to = own;
  while (continues(pieces, to + 1)) to++;
  const [first, last] = [pieces[from], pieces[to]];
  if (from === to || first === undefined || last === undefined) return undefined;

  const pasted = stretch.bytes.toString('utf8', first.from, last.to);
  const texts = (['anywhere', 'between-words'] as const).flatMap((cut) => {
    const line = clean(joinLines(asPasted(pasted), cut));
    return line.text.includes('\\') ? [line, unescape(line)] : [line];
  });
  return { pasted, firstByte: first.from, texts };
}

/** Whether a piece may be the rest of the one before it. */
function continues(pieces: readonly Piece[], at: number): boolean {
  const [piece, before] = [pieces[at], pieces[at - 1]];
  if (piece === undefined || before === undefined || piece.long || before.long) return false;
  if (piece.text === '' || before.text.length < narrowest || record.test(piece.text)) return false;
  const width = before.text.length;
  const full = usualWidths.has(width) || width === piece.text.length || width === pieces[at - 2]?.text.length;
  return full || !likely.test(piece.text);
}

/** Whether the lines were cut at the width of a window: it is a usual one, or two in a row are equally long. */
export function cutByWidth(pasted: string): boolean {
  const lengths = pasted.split(/\r?\n/).map((line) => line.length);
  return lengths.some((length, index) => length >= narrowest && (length === lengths[index + 1] || usualWidths.has(length)));
}
