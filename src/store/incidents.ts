/** Incidents, their check runs, votes and posts in PostgreSQL. */
import { z } from 'zod';
import type { CheckRun, Incident, IncidentStore } from '#incidents/ports.ts';
import type { EntryId, IncidentId, RunId } from '#knowledge/ids.ts';
import { EntryIdSchema } from '#knowledge/schema.ts';
import { languages } from '#language/text.ts';
import { FindingSchema, IncidentIdSchema, InstantSchema, PersonIdSchema } from '#remediation/records.ts';
import { sql } from 'kysely';
import type { Database, Store } from './database.ts';
import { channel, touch } from './news.ts';

const RangeSchema = z.strictObject({ from: z.int(), to: z.int() });

const MatchSchema = z.strictObject({
  entry: EntryIdSchema,
  confidence: z.number(),
  evidence: z
    .array(
      z.strictObject({
        signature: z.string(),
        line: z.int(),
        text: z.string(),
        mark: RangeSchema,
        columns: RangeSchema.optional(),
        repeats: z.int(),
        span: z.strictObject({ first: z.string(), last: z.string() }).optional(),
      }),
    )
    .readonly(),
  captures: z.record(z.string(), z.string()),
  wrongVersion: z.strictObject({ component: z.string(), applies: z.string(), stated: z.string() }).optional(),
});

const IncidentSchema = z.strictObject({
  id: IncidentIdSchema,
  openedAt: InstantSchema,
  openedBy: PersonIdSchema,
  origin: z.strictObject({ face: z.enum(['slack', 'browser', 'terminal']), place: z.string(), message: z.string() }),
  language: z.enum(languages),
  excerpt: z.string(),
  matches: z.array(MatchSchema).readonly(),
  cluster: z.string().optional(),
});

const RunSchema = z.strictObject({
  id: z.string().transform((id) => id as RunId),
  incident: IncidentIdSchema,
  entry: EntryIdSchema,
  orderedBy: PersonIdSchema,
  orderedAt: InstantSchema,
  targets: z.strictObject({ node: z.string().optional(), cluster: z.string().optional() }),
  values: z.record(z.string(), z.strictObject({ value: z.string(), from: z.enum(['paste', 'person', 'check']) })),
});

const RunRow = z.object({ data: RunSchema, state: z.enum(['queued', 'running', 'done']), findings: z.array(FindingSchema).readonly() });

const keptDays = 7;

