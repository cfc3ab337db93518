/**
 * Puts what `k8sdoc diagnose` needs into one file, for starting is mostly the loading of modules: `npm ci` does. It is used while
 * nothing of what it was made of has changed (see `bin/k8sdoc.js`); without it everything works, and takes a moment longer.
 */
import { rename, rm, stat, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
/** A folder deep in `src`, as its modules are, so that what they name beside them is found. */
const folder = join(root, 'src/.bundle');

/** What is loaded only by those who need more than the answer. */
const apart = /terminal-work|app\.ts|terminal\/(?:terminal|many|decompress)|config\/config|library\/make|diagnosis\/(?:compile|ask)\.ts|^node:|^re2js$/;

const { rolldown } = await import('rolldown');
await rm(join(folder, 'sources.json'), { force: true });
const bundle = await rolldown({
  input: join(root, 'src/main.ts'),
  platform: 'node',
  plugins: [
    {
      name: 'apart',
      resolveId: async function (source, importer) {
        const resolved = await this.resolve(source, importer, { skipSelf: true });
        return resolved !== null && apart.test(resolved.id) ? { ...resolved, external: 'relative' } : resolved;
      },
    },
  ],
});
const { output } = await bundle.write({ format: 'esm', dir: join(root, 'src'), entryFileNames: '.bundle/main.js', codeSplitting: false });
const [main] = output;
const files = Object.keys(main.modules).filter((path) => path.startsWith(root));
const sources = await Promise.all(
  files.map(async (path) => {
    const { size, mtimeMs } = await stat(path);
    return [relative(root, path), size, mtimeMs] as const;
  }),
);
// Last, and at once: with it the bundle counts.
await writeFile(join(folder, 'sources.new'), JSON.stringify(sources));
await rename(join(folder, 'sources.new'), join(folder, 'sources.json'));
