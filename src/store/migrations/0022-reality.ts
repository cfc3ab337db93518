import { type Kysely, sql } from 'kysely';

/**
 * Plans know what they were drafted on. Older ones did not: those that could still run are refused at their execution, as every plan whose
 * evidence is not what it was.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  const none = '{"en": "Not counted: the plan is older than the count.", "zh": "未统计：该计划早于此功能。"}';
  const statements = [
    `update plans set data = data || jsonb_build_object(
       'origin', '{"kind": "remediation"}'::jsonb,
       'reality', '{"nodes": [], "evidence": {"digest": "none", "facts": []}}'::jsonb,
       'reach', jsonb_build_object('nodes', '[]'::jsonb, 'namespaces', '[]'::jsonb, 'budgets', '[]'::jsonb,
         'pods', jsonb_build_object('kind', 'unknown', 'because', '${none}'::jsonb)),
       'verify', (select jsonb_agg(question || '{"expects": "refuted"}') from jsonb_array_elements(data->'verify') as question),
       'steps', (select jsonb_agg(case when step->>'on' = 'cluster' then jsonb_set(step, '{object}', step->'object' || '{"touched": "", "outcome": ""}') else step end)
         from jsonb_array_elements(data->'steps') as step))`,
    `update plans set data = jsonb_set(data, '{undo,steps}',
       (select jsonb_agg(case when step->>'on' = 'cluster' then jsonb_set(step, '{object}', step->'object' || '{"touched": "", "outcome": ""}') else step end)
         from jsonb_array_elements(data#>'{undo,steps}') as step)) where data#>>'{undo,kind}' = 'steps'`,
  ];
  for (const statement of statements) await sql.raw(statement).execute(db);
}
