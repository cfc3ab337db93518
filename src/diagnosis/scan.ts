/**
 * The whole text, stretch by stretch: candidates from the filter, confirmed on their lines. The event loop has its turn between.
 */
import { type Input, type Stretch, stretchesOf } from './blocks.ts';
import { clock } from './clock.ts';
import { literalOf, positionOf, survey } from './candidates.ts';
import { longLine, type Place, placeAt, type Reading, readingOf } from './lines.ts';
import { asPasted } from './normalise.ts';
import { componentOf } from './prefix.ts';
import type { Hit, Signature, Signatures } from './signatures.ts';
import { cutByWidth, rejoin, type Rejoined } from './wrapped.ts';

/** A signature that matched in a line. */
export type Sighting = {
  readonly signature: Signature;
  /** Counted from 1. */
  readonly line: number;
  /** The line as pasted, or the window around the match where it is long; `hit` counts in it. */
  readonly pasted: string;
  /** How much of the line stands before `pasted`, in UTF-16 units. */
  readonly before: number;
  readonly hit: Hit;
};

/** A line that holds what a signature looks for, and is no match. */
export type Miss = { readonly signature: Signature; readonly line: number; readonly why: 'component' | 'unless' | 'pattern' };

export type ScanOptions = {
  readonly signal?: AbortSignal;
  readonly onProgress?: (bytes: number) => void;
  readonly onMiss?: ((miss: Miss) => void) | undefined;
};

/** Milliseconds after which the event loop gets its turn, even within a stretch. */
const turn = 12;

/**
 * Tells of each signature once a line; in a line of more than 8 KiB, once within 8 KiB.
 * @returns How much there was to read. A line break at the end begins no further line.
 */
export async function scan(
  signatures: Signatures,
  input: Input,
  see: (sighting: Sighting) => void,
  options: ScanOptions,
): Promise<{ lines: number; bytes: number }> {
  const tried = new Map<Signature, number>();
  const rejoined = new Set<string>();
  let breaks = 0;
  /** Of the line that the stretch before left unfinished, in UTF-16 units. */
  let unfinished = 0;
  let bytes = 0;
  let endsInBreak = true;
  let since = clock();

  for await (const stretch of stretchesOf(input)) {
    options.signal?.throwIfAborted();
    const { isAscii, candidates, breaksBefore } = survey(signatures, stretch);
    const lineAt = (position: number): number => breaks + breaksBefore(position) + 1;
    let current: Looked | undefined;

    for (const candidate of candidates) {
      const position = positionOf(candidate);
      for (const signature of signatures.needing(literalOf(candidate))) {
        if (stretch.base + position < (tried.get(signature) ?? 0)) continue;
        if (current === undefined || current.long || position > current.to) current = lookAt(stretch, position);
        const { reading, long, from, to } = current;
        const found = confirm(signature, reading);
        const own = found !== undefined && isExceptedInWhole(signature, current) ? undefined : found;
        const joined = confirmRejoined(signature, current, own);
        const hit = joined === undefined ? own : undefined;
        tried.set(signature, stretch.base + (long ? (hit === undefined ? position + longLine / 4 : to + longLine / 2) : to + 1));
        if (hit !== undefined)
          see({ signature, line: lineAt(from), pasted: reading.pasted, before: long ? unitsBefore(stretch, from, unfinished, isAscii) : 0, hit });
        if (hit === undefined && joined === undefined) options.onMiss?.({ signature, line: lineAt(from), why: whyNot(signature, reading) });
        if (joined !== undefined) {
          const line = lineAt(joined.firstByte) + joined.further;
          const key = `${signature.entry} ${signature.id} ${line} ${joined.hit.from}`;
          if (!rejoined.has(key)) see({ signature, line, pasted: joined.pasted, before: 0, hit: joined.hit });
          rejoined.add(key);
        }
      }
      if (clock() - since > turn) {
        await nextTurn();
        options.signal?.throwIfAborted();
        since = clock();
      }
    }

    breaks += breaksBefore(stretch.end);
    unfinished = stretch.continues ? unitsBefore(stretch, stretch.end, unfinished, isAscii) : 0;
    bytes = stretch.base + stretch.end;
    if (stretch.end > 0) endsInBreak = stretch.bytes[stretch.end - 1] === 0x0a;
    options.onProgress?.(bytes);
    if (clock() - since > turn) {
      await nextTurn();
      since = clock();
    }
  }
  return { lines: breaks + (endsInBreak ? 0 : 1), bytes };
}

