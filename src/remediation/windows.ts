/** Quiet hours and freezes: whether a moment lies in one. Pure; the clock is handed in. */
import type { Scope } from './scope.ts';

export const days = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
export type Day = (typeof days)[number];

/** Comes back every week: on these days, from one time of the clock to another; past midnight where the second is not later. */
export type QuietHours = {
  readonly name: string;
  readonly when: Scope;
  readonly days: readonly Day[];
  /** `22:00` */
  readonly from: string;
  readonly to: string;
  /** As IANA names it: `Europe/Berlin`. */
  readonly timezone: string;
};

/** From one instant to another, once. ISO 8601. */
export type Freeze = { readonly name: string; readonly when: Scope; readonly from: string; readonly until: string };

/** Whether the moment lies in these quiet hours. The day is the one on which they begin. */
export function isQuiet(hours: Pick<QuietHours, 'days' | 'from' | 'to' | 'timezone'>, at: Date): boolean {
  const { day, time } = clockIn(hours.timezone, at);
  const before = days[(days.indexOf(day) + days.length - 1) % days.length] ?? day;
  if (hours.from < hours.to) return hours.days.includes(day) && time >= hours.from && time < hours.to;
  return (hours.days.includes(day) && time >= hours.from) || (hours.days.includes(before) && time < hours.to);
}

/** Whether the moment lies in the freeze; its end no longer does. */
export function isFrozen(freeze: Pick<Freeze, 'from' | 'until'>, at: Date): boolean {
  return at.getTime() >= Date.parse(freeze.from) && at.getTime() < Date.parse(freeze.until);
}

/** Day and time as a clock in that zone shows them. */
function clockIn(timezone: string, at: Date): { readonly day: Day; readonly time: string } {
  const format = new Intl.DateTimeFormat('en-GB', { timeZone: timezone, weekday: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  const parts = new Map(format.formatToParts(at).map((part) => [part.type, part.value]));
  const shown = parts.get('weekday')?.toLowerCase();
  const day = days.find((one) => one === shown);
  if (day === undefined) throw new Error(`no day of the week is called ${shown}`);
  return { day, time: `${parts.get('hour') ?? ''}:${parts.get('minute') ?? ''}` };
}
