/** Sealing what must be read again but not by whoever reads the database: AES-256-GCM, bound to the name of its owner. */
import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Problem } from '#language/problem.ts';

export type Seal = { seal(owner: string, bytes: Uint8Array): Promise<string>; open(owner: string, sealed: string): Promise<Buffer> };

const ivLength = 12;
const tagLength = 16;

/** By the key that was given, else by one that is made on first use and kept in the data folder. */
export function sealWith(options: { readonly key: string | undefined; readonly dataDir: string }): Seal {
  let known: Promise<Buffer> | undefined;
  const key = (): Promise<Buffer> => (known ??= options.key === undefined ? keyIn(options.dataDir) : Promise.resolve(keyOf(options.key)));
  return {
    seal: async (owner, bytes) => {
      const iv = randomBytes(ivLength);
      const cipher = createCipheriv('aes-256-gcm', await key(), iv).setAAD(Buffer.from(owner));
      return Buffer.concat([iv, cipher.update(bytes), cipher.final(), cipher.getAuthTag()]).toString('base64');
    },
    open: async (owner, sealed) => {
      const bytes = Buffer.from(sealed, 'base64');
      const opener = createDecipheriv('aes-256-gcm', await key(), bytes.subarray(0, ivLength))
        .setAAD(Buffer.from(owner))
        .setAuthTag(bytes.subarray(-tagLength));
      try {
        return Buffer.concat([opener.update(bytes.subarray(ivLength, -tagLength)), opener.final()]);
      } catch (error) {
        throw new Problem(
          {
            en: `The one-time codes of ${owner} were enrolled with another key. Set K8SDOC_STEP_UP_KEY to the same value for every process, or enroll them again: k8sdoc step-up enroll ${owner}`,
            zh: `${owner} 的一次性验证码是用另一个密钥登记的。请为所有进程设置相同的 K8SDOC_STEP_UP_KEY，或重新登记：k8sdoc step-up enroll ${owner}`,
          },
          { cause: error },
        );
      }
    },
  };
}

/** 256 bits of whatever was given; the configuration asks for enough of it. */
function keyOf(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

async function keyIn(dataDir: string): Promise<Buffer> {
  const file = join(dataDir, 'step-up.key');
  await mkdir(dataDir, { recursive: true });
  // Whoever is first writes it; everybody reads what was written.
  await writeFile(file, `${randomBytes(32).toString('base64url')}\n`, { flag: 'wx', mode: 0o600 }).catch((error: unknown) => {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  });
  return keyOf((await readFile(file, 'utf8')).trim());
}
