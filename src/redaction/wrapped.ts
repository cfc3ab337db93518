/** Secrets that a terminal or a mail program broke over several lines. */

/** A line that is at least so long may have been broken where it ends. */
const fullLine = 70;
const mostLines = 200;
/** Line breaks, with the mark of a quotation behind them. */
const breakAfter = / {0,8}\r?\n(?:> ?)?/y;
/** What may be the rest of a secret: a run without white space up to the line's end, or up to what closes a value. */
const rest = /(?<run>[\w+/=.~-]{4,4096})(?= {0,8}\r?\n|$|["'`,;)}\]])/y;

/** Where a secret really ends that seems to end at `to`: further down, where its line was broken. */
export function continued(text: string, to: number): number {
  let end = to;
  for (let lines = 0; lines < mostLines; lines += 1) {
    breakAfter.lastIndex = end;
    const broken = breakAfter.exec(text);
    if (broken === null || end - (text.lastIndexOf('\n', end - 1) + 1) < fullLine) return end;
    rest.lastIndex = end + broken[0].length;
    const run = rest.exec(text)?.groups?.['run'];
    if (run === undefined || !looksTorn(run)) return end;
    end = rest.lastIndex;
  }
  return end;
}

/** Letters and digits without sense; no date, no word, no number of a line. */
function looksTorn(run: string): boolean {
  return run.length >= 8 && /[A-Za-z]/.test(run) && /\d/.test(run) && !/^\d{4}-\d\d-\d\d/.test(run) && !/^[IWEF]\d{4}$/.test(run);
}
