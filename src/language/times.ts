/** How often and from when until when, in the words of all faces. */
import type { Text } from './text.ts';

type Span = { readonly first: string; readonly last: string };

/** "312 times, 10:02 to 10:41"; the times as short as they can be told apart. */
export function seenTimes(times: number, span: Span | undefined): Text {
  const count = { en: `${times.toLocaleString('en')} times`, zh: `${times.toLocaleString('en')} 次` };
  if (span === undefined) return count;
  const period = periodOf(span);
  return { en: `${count.en}, ${period.en}`, zh: `${count.zh}，${period.zh}` };
}

function periodOf({ first, last }: Span): Text {
  if (isAge(first) && isAge(last))
    return first === last ? { en: `${first} ago`, zh: `${first} 前` } : { en: `${first} to ${last} ago`, zh: `${first} 前至 ${last} 前` };
  const [from, to] = shortened(first, last);
  return from === to ? { en: `at ${from}`, zh: from } : { en: `${from} to ${to}`, zh: `${from} 至 ${to}` };
}

function isAge(time: string): boolean {
  return /^(?:\d+[smhdy])+$/.test(time);
}

const clock = /^(?<date>.*?)[T ]?(?<minute>\d\d:\d\d)(?<second>:\d\d)?(?:[.,]\d+)?(?<rest>.*)$/;

/** The minutes where they differ, else the seconds; the date where that differs. */
function shortened(first: string, last: string): readonly [string, string] {
  const [a, b] = [clock.exec(first)?.groups, clock.exec(last)?.groups];
  if (a === undefined || b === undefined) return [first, last];
  const sameDay = a['date'] === b['date'] && a['rest'] === b['rest'];
  const sameMinute = sameDay && a['minute'] === b['minute'];
  const shown = ({ date = '', minute = '', second = '', rest = '' }: Readonly<Record<string, string | undefined>>): string => {
    const time = `${minute}${sameMinute ? second : ''}`;
    return sameDay ? time : `${date} ${time}${/^(?:Z|[+-]\d\d:?\d\d)$/.test(rest) ? '' : rest}`.trim();
  };
  return [shown(a), shown(b)];
}
