/** Every migration, in order. One that has been published never changes; the next one is another file. */
import type { Migration } from 'kysely/migration';
import * as m0001 from './0001-beginning.ts';
import * as m0012 from './0012-record.ts';
import * as m0013 from './0013-brakes.ts';
import * as m0014 from './0014-one-time-codes.ts';
import * as m0021 from './0021-orders.ts';
import * as m0022 from './0022-reality.ts';

export const migrations: Readonly<Record<string, Migration>> = {
  '0001-beginning': m0001,
  '0012-record': m0012,
  '0013-brakes': m0013,
  '0014-one-time-codes': m0014,
  '0021-orders': m0021,
  '0022-reality': m0022,
};
