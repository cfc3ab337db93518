/** The record as a file: JSON Lines, in which every row can be hashed again by anybody, or CSV for spreadsheets. */
import type { IncidentId, PlanId } from '#knowledge/ids.ts';
import { canonical } from '#remediation/plan.ts';
import type { AuditLog, AuditRow } from '#remediation/ports.ts';

export const formats = ['jsonl', 'csv'] as const;
export type Format = (typeof formats)[number];

const columns = ['seq', 'at', 'by', 'what', 'incident', 'plan', 'target', 'approvals', 'emergency', 'from', 'details', 'previous', 'hash'] as const;
const page = 500;

/** The lines of the file, oldest row first, read as they are asked for. */
export async function* exportLines(
  audit: Pick<AuditLog, 'read'>,
  format: Format,
  filter: { readonly plan?: PlanId; readonly incident?: IncidentId } = {},
): AsyncGenerator<string> {
  if (format === 'csv') yield `${columns.join(',')}\r\n`;
  let after = 0;
  for (;;) {
    const rows = await audit.read({ ...filter, after, limit: page });
    for (const row of rows) yield format === 'csv' ? csvLine(row) : `${canonical(row)}\n`;
    const last = rows.at(-1);
    if (last === undefined || rows.length < page) return;
    after = last.seq;
  }
}

function csvLine(row: AuditRow): string {
  return `${columns.map((column) => cell(row[column])).join(',')}\r\n`;
}

/** A spreadsheet takes a cell that begins with one of these for a formula. */
const formula = /^[=+\-@\t\r]/;

function cell(value: unknown): string {
  const text = value === undefined ? '' : typeof value === 'string' ? value : canonical(value);
  const safe = formula.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