export function incidentStore(database: Database, newId: () => string): IncidentStore {
  const find = async (id: IncidentId): Promise<Incident | undefined> => {
    const row = await database.read((db) => db.selectFrom('incidents').select(['data', 'version']).where('id', '=', id).executeTakeFirst());
    return row === undefined ? undefined : { ...IncidentSchema.parse(row.data), version: row.version };
  };
  const toRun = (row: unknown): CheckRun => {
    const { data, state, findings } = RunRow.parse(row);
    return { ...data, state, findings };
  };
  const changeRun = (id: RunId, change: (db: Store, run: CheckRun) => Promise<void>): Promise<void> =>
    database.write(async (db) => {
      const row = await db.selectFrom('runs').selectAll().where('id', '=', id).forUpdate().executeTakeFirst();
      if (row === undefined) throw new Error(`there is no check run ${id}`);
      const run = toRun(row);
      await change(db, run);
      await touch(db, run.incident);
    });

  return {
    open: async (draft) => {
      const id = newId() as IncidentId;
      const { origin } = draft;
      const inserted = await database.write(async (db) => {
        const row = { id, version: 1, opened_at: draft.openedAt, ...origin, data: JSON.stringify({ ...draft, id }) };
        const result = await db
          .insertInto('incidents')
          .values(row)
          .onConflict((conflict) => conflict.columns(['face', 'place', 'message']).doNothing())
          .executeTakeFirst();
        const fresh = result.numInsertedOrUpdatedRows === 1n;
        if (fresh) await sql`select pg_notify(${channel}, ${id})`.execute(db);
        return fresh;
      });
      if (inserted) return { incident: { ...draft, id, version: 1 }, fresh: true };
      const row = await database.read((db) =>
        db
          .selectFrom('incidents')
          .select(['data', 'version'])
          .where('face', '=', origin.face)
          .where('place', '=', origin.place)
          .where('message', '=', origin.message)
          .executeTakeFirstOrThrow(),
      );
      return { incident: { ...IncidentSchema.parse(row.data), version: row.version }, fresh: false };
    },
    find,
    recent: async ({ face, place, limit }) => {
      const rows = await database.read((db) => {
        let query = db.selectFrom('incidents').select(['data', 'version']).orderBy('opened_at', 'desc').limit(limit);
        if (face !== undefined) query = query.where('face', '=', face);
        if (place !== undefined) query = query.where('place', '=', place);
        return query.execute();
      });
      return rows.map((row) => ({ ...IncidentSchema.parse(row.data), version: row.version }));
    },

    orderRun: async (run) => {
      await database.write(async (db) => {
        await db
          .insertInto('runs')
          .values({ id: run.id, incident: run.incident, state: 'queued', data: JSON.stringify(run), findings: '[]' })
          .execute();
        await touch(db, run.incident);
      });
      return { ...run, state: 'queued', findings: [] };
    },
    findRun: async (id) => {
      const row = await database.read((db) => db.selectFrom('runs').selectAll().where('id', '=', id).executeTakeFirst());
      return row === undefined ? undefined : toRun(row);
    },
    runsOf: async (incident) => {
      const rows = await database.read((db) => db.selectFrom('runs').selectAll().where('incident', '=', incident).orderBy('seq').execute());
      return rows.map((row) => toRun(row));
    },
    startRun: (id) =>
      changeRun(id, async (db) => {
        await db.updateTable('runs').set({ state: 'running' }).where('id', '=', id).where('state', '=', 'queued').execute();
      }),
    addFinding: (id, finding) =>
      changeRun(id, async (db, run) => {
        const findings = [...run.findings.filter((earlier) => earlier.check !== finding.check), finding];
        await db
          .updateTable('runs')
          .set({ findings: JSON.stringify(findings) })
          .where('id', '=', id)
          .execute();
      }),
    finishRun: (id) =>
      changeRun(id, async (db) => {
        await db.updateTable('runs').set({ state: 'done' }).where('id', '=', id).execute();
      }),
    unfinishedRuns: async () => {
      const rows = await database.read((db) => db.selectFrom('runs').selectAll().where('state', '<>', 'done').orderBy('seq').execute());
      return rows.map((row) => toRun(row));
    },

    vote: ({ incident, entry, by, vote, at }) =>
      database.write(async (db) => {
        await db
          .insertInto('votes')
          .values({ incident, entry, person: by, vote, at })
          .onConflict((conflict) => conflict.columns(['incident', 'entry', 'person']).doUpdateSet({ vote, at }))
          .execute();
        await touch(db, incident);
      }),
    votes: async () => {
      const rows = await database.read((db) =>
        db
          .selectFrom('votes')
          .select([
            'entry',
            sql<string>`count(*) filter (where vote = 'helpful')`.as('helpful'),
            sql<string>`count(*) filter (where vote = 'wrong')`.as('wrong'),
          ])
          .groupBy('entry')
          .orderBy('entry')
          .execute(),
      );
      return rows.map((row) => ({ entry: row.entry as EntryId, helpful: Number(row.helpful), wrong: Number(row.wrong) }));
    },

    firstDelivery: (key) =>
      database.write(async (db) => {
        await sql`delete from deliveries where at < now() - make_interval(days => ${keptDays})`.execute(db);
        const result = await db
          .insertInto('deliveries')
          .values({ key })
          .onConflict((conflict) => conflict.column('key').doNothing())
          .executeTakeFirst();
        return result.numInsertedOrUpdatedRows === 1n;
      }),

    rememberPost: ({ incident, face, place, message, shown }) =>
      database.write(async (db) => {
        await db
          .insertInto('posts')
          .values({ incident, face, place, message, shown })
          .onConflict((conflict) =>
            conflict.columns(['incident', 'face', 'place', 'message']).doUpdateSet({ shown: sql<number>`greatest(posts.shown, excluded.shown)` }),
          )
          .execute();
      }),
    stalePosts: async (face) => {
      const rows = await database.read((db) =>
        db
          .selectFrom('posts')
          .innerJoin('incidents', 'incidents.id', 'posts.incident')
          .select(['posts.incident', 'posts.place', 'posts.message', 'posts.shown', 'incidents.version'])
          .where('posts.face', '=', face)
          .whereRef('posts.shown', '<', 'incidents.version')
          .execute(),
      );
      return rows.map((row) => ({ ...row, incident: row.incident as IncidentId }));
    },
  };
}
