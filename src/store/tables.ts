/** The tables as Kysely sees them. What is read back is parsed by the schemas of the rooms that own it. */
import type { ColumnType, Generated } from 'kysely';

type Stamp = ColumnType<Date, Date | string, Date | string>;
/** Written as a string, so that arrays and strings become JSON too; read back parsed. */
type JsonColumn = ColumnType<unknown, string, string>;

export type Tables = {
  incidents: { id: string; version: number; opened_at: Stamp; face: string; place: string; message: string; data: JsonColumn };
  runs: { id: string; seq: Generated<string>; incident: string; state: string; data: JsonColumn; findings: JsonColumn };
  plans: { id: string; seq: Generated<string>; incident: string; version: number; state: string; target: string; hash: string; data: JsonColumn };
  orders: { seq: Generated<string>; kind: string; plan: string };
  audit: { seq: string; incident: string | null; plan: string | null; body: string; previous: string; hash: string };
  audit_head: { one: boolean; seq: string; hash: string };
  votes: { incident: string; entry: string; person: string; vote: string; at: Stamp };
  posts: { incident: string; face: string; place: string; message: string; shown: number };
  brakes: { name: string; by: string | null; reason: string | null; at: ColumnType<Date | null, Date | string | null, Date | string | null> };
  one_time_codes: {
    person: string;
    secret: string;
    last_period: ColumnType<string, string | undefined, string>;
    failures: ColumnType<number, number | undefined, number>;
    locked_until: ColumnType<Date | null, Date | null, Date | null>;
    enrolled_at: Stamp;
  };
  deliveries: { key: string; at: Generated<Date> };
};
