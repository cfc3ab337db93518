#!/usr/bin/env node
// Runs the TypeScript as it is, which needs Node 24; an older Node hands over to the one that is installed beside us.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const main = fileURLToPath(new URL('../src/main.ts', import.meta.url));
const own = fileURLToPath(new URL('../node_modules/node/bin/node', import.meta.url));
if (Number(process.versions.node.split('.')[0]) >= 24) await import(main);
else if (existsSync(own)) process.exitCode = spawnSync(own, [main, ...process.argv.slice(2)], { stdio: 'inherit' }).status ?? 1;
else {
  process.stderr.write(`k8sdoc needs Node 24 or newer; this is ${process.versions.node}\n`);
  process.exitCode = 2;
}
