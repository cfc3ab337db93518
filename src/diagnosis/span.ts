/**
 * From when until when something was said again and again.
 */
import type { Span } from './diagnosis.ts';
import type { LogRecord } from './record.ts';

/** Undefined where the first line or the last one tells no time, or where they tell it in different ways. */
export function spanOf(first: LogRecord, last: LogRecord): Span | undefined {
  if (first.time === undefined || last.time === undefined) return undefined;
  const ages = [first.since, first.time, last.since, last.time].flatMap((written) => ageOf(written));
  const [newest] = ages.toSorted((a, b) => a.seconds - b.seconds);
  const [oldest] = ages.toSorted((a, b) => b.seconds - a.seconds);
  if (newest === undefined || oldest === undefined) return inOrder(first.time, last.time);
  const bothAges = ageOf(first.time).length + ageOf(last.time).length === 2;
  return bothAges ? { first: oldest.written, last: newest.written } : undefined;
}

/** Journals can be read backwards; only a time that has its year tells that it was done. */
function inOrder(first: string, last: string): Span {
  const dated = /^\d{4}-\d\d-\d\d[T ]\d\d:/;
  return dated.test(first) && dated.test(last) && last < first ? { first: last, last: first } : { first, last };
}

const units: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400, y: 31_536_000 };

/** An age such as `3m12s`; nothing for what is none. */
function ageOf(written: string | undefined): readonly { readonly written: string; readonly seconds: number }[] {
  if (written === undefined || !/^(?:\d+[smhdy])+$/.test(written)) return [];
  const parts = written.matchAll(/(\d+)([smhdy])/g);
  return [{ written, seconds: [...parts].reduce((sum, [, count, unit]) => sum + Number(count) * (units[unit ?? ''] ?? 0), 0) }];
}
