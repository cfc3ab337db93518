import { fileURLToPath } from 'node:url';

/** The entries that are shipped. */
export const knowledgeFolder = fileURLToPath(new URL('../knowledge', import.meta.url));
