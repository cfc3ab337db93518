/** Under which account PostgreSQL runs: it refuses root, so root lends it another. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Problem } from '#language/problem.ts';

export type Account =
  | { readonly kind: 'own'; readonly prefix: readonly []; readonly ids: { readonly uid?: never; readonly gid?: never } }
  | {
      readonly kind: 'other';
      readonly prefix: readonly [];
      readonly ids: { readonly uid: number; readonly gid: number };
      readonly uid: number;
      readonly gid: number;
    }
  /** Root, seen as somebody else inside a user namespace: for folders that no other account may enter. */
  | { readonly kind: 'mapped'; readonly prefix: readonly string[]; readonly ids: { readonly uid?: never; readonly gid?: never } };

/**
 * The account for programs and data in these folders: our own, or, as root, `postgres` or `nobody` where they can reach the
 * folders, else a user namespace. @throws {Problem} where neither can be had.
 */
export async function accountFor(folders: readonly string[]): Promise<Account> {
  if (process.getuid?.() !== 0) return { kind: 'own', prefix: [], ids: {} };
  const accounts = ['postgres', 'nobody'].flatMap((name) => idsOf(name));
  const reachable = (await Promise.all(folders.map((folder) => isOpenToAll(folder)))).every(Boolean);
  const [first] = accounts;
  if (first !== undefined && reachable) return { kind: 'other', prefix: [], ids: first, ...first };
  const { uid, gid } = first ?? { uid: 65_534, gid: 65_534 };
  const prefix = ['unshare', '--user', `--map-user=${uid}`, `--map-group=${gid}`, '--'];
  if (spawnSync(prefix[0] ?? '', [...prefix.slice(1), 'true'], { stdio: 'ignore' }).status === 0) return { kind: 'mapped', prefix, ids: {} };
  throw new Problem({
    en: `PostgreSQL does not run as root, and no other account can enter ${folders.join(' and ')}. Start k8sdoc as another user, move it (and K8SDOC_DATA_DIR) to a folder that others may enter, such as /opt, or set DATABASE_URL.`,
    zh: `PostgreSQL 不能以 root 运行，而其他账户无法进入 ${folders.join(' 和 ')}。请换用其他用户启动 k8sdoc，或把它（以及 K8SDOC_DATA_DIR）移到其他账户可进入的目录（如 /opt），或设置 DATABASE_URL。`,
  });
}

function idsOf(name: string): readonly { uid: number; gid: number }[] {
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((entry) => entry.startsWith(`${name}:`));
  const [, , uid, gid] = line?.split(':') ?? [];
  return uid === undefined || gid === undefined ? [] : [{ uid: Number(uid), gid: Number(gid) }];
}

async function isOpenToAll(folder: string): Promise<boolean> {
  for (let path = folder; ; path = dirname(path)) {
    if (((await stat(path)).mode & 0o001) === 0) return false;
    if (path === dirname(path)) return true;
  }
}