/** A line that is looked at, and, in a paste, the message that a window may have cut it from. */
type Looked = Place & { readonly reading: Reading; readonly whole: () => Rejoined | undefined };

function lookAt(stretch: Stretch, position: number): Looked {
  const place = placeAt(stretch, position);
  let whole: Rejoined | undefined;
  let asked = !stretch.whole || place.long;
  return {
    ...place,
    reading: readingOf(stretch.bytes.toString('utf8', place.from, place.to)),
    whole: () => {
      if (!asked) whole = rejoin(stretch, place);
      asked = true;
      return whole;
    },
  };
}

function nextTurn(): Promise<void> {
  return new Promise((settle) => setImmediate(settle));
}

/** The first text of the line that the signature matches. */
function confirm(signature: Signature, reading: Reading): Hit | undefined {
  if (!isBy(signature, reading.component)) return undefined;
  for (let index = 0; ; index++) {
    const text = reading.text(index, signature.anchored);
    const hit = text === undefined ? undefined : signature.find(text);
    if (text === undefined || hit !== undefined) return hit;
  }
}

function whyNot(signature: Signature, reading: Reading): Miss['why'] {
  if (!isBy(signature, reading.component)) return 'component';
  for (let index = 0; ; index++) {
    const text = reading.text(index, signature.anchored);
    if (text === undefined) return 'pattern';
    if (signature.leaves(text)) return 'unless';
  }
}

function isBy(signature: Signature, component: () => string | undefined): boolean {
  return signature.component === undefined || signature.component === (component() ?? signature.component);
}

/** Whether the message that a window cut, the line being a part of it, is a more specific entry's. */
function isExceptedInWhole({ isExcepted }: Signature, looked: Looked): boolean {
  if (isExcepted === undefined) return false;
  const whole = looked.whole();
  return whole !== undefined && cutByWidth(whole.pasted) && whole.texts.some(isExcepted);
}

type JoinedHit = {
  readonly firstByte: number;
  /** The line on which the match begins: how many after the one at `firstByte`, and its text. */
  readonly further: number;
  readonly pasted: string;
  /** Cut off where that line ends. */
  readonly hit: Hit;
};

/** The match in the message that the line is a part of, where the line alone has none, or one that ends where the line was cut. */
function confirmRejoined(signature: Signature, { reading, whole: wholeOf }: Looked, own: Hit | undefined): JoinedHit | undefined {
  if (own !== undefined && own.to < reading.pasted.trimEnd().length) return undefined;
  const whole = wholeOf();
  if (whole === undefined || !isBy(signature, () => componentOf(whole.texts[0] ?? asPasted('')))) return undefined;
  if (own !== undefined && own.refused === 0 && !cutByWidth(whole.pasted)) return undefined;
  for (const text of whole.texts) {
    const hit = signature.find(text);
    if (hit === undefined || !whole.pasted.slice(hit.from, hit.to).includes('\n')) continue;
    if (own !== undefined && (hit.refused > 0 || hit.values.size < own.values.size)) continue;
    const before = whole.pasted.slice(0, hit.from);
    const start = before.lastIndexOf('\n') + 1;
    const end = whole.pasted.indexOf('\n', hit.from);
    const pasted = whole.pasted.slice(start, end);
    return {
      firstByte: whole.firstByte,
      further: before.split('\n').length - 1,
      pasted,
      hit: { ...hit, from: hit.from - start, to: Math.min(hit.to - start, pasted.length) },
    };
  }
  return undefined;
}

/** How many UTF-16 units of its line stand before a position, `unfinished` of them before the stretch's `from`. */
function unitsBefore({ bytes, from }: Stretch, position: number, unfinished: number, isAscii: boolean): number {
  if (position < from) return unfinished - unitsIn(bytes, position, from);
  const start = position === 0 ? 0 : bytes.lastIndexOf(0x0a, position - 1) + 1;
  const [begin, before] = start > from ? [start, 0] : [from, unfinished];
  return before + (isAscii ? position - begin : unitsIn(bytes, begin, position));
}

/** Counted by the bytes that begin a character; one of four bytes is two units. */
function unitsIn(bytes: Uint8Array, from: number, to: number): number {
  let units = 0;
  for (let at = from; at < to; at++) {
    const byte = bytes[at] ?? 0;
    if ((byte & 0xc0) !== 0x80) units += byte >= 0xf0 ? 2 : 1;
  }
  return units;
}
