/** The house's own rules, each with a planted violation that it must find. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { verbs } from '#commands/index.ts';
import { languages } from '#language/text.ts';
import { generateKernel } from '../../scripts/generate-kernel.ts';
import { generateSchemas } from '../../scripts/generate-schema.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
/** What stands in commands/ beside the verbs: what a command is, what it is handed, what it answers. */
const notVerbs = ['index.ts', 'command.ts', 'context.ts', 'desk.ts', 'reply.ts'];

function sources(...folders: readonly string[]): readonly { readonly file: string; readonly text: string }[] {
  return folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
      .map((file) => ({ file: `${folder}/${file}`, text: readFileSync(join(root, folder, file), 'utf8') })),
  );
}

/** Files that break a rule: a pattern that only these folders may contain. */
function offenders(files: readonly { readonly file: string; readonly text: string }[], pattern: RegExp, allowed: RegExp): readonly string[] {
  return files.filter(({ file, text }) => pattern.test(text) && !allowed.test(file)).map(({ file }) => file);
}

describe('the list of verbs', () => {
  it('is the folder', () => {
    const files = readdirSync(join(root, 'commands'), { withFileTypes: true }).filter(
      (entry) => entry.isFile() && !entry.name.endsWith('.test.ts') && !notVerbs.includes(entry.name),
    );
    expect(verbs.map((verb) => `${verb.name}.ts`).toSorted()).toEqual(files.map((entry) => entry.name).toSorted());
  });

  it('says of each verb what it does in both languages, and how it is typed', () => {
    for (const verb of verbs) {
      for (const language of languages) expect(verb.summary[language].length).toBeGreaterThan(3);
      expect(verb.usage.startsWith(verb.name)).toBe(true);
    }
  });
});

const rules = [
  {
    rule: 'only the configuration reads the environment',
    pattern: /process\.env\b/,
    allowed: /^src\/(config\/|main\.ts$)/,
    planted: 'const a = process.env.HOME;',
  },
  { rule: 'nothing is handed to a shell here', pattern: /\bexec(?:Sync)?\(\s*[`'"]|shell:\s*true/, allowed: /^$/, planted: 'exec(`ls ${x}`)' },
  { rule: 'markup is never made from data', pattern: /\.innerHTML\b|insertAdjacentHTML|document\.write/, allowed: /^$/, planted: 'node.innerHTML = text' },
  { rule: 'no escape from the types', pattern: /\bas any\b|: any\b|@ts-ignore|@ts-nocheck/, allowed: /^$/, planted: 'const a = b as any;' },
] as const;

describe.each(rules)('the rule that $rule', ({ pattern, allowed, planted }) => {
  it('holds', () => expect(offenders(sources('src', 'commands'), pattern, allowed)).toEqual([]));
  it('would find a violation', () => expect(offenders([{ file: 'src/store/planted.ts', text: planted }], pattern, allowed)).toEqual(['src/store/planted.ts']));
});

describe('the walls between the rooms', () => {
  it('are seen by the tool that guards them: a planted violation of each kind is found', () => {
    const folder = join(root, 'src/language/planted');
    mkdirSync(folder, { recursive: true });
    try {
      writeFileSync(join(folder, 'upward.ts'), `import { openDatabase } from '#store/database.ts';\nexport const a = openDatabase;\n`);
      writeFileSync(join(folder, 'typed.ts'), `import type { Desk } from '#commands/desk.ts';\nexport type A = Desk;\n`);
      writeFileSync(join(folder, 'outside.ts'), `import { Pool } from 'pg';\nexport const b = Pool;\n`);
      const found = spawnSync(join(root, 'node_modules/.bin/depcruise'), ['src/language', '--output-type', 'err'], { cwd: root, encoding: 'utf8' });
      expect(found.status).not.toBe(0);
      for (const file of ['upward.ts', 'typed.ts', 'outside.ts']) expect(found.stdout).toContain(file);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

describe('what people read', () => {
  it('names only commands and files that exist', () => {
    const readme = readFileSync(join(root, 'README.md'), 'utf8');
    const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: Record<string, string> };
    for (const script of ['start', 'test']) {
      expect(readme).toContain(`npm ci && npm ${script}`);
      expect(scripts[script]).toBeDefined();
    }
    for (const [, link, file] of readme.matchAll(/\]\(([^)#:]+)\)|`((?:src|test)\/[\w./-]+\.ts)`/g))
      expect(existsSync(join(root, link ?? file ?? '')), link ?? file).toBe(true);
  });

  it('numbers the decisions without gaps, each with its date and status', () => {
    const files = readdirSync(join(root, 'docs/decisions')).toSorted();
    expect(files.map((file) => file.slice(0, 4))).toEqual(files.map((_file, index) => String(index + 1).padStart(4, '0')));
    for (const file of files)
      expect(readFileSync(join(root, 'docs/decisions', file), 'utf8'), file).toMatch(/^# .+\n\n\d{4}-\d{2}-\d{2} · (accepted|superseded by \d{4})\n/);
  });
});

describe('what is generated', () => {
  it.each([...generateSchemas()])('is current: %s (npm run generate)', (name, text) => {
    expect(readFileSync(join(root, 'knowledge', name), 'utf8')).toBe(text);
  });

  it('is current: the loops of the filter (npm run generate)', async () => {
    const made = await generateKernel();
    expect(Buffer.compare(readFileSync(join(root, 'src/diagnosis/kernel.wasm')), made)).toBe(0);
  });
});

describe('the container', () => {
  it('does not run as root, and starts what the package offers', () => {
    const dockerfile = readFileSync(join(root, 'Dockerfile'), 'utf8');
    expect(/^USER (?!root)/m.test(dockerfile)).toBe(true);
    expect(dockerfile).toContain('bin/k8sdoc.js');
  });
});
