/**
 * Versions and ranges of them: `>=1.24`, `<1.9.1`, `>=3.5 <3.5.3`. A range is compared as far as it is written: 1.24.5 is within `<=1.24`.
 */

const comparator = /^(>=|<=|>|<|=)(\d{1,4}(?:\.\d{1,4}){0,2})$/;

type Comparator = { readonly sign: string; readonly version: readonly number[] };

/** Whether a range is written so that it can be compared. */
export function isVersionRange(written: string): boolean {
  return comparatorsOf(written) !== undefined;
}

/** Whether the version is within the range. One that is told less exactly than the range gets the benefit of the doubt, as does a range that is none. */
export function isWithin(version: string, range: string): boolean {
  const parts = /^v?(\d{1,4}(?:\.\d{1,4}){0,2})/.exec(version)?.[1];
  return parts === undefined || (comparatorsOf(range) ?? []).every((one) => holds(numbersOf(parts), one));
}

function comparatorsOf(range: string): readonly Comparator[] | undefined {
  const found = range
    .trim()
    .split(/\s+/)
    .map((one) => comparator.exec(one));
  const read = found.flatMap((one) => (one === null ? [] : [{ sign: one[1] ?? '', version: numbersOf(one[2] ?? '') }]));
  return read.length === found.length ? read : undefined;
}

function numbersOf(version: string): readonly number[] {
  return version.split('.').map(Number);
}

function holds(version: readonly number[], { sign, version: bound }: Comparator): boolean {
  const differs = bound.findIndex((part, index) => (version[index] ?? part) !== part);
  if (differs >= 0) return (version[differs] ?? 0) > (bound[differs] ?? 0) ? sign.startsWith('>') : sign.startsWith('<');
  return sign.endsWith('=') || version.length < bound.length;
}
