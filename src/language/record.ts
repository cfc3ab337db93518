/** Sentences about the record. */
import type { Text } from './text.ts';

export const record = {
  intact: (rows: number, head: string, witnessed: number): Text => ({
    en: `The record is intact: ${rows} rows, head ${head}. ${witnessed} heads that this machine kept agree. Keep the head elsewhere and check it later with --head.`,
    zh: `审计记录完整：${rows} 行，链头 ${head}。本机保存的 ${witnessed} 个链头与之一致。请把链头另行保存，日后用 --head 核对。`,
  }),
  altered: (problem: string): Text => ({
    en: `The record was altered: ${problem}. Keep the database as it is, export it with audit export, and tell those who are responsible for it.`,
    zh: `审计记录被改动：${problem}。请保留数据库现状，用 audit export 导出，并通知负责人。`,
  }),
  exported: { en: 'The record as a file.', zh: '审计记录文件。' },
  exportInTerminal: {
    en: 'The record is exported in a terminal, not in a channel: k8sdoc audit export --format csv > audit.csv',
    zh: '请在终端导出审计记录，而不是在频道中：k8sdoc audit export --format csv > audit.csv',
  },
} as const satisfies Readonly<Record<string, unknown>>;
