/** What a command that only reads needs of the environment, without the libraries that a configuration file needs. */
import { join, resolve } from 'node:path';

// Not by an import, which would evaluate all that the module has, streams and promises too.
const { existsSync } = process.getBuiltinModule('node:fs');

export type Plain = {
  /** The configuration file, which may add to the knowledge or take from it; undefined where there is none. */
  readonly file: string | undefined;
  readonly locale: string | undefined;
  /** Where what was computed may be kept for the next time. */
  readonly cacheDir: string;
};

export function plainConfig(environment: Readonly<Record<string, string | undefined>> = process.env): Plain {
  const { K8SDOC_CONFIG: named = '', XDG_CACHE_HOME: base = '', HOME: home, LANG: locale } = environment;
  const file = resolve(named === '' ? 'k8sdoc.yaml' : named);
  const caches = base === '' ? join(home ?? process.getBuiltinModule('node:os').homedir(), '.cache') : base;
  return { file: named !== '' || existsSync(file) ? file : undefined, locale, cacheDir: join(caches, 'k8sdoc') };
}
