/** Writes the JSON Schemas that give editors completion in `knowledge/`: `npm run generate`. A test says that they are current. */
import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { ActionSchema, EntrySchema, EntryTestSchema, GuardSchema, ProbeSchema } from '#knowledge/schema.ts';

const schemas = { entry: EntrySchema, 'entry-test': EntryTestSchema, probe: ProbeSchema, guard: GuardSchema, action: ActionSchema } as const;

/** File name → its text. */
export function generateSchemas(): ReadonlyMap<string, string> {
  const text = (schema: z.ZodType): string => `${JSON.stringify(z.toJSONSchema(schema, { io: 'input' }), null, 2)}\n`;
  return new Map(Object.entries(schemas).map(([name, schema]) => [`${name}.schema.json`, text(schema)]));
}

if (import.meta.main) {
  for (const [name, text] of generateSchemas()) await writeFile(fileURLToPath(new URL(`../knowledge/${name}`, import.meta.url)), text);
}
