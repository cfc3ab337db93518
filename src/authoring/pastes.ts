/**
 * Texts with the diagnosis that is right for each, as `test/corpus/pastes.txt` has them: a block begins with `== <entry>`, with
 * `== <entry> | <entry>` where several are right, or with `== none` (`== none: a remark`) where nothing is wrong.
 */
import type { Problem } from '#knowledge/sources.ts';

export type Paste = {
  /** The file and the line of its heading. */
  readonly name: string;
  readonly text: string;
  /** Entries that are right; none where any answer is wrong. */
  readonly right: readonly string[];
};

export type PastesRead = { readonly pastes: readonly Paste[]; readonly problems: readonly Problem[] };

/** @param isEntry Whether there is an entry of that id. */
export function readPastes(file: string, text: string, isEntry: (id: string) => boolean): PastesRead {
  const pastes: Paste[] = [];
  const problems: Problem[] = [];
  const at = (line: number, message: string): Problem => ({ file, line, column: 1, field: '', message });
  let lines: string[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    const heading = /^== (?<heading>.+?)\r?$/.exec(line)?.groups?.['heading'];
    if (heading === undefined) {
      lines.push(line);
      continue;
    }
    const right = /^none(?:$|:)/.test(heading) ? [] : heading.split('|').map((id) => id.trim());
    for (const id of right)
      if (!isEntry(id)) problems.push(at(index + 1, `there is no entry ${id}: kb list names them, and "== none" says that nothing is wrong`));
    closeLast(pastes, lines);
    pastes.push({ name: `${file}:${index + 1}`, text: '', right });
    lines = [];
  }
  closeLast(pastes, lines);
  if (pastes.length === 0) problems.push(at(1, 'has no text to examine: begin each with a line "== <entry>", or "== none" where nothing is wrong'));
  return { pastes, problems };
}

/** What stands before the first heading is a remark. */
function closeLast(pastes: Paste[], lines: readonly string[]): void {
  const last = pastes.pop();
  if (last !== undefined) pastes.push({ ...last, text: lines.join('\n') });
}
