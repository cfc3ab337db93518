import { randomBytes } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { PersonId } from '#knowledge/ids.ts';
import { standard } from '#redaction/redact.ts';
import { codeOf, counterAt } from '#remediation/totp.ts';
import { ana, bo, now } from '../../test/plans.ts';
import { startStore, type TestStore } from '../../test/postgres.ts';
import { oneTimeCodes } from './codes.ts';
import { sealWith } from './seal.ts';

const secret = Buffer.from('12345678901234567890');
const noon = new Date('2026-11-20T12:00:00Z');
const minutes = (count: number): Date => new Date(noon.getTime() + count * 60_000);
const codeAt = (at: Date): string => codeOf(secret, counterAt(at));
const row = { at: now, by: ana, what: 'step-up.enrolled', details: {} } as const;

let at: TestStore;
beforeAll(async () => {
  at = await startStore();
});
afterAll(() => at.stop());
beforeEach(() => at.stores.codes.enroll(bo, secret, row));

describe('a one-time code', () => {
  it('is good once, also when it is given many times at once', async () => {
    const given = await Promise.all(Array.from({ length: 10 }, () => at.stores.codes.spend(bo, codeAt(noon), noon)));
    expect(given.filter((one) => one === 'accepted')).toHaveLength(1);
  });

  it('is spent with every older one, and the next is good', async () => {
    expect(await at.stores.codes.spend(bo, codeAt(minutes(0.5)), noon)).toBe('accepted');
    expect(await at.stores.codes.spend(bo, codeAt(noon), noon)).toBe('used');
    expect(await at.stores.codes.spend(bo, codeAt(minutes(1)), minutes(1))).toBe('accepted');
  });

  it('is one person’s own', async () => {
    expect(await at.stores.codes.spend(ana, codeAt(noon), noon)).toBe('not-enrolled');
    expect(await at.stores.codes.isEnrolled(ana)).toBe(false);
    expect(await at.stores.codes.isEnrolled(bo)).toBe(true);
  });

  it('is not guessed: five wrong ones lock the identity, for the right one too', async () => {
    for (let index = 0; index < 5; index += 1) expect(await at.stores.codes.spend(bo, 'nothing', noon)).toBe('wrong');
    expect(await at.stores.codes.spend(bo, codeAt(noon), noon)).toBe('locked');
    expect(await at.stores.codes.spend(bo, codeAt(minutes(16)), minutes(16))).toBe('accepted');
  });

  it('is no longer asked for once it is removed', async () => {
    expect(await at.stores.codes.remove(bo, { ...row, what: 'step-up.removed' })).toBe(true);
    expect(await at.stores.codes.remove(bo, { ...row, what: 'step-up.removed' })).toBe(false);
    expect(await at.stores.codes.spend(bo, codeAt(noon), noon)).toBe('not-enrolled');
  });
});

describe('its secret', () => {
  const stored = async (person: PersonId): Promise<string> => {
    const found = await at.database.read((db) => db.selectFrom('one_time_codes').select('secret').where('person', '=', person).executeTakeFirstOrThrow());
    return found.secret;
  };

  it('does not stand in the database, and its key only in a file of its own', async () => {
    expect(Buffer.from(await stored(bo), 'base64').includes(secret)).toBe(false);
    const file = join(at.folder, 'step-up.key');
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect((await readFile(file, 'utf8')).trim()).toHaveLength(43);
  });

  it('is bound to its owner: in another’s row it opens for nobody', async () => {
    await at.stores.codes.enroll(ana, randomBytes(20), row);
    const own = await stored(bo);
    await at.database.write((db) => db.updateTable('one_time_codes').set({ secret: own }).where('person', '=', ana).execute());
    await expect(at.stores.codes.spend(ana, codeAt(noon), noon)).rejects.toThrow(/another key.*step-up enroll browser:ana/u);
  });

  it('says what to do where another process has another key', async () => {
    const other = oneTimeCodes(at.database, sealWith({ key: 'x'.repeat(32), dataDir: at.folder }), standard);
    await expect(other.spend(bo, codeAt(noon), noon)).rejects.toThrow(/K8SDOC_STEP_UP_KEY/u);
  });
});
