import { fileURLToPath } from 'node:url';

const at = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));

/** The entries that are shipped. */
export const knowledgeFolder = at('knowledge');

/** What makes their compiled form what it is. */
export const compilingCode = (): readonly string[] => [
  ...['load', 'schema'].map((name) => at(`src/knowledge/${name}.ts`)),
  ...['compile', 'literals', 'native', 'packed', 'pattern', 'tables'].map((name) => at(`src/diagnosis/${name}.ts`)),
];
