/** What a command that only reads needs of the environment, without the libraries that a configuration file needs. */
import { join, resolve } from 'node:path';

// Not by an import, which would evaluate all that the module has, streams and promises too.
const { existsSync } = process.getBuiltinModule('node:fs');

export type Plain = {
  readonly locale: string | undefined;
  /** Where what was computed may be kept for the next time. */
  readonly cacheDir: string;
};

/** Undefined where there is a configuration file, which may add to the knowledge or take from it. */
export function plainConfig(environment: Readonly<Record<string, string | undefined>> = process.env): Plain | undefined {
  if ((environment['K8SDOC_CONFIG'] ?? '') !== '' || existsSync(resolve('k8sdoc.yaml'))) return undefined;
  const base = environment['XDG_CACHE_HOME'] ?? '';
  return {
    locale: environment['LANG'],
    cacheDir: join(base === '' ? join(environment['HOME'] ?? process.getBuiltinModule('node:os').homedir(), '.cache') : base, 'k8sdoc'),
  };
}
