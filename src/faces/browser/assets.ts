/**
 * The page's files, read once at start. Its TypeScript is served with the types stripped, each file under its own name, so
 * that there is no build and an error in the browser names the line in the source.
 */
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { stripTypeScriptTypes } from 'node:module';

type Asset = { readonly type: string; readonly body: string };

export type Assets = {
  /** By path: `/`, `/page/page.ts`, `/page/style.css`, `/language/times.ts`. */
  readonly files: ReadonlyMap<string, Asset>;
  /** Names this state of all the files, short. */
  readonly digest: string;
};

const script = 'text/javascript; charset=utf-8';
const types: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  css: 'text/css; charset=utf-8',
  svg: 'image/svg+xml',
  ts: script,
};

/** What the page shares with the other faces, by its path: where the page's relative import leads in the browser too. */
const shared = ['/language/times.ts'];

export async function loadAssets(folder: URL = new URL('page/', import.meta.url)): Promise<Assets> {
  const files = new Map<string, Asset>();
  const hash = createHash('sha256');
  for (const name of (await readdir(folder)).sort()) {
    const type = name.endsWith('.test.ts') ? undefined : types[name.slice(name.lastIndexOf('.') + 1)];
    if (type === undefined) continue;
    const source = await readFile(new URL(name, folder), 'utf8');
    const body = name.endsWith('.ts') ? strip(source, name) : source;
    files.set(name === 'index.html' ? '/' : `/page/${name}`, { type, body });
    hash.update(`${name}\0${body}\0`);
  }
  for (const path of shared) {
    const body = strip(await readFile(new URL(`../..${path}`, import.meta.url), 'utf8'), path);
    files.set(path, { type: script, body });
    hash.update(`${path}\0${body}\0`);
  }
  return { files, digest: hash.digest('base64url').slice(0, 16) };
}

/** Node warns once that stripping is experimental, although it runs this very program so; the person at the terminal cannot act on it. */
function strip(source: string, name: string): string {
  const own = Object.getOwnPropertyDescriptor(process, 'emitWarning');
  process.emitWarning = () => undefined;
  try {
    return stripTypeScriptTypes(source, { mode: 'strip' });
  } catch (cause) {
    throw new Error(`the page's ${name} cannot be served: its types cannot be stripped`, { cause });
  } finally {
    if (own !== undefined) Object.defineProperty(process, 'emitWarning', own);
  }
}
