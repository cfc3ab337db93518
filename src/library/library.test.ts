import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type EntryId } from '#knowledge/ids.ts';
import { openLibrary } from './library.ts';
import { KnowledgeProblem } from './problem.ts';

const shipped = new URL('../../knowledge', import.meta.url).pathname;
const own = 'shop/payment-refused';
const entry = (pattern: string, title = 'Payment refused'): string => `id: ${own}
kind: fault
status: tested
title: { en: "${title}", zh: 支付被拒绝 }
summary: { en: The bank says no., zh: 银行拒绝。 }
impact: { en: Nobody pays., zh: 无法支付。 }
severity: high
signatures: [{ id: said, pattern: '${pattern}', strength: conclusive }]
manual: [{ text: { en: Call the bank., zh: 联系银行。 } }]
`;

let folder: string;
let base: string;
const logged: unknown[] = [];

beforeEach(async () => {
  const root = await mkdtemp(join(tmpdir(), 'k8sdoc-library-'));
  folder = join(root, 'own');
  base = join(root, 'base');
  for (const part of ['cni/cni0-ip-conflict.yaml', '_probes', '_guards', '_actions']) await cp(join(shipped, part), join(base, part), { recursive: true });
  await mkdir(join(folder, 'shop'), { recursive: true });
  logged.length = 0;
});
afterEach(() => rm(join(folder, '..'), { recursive: true, force: true }));

const open = (more: { readonly without?: readonly string[] } = {}) =>
  openLibrary({
    folder: base,
    also: [folder],
    without: more.without ?? [],
    build: (knowledge) => knowledge.entries.size,
    log: (problem) => logged.push(problem),
  });

const write = (text: string): Promise<void> => writeFile(join(folder, `${own}.yaml`), text);

describe('the library', () => {
  it('takes up a changed file, and the engine with it', async () => {
    const library = await open();
    expect(library.current().engine).toBe(1);
    await write(entry('payment refused by the bank'));
    await library.refresh();
    expect(library.current().engine).toBe(2);
    expect(library.current().origins.get(own as EntryId)).toEqual({ folder, file: `${own}.yaml` });
    library.close();
  });

  it('refuses a broken file with its place, and goes on with the last good edition', async () => {
    await write(entry('payment refused by the bank'));
    const library = await open();
    await write(entry('payment refused by the bank').replace('severity: high', 'severity: enormous'));
    await library.refresh();
    expect(library.current().engine).toBe(2);
    expect(library.problems()).toMatchObject([{ field: 'severity', line: 7 }]);
    expect(logged).toHaveLength(1);
    expect(logged[0]).toBeInstanceOf(KnowledgeProblem);
    await write(entry('payment refused by the bank', 'Mended'));
    await library.refresh();
    expect(library.problems()).toEqual([]);
    expect(library.current().knowledge.entries.get(own as EntryId)?.title.en).toBe('Mended');
    library.close();
  });

  it('lets an own entry take the place of one that is shipped, and leaves out what is disabled', async () => {
    const id = 'cni/cni0-ip-conflict';
    await mkdir(join(folder, 'cni'));
    await writeFile(join(folder, `${id}.yaml`), entry('our own words for it').replace(own, id));
    const library = await open();
    expect(library.current().knowledge.entries.get(id as EntryId)?.title.en).toBe('Payment refused');
    library.close();
    const without = await open({ without: [id] });
    expect(without.current().knowledge.entries.has(id as EntryId)).toBe(false);
    without.close();
  });

  it('does not begin with a broken edition, and says every problem', async () => {
    await write(entry('(unclosed'));
    await expect(open()).rejects.toThrow(/shop\/payment-refused\.yaml:8:\d+ signatures\.0\.pattern/);
  });
});
