/** How much memory the command holds at most while it reads far more than that. */
import { type ChildProcess, spawn } from 'node:child_process';
import { createReadStream, createWriteStream } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { createGzip, gzipSync } from 'node:zlib';
import type { Material } from './generate/generate.ts';
import { k8sdoc, run, settingIn } from './processes.ts';
import type { Report } from './report.ts';

/** How many times the ordinary log is read. */
const repetitions = 20;

/** Megabytes; undefined where nobody can tell. */
export type Memory = { readonly piped: number | undefined; readonly gzip: number | undefined };

export async function measureMemory(report: Report, material: Material, megabytes: number): Promise<Memory> {
  report.heading(`Peak resident memory on ${megabytes * repetitions} MB of log, the shipped knowledge`);
  if (process.platform !== 'linux') {
    report.note('known on Linux only');
    return { piped: undefined, gzip: undefined };
  }
  const log = material.log('ordinary');
  const piped = await peakOf(material, '-', (input) => pipeline(repeated(log), input));
  tell('piped', piped);

  if (!(await readsGzip(material))) {
    report.figure('gzip file: peak', 'not supported');
    return { piped: piped.megabytes, gzip: undefined };
  }
  const one = join(material.folder, 'one.log.gz');
  const many = join(material.folder, 'many.log.gz');
  try {
    await pipeline(createReadStream(log), createGzip({ level: 1 }), createWriteStream(one));
    // Gzip files one after the other are a gzip file.
    await pipeline(repeated(one), createWriteStream(many));
    const gzip = await peakOf(material, many);
    tell('gzip file', gzip);
    return { piped: piped.megabytes, gzip: gzip.megabytes };
  } finally {
    await Promise.all([one, many].map((file) => rm(file, { force: true })));
  }

  function tell(what: string, peak: Peak): void {
    report.figure(`${what}: peak`, peak.megabytes, 'MB');
    report.figure(`${what}: time`, peak.ms / 1000, 's');
  }
}

/** Whether the command finds in a compressed paste what it finds in the paste. */
async function readsGzip(material: Material): Promise<boolean> {
  const compressed = join(material.folder, 'paste.log.gz');
  await writeFile(compressed, gzipSync(await readFile(material.paste(3))));
  const diagnose = (file: string): string => run(process.execPath, [k8sdoc, 'diagnose', file, '--json'], settingIn(material.folder)).output;
  return diagnose(compressed) === diagnose(material.paste(3));
}

async function* repeated(file: string): AsyncGenerator<Uint8Array> {
  for (let time = 0; time < repetitions; time += 1) {
    for await (const part of createReadStream(file, { highWaterMark: 256 * 1024 })) yield part as Buffer;
  }
}

type Peak = { readonly megabytes: number; readonly ms: number };

async function peakOf(material: Material, file: string, feed?: (input: Writable) => Promise<void>): Promise<Peak> {
  const { environment, folder } = settingIn(material.folder);
  const began = performance.now();
  const child = spawn(process.execPath, [k8sdoc, 'diagnose', file], {
    cwd: folder,
    env: { PATH: process.env['PATH'], ...environment },
    stdio: ['pipe', 'ignore', 'inherit'],
  });
  const ended = new Promise<number>((settle) => child.once('exit', () => settle(performance.now() - began)));
  const watching = watchPeak(child);
  await feed?.(child.stdin);
  const ms = await ended;
  if (child.exitCode !== 0) throw new Error(`k8sdoc diagnose ${file} ended with ${child.exitCode ?? child.signalCode}`);
  return { megabytes: await watching, ms };
}

/** The kernel keeps the highest mark, so that only what happens after the last look is missed. */
async function watchPeak(child: ChildProcess): Promise<number> {
  let peak = Number.NaN;
  while (child.exitCode === null && child.signalCode === null) {
    const status = await readFile(`/proc/${child.pid}/status`, 'utf8').catch(() => '');
    const mark = /^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1];
    if (mark !== undefined) peak = (Number(mark) * 1024) / 1e6;
    await sleep(20);
  }
  return peak;
}
