#!/usr/bin/env node
// Runs the TypeScript as it is, which needs Node 24; an older Node hands over to the one that is installed beside us.
import module from 'node:module';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../', import.meta.url));
if (Number(process.versions.node.split('.')[0]) >= 24) {
  const { HOME, XDG_CACHE_HOME } = process.env;
  const cache = XDG_CACHE_HOME || (HOME ? `${HOME}/.cache` : undefined);
  // What the code was compiled to, for the next time: a command is to answer at once.
  if (cache !== undefined) module.enableCompileCache(`${cache}/k8sdoc/code`);
  await import(`${root}${process.argv[2] === 'diagnose' && bundleIsCurrent() ? 'src/.bundle/main.js' : 'src/main.ts'}`);
} else {
  const [{ spawnSync }, { existsSync }] = await Promise.all([import('node:child_process'), import('node:fs')]);
  const own = `${root}node_modules/node/bin/node`;
  if (existsSync(own)) process.exitCode = spawnSync(own, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], { stdio: 'inherit' }).status ?? 1;
  else {
    process.stderr.write(`k8sdoc needs Node 24 or newer; this is ${process.versions.node}\n`);
    process.exitCode = 2;
  }
}

/** Whether scripts/bundle.ts made one, and nothing that it was made of has changed since. */
function bundleIsCurrent() {
  // Not by an import, which would evaluate all that the module has, streams and promises too.
  const { readFileSync, statSync } = process.getBuiltinModule('node:fs');
  try {
    /** @type {[path: string, size: number, mtimeMs: number][]} */
    const sources = JSON.parse(readFileSync(`${root}src/.bundle/sources.json`, 'utf8'));
    return sources.every(([path, size, mtimeMs]) => {
      const stat = statSync(`${root}${path}`);
      return stat.size === size && stat.mtimeMs === mtimeMs;
    });
  } catch {
    return false;
  }
}
