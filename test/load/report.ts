/** Figures as lines that a person reads, or as JSON, one a line, that a machine reads. */
export type Value = number | string;

export type Report = {
  heading(text: string): void;
  /** What a reader must know to judge the figures. */
  note(text: string): void;
  figure(what: string, value: Value, unit?: string): void;
  /** Gives what prints a row; rows come as they are measured. @param widths Of each column, in characters, where its heading is too narrow. */
  table<Column extends string>(
    name: string,
    columns: readonly Column[],
    widths?: Partial<Record<Column, number>>,
  ): (row: Readonly<Record<Column, Value>>) => void;
};

type Write = (line: string) => void;

export function createReport(json: boolean, write: Write): Report {
  return json ? asJson(write) : asText(write);
}

function asJson(write: Write): Report {
  return {
    heading: () => undefined,
    note: (text) => write(JSON.stringify({ note: text })),
    figure: (what, value, unit) => write(JSON.stringify({ figure: what, value, unit })),
    table: (name) => (row) => write(JSON.stringify({ table: name, ...row })),
  };
}

function asText(write: Write): Report {
  return {
    heading: (text) => write(`\n${text}`),
    note: (text) => write(text),
    figure: (what, value, unit) => write(`${what.padEnd(62)} ${shown(value)}${unit === undefined ? '' : ` ${unit}`}`),
    table: (name, columns, widths = {}) => {
      const line = (cells: readonly string[]): string => {
        const padded = cells.map((cell, index) => {
          const column = columns[index];
          const width = column === undefined ? 0 : Math.max(column.length, widths[column] ?? 9);
          return /^[\d–]/.test(cell) ? cell.padStart(width) : cell.padEnd(width);
        });
        return padded.join('  ').trimEnd();
      };
      write(`\n${name}`);
      write(line(columns));
      return (row) => write(line(columns.map((column) => shown(row[column]))));
    },
  };
}

/** Three digits that count. */
export function shown(value: Value): string {
  if (typeof value === 'string') return value;
  if (!Number.isFinite(value)) return '–';
  const size = Math.abs(value);
  const decimals = Number.isInteger(value) || size >= 100 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3;
  return value.toLocaleString('en', { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
}
