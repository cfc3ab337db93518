/**
 * A message that a terminal or an editor cut in several lines, put together again.
 */
import type { Stretch } from './blocks.ts';
import { placeAt, type Place } from './lines.ts';
import { asPasted, clean, joinLines, type Line, unescape } from './normalise.ts';

/** Lines in a row, as pasted with their breaks, and as the texts that they may have been. */
export type Rejoined = { readonly pasted: string; readonly firstByte: number; readonly texts: readonly Line[] };

const narrowest = 40;
const mostLines = 5;

/** How a log's record, a command, a list or a table's row begins: no such line continues the one before. */
const beginning =
  /^(?:\s|[IWEF]\d{4} \d\d:|\d{4}[-/]\d\d[-/]\d\d|\[?\w{3} [ \d]\d \d\d:|\d\d:\d\d:\d\d|\{"|\w{1,16}=["\dA-Za-z]|\[|<\d|[#$>|+*•-]|```|Warning |Normal |Error:|error:|E\d|W\d|---)/;

/** The lines around a place that were one, or undefined where the line stands alone. */
export function rejoin(stretch: Stretch, place: Place): Rejoined | undefined {
  const read = ({ from, to }: Place): string => stretch.bytes.toString('utf8', from, to).replace(/\r$/, '');
  const own = read(place);
  let first = place;
  let last = place;
  for (let text = own, count = 0; count < mostLines && first.from > 0 && !beginning.test(text); count++) {
    const before = placeAt(stretch, first.from - 1);
    const words = read(before);
    if (before.long || words.length < narrowest) break;
    first = before;
    text = words;
  }
  for (let text = own, count = 0; count < mostLines && last.to + 1 < stretch.limit && text.length >= narrowest; count++) {
    const after = placeAt(stretch, last.to + 1);
    const words = read(after);
    if (after.long || words === '' || beginning.test(words)) break;
    last = after;
    text = words;
  }
  if (first === last) return undefined;
  const pasted = stretch.bytes.toString('utf8', first.from, last.to);
  const texts = (['anywhere', 'between-words'] as const).flatMap((cut) => {
    const line = clean(joinLines(asPasted(pasted), cut));
    return line.text.includes('\\') ? [line, unescape(line)] : [line];
  });
  return { pasted, firstByte: first.from, texts };
}

/** Whether the lines were cut at the width of a window: two in a row are equally long. */
export function cutByWidth(pasted: string): boolean {
  const lengths = pasted.split(/\r?\n/).map((line) => line.length);
  return lengths.some((length, index) => length >= narrowest && (length === lengths[index + 1] || [80, 100, 120, 132, 160].includes(length)));
}
