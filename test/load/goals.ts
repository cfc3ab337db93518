/** The goals beside the figures. */
import type { Delays } from './event-loop.ts';
import type { Memory } from './memory.ts';
import type { Warm } from './pastes.ts';
import type { Report } from './report.ts';
import type { Growth, Throughput } from './throughput.ts';

export type Measured = {
  readonly throughput: Throughput;
  readonly growth: Growth;
  readonly cold: number;
  readonly warm: Warm;
  readonly memory: Memory;
  readonly delays: Delays;
};

type Goal = {
  readonly goal: string;
  readonly unit: string;
  readonly figure: number | undefined;
  readonly wanted: readonly ['<' | '≤' | '≥', number];
  /** What would be excellent. */
  readonly reach?: number;
};

export function tellGoals(report: Report, { throughput, growth, cold, warm, memory, delays }: Measured): void {
  const goals: readonly Goal[] = [
    { goal: 'engine against rg, 150 signatures', unit: '×', figure: throughput.get(150)?.engine, wanted: ['≥', 5], reach: 12 },
    { goal: 'engine against rg, 1,000 signatures', unit: '×', figure: throughput.get(1000)?.engine, wanted: ['≥', 10], reach: 35 },
    { goal: 'engine against rg, 10,000 signatures', unit: '×', figure: throughput.get(10_000)?.engine, wanted: ['≥', 200], reach: 700 },
    { goal: 'diagnose against rg, 150 signatures', unit: '×', figure: throughput.get(150)?.everything, wanted: ['≥', 3] },
    { goal: 'diagnose against rg, 1,000 signatures', unit: '×', figure: throughput.get(1000)?.everything, wanted: ['≥', 6] },
    { goal: 'diagnose against rg, 10,000 signatures', unit: '×', figure: throughput.get(10_000)?.everything, wanted: ['≥', 100] },
    { goal: 'engine, 10,000 signatures against 1', unit: '×', figure: growth.engine, wanted: ['≤', 4] },
    { goal: 'diagnose, 10,000 signatures against 1', unit: '×', figure: growth.everything, wanted: ['≤', 4] },
    { goal: 'cold command on 3 lines against node -e 0', unit: '×', figure: cold, wanted: ['≤', 1.5] },
    { goal: 'warm paste of 3 lines, 99th percentile', unit: 'ms', figure: warm[3].p99, wanted: ['<', 0.5] },
    { goal: 'peak memory, piped', unit: 'MB', figure: memory.piped, wanted: ['<', 200] },
    { goal: 'peak memory, gzip file', unit: 'MB', figure: memory.gzip, wanted: ['<', 200] },
    { goal: 'event-loop delay, string, 99th percentile', unit: 'ms', figure: delays.string.p99, wanted: ['<', 50] },
    { goal: 'event-loop delay, bytes, 99th percentile', unit: 'ms', figure: delays.bytes.p99, wanted: ['<', 50] },
  ];
  report.heading('Goals');
  const row = report.table('goals', ['goal', 'figure', 'wanted', 'reach', 'unit', 'outcome'], { goal: 46, unit: 4 });
  for (const { goal, unit, figure, wanted, reach } of goals) {
    row({ goal, figure: figure ?? '–', wanted: wanted.join(' '), reach: reach ?? '', unit, outcome: outcomeOf(figure, wanted) });
  }
}

function outcomeOf(figure: number | undefined, [comparison, limit]: Goal['wanted']): string {
  if (figure === undefined || Number.isNaN(figure)) return 'not known';
  const met = { '<': figure < limit, '≤': figure <= limit, '≥': figure >= limit }[comparison];
  return met ? 'met' : 'not met';
}
