/**
 * The configuration: the file `k8sdoc.yaml` and the environment, read once at start. The only reader of `process.env`.
 */
import { readFile } from 'node:fs/promises';
import { homedir, userInfo } from 'node:os';
import { dirname, isAbsolute, resolve } from 'node:path';
import { LineCounter, parseDocument } from 'yaml';
import { z } from 'zod';
import { Problem } from '#language/problem.ts';
import { languages } from '#language/text.ts';
import { danglingNames, PolicySchema } from './policy.ts';
import { problemOfOwn } from '#redaction/own.ts';

const name = z.string().min(1).max(253);
const port = z.int().min(1).max(65_535);
const access = { host: name, port: port.default(22), user: name, privateKey: z.string().min(1), knownHosts: z.string().min(1) };

/** An expression in RE2 syntax that a linear engine takes, and that finds something. */
const OwnPatternSchema = z
  .string()
  .min(1)
  .max(1000)
  .superRefine((pattern, context) => {
    const problem = problemOfOwn(pattern);
    if (problem !== undefined) context.addIssue({ code: 'custom', message: problem });
  });

const FieldsSchema = z.strictObject({
  clusters: z
    .array(
      z.strictObject({
        name,
        kubeconfig: z.string().min(1).optional(),
        context: z.string().min(1).optional(),
        inCluster: z.boolean().default(false),
        approverGroup: name.optional(),
      }),
    )
    .default([]),
  nodes: z
    .array(
      z.strictObject({
        name,
        ...access,
        role: z.enum(['worker', 'control-plane']).optional(),
        cluster: name.optional(),
        bastion: z.strictObject(access).optional(),
        approverGroup: name.optional(),
      }),
    )
    .default([]),
  channels: z
    .array(
      z.strictObject({
        id: name,
        mode: z.enum(['auto', 'mention', 'off']).default('auto'),
        language: z.enum(languages).optional(),
        cluster: name.optional(),
        /** How sure a diagnosis must be to be given unasked; the engine's own threshold where it is left out. */
        threshold: z
          .number('must be a number from 0.5 to 1')
          .min(0.5, 'must be from 0.5 to 1: below 0.5 nothing is more likely than not')
          .max(1, 'must be from 0.5 to 1: nothing is surer than 1')
          .optional(),
      }),
    )
    .default([]),
  /** Who may approve: people by their ids (`slack:T1/U1`, or `U1` for Slack; `browser:ana`; `terminal:root`), in groups. `everyone` is the group of all. */
  approvers: z.union([z.array(name), z.record(name, z.array(name))]).default([]),
  /** Names to show; `also` are further ids of the same person, by other faces. */
  people: z.array(z.strictObject({ id: name, name, also: z.array(name).default([]) })).default([]),
  /** Entries of the organisation's own, over those that are shipped: the last one wins. */
  knowledge: z
    .strictObject({
      folders: z.array(z.string().min(1)).default([]),
      git: z
        .array(z.strictObject({ url: z.string().min(1), ref: name.optional(), folder: z.string().min(1).optional(), minutes: z.number().min(1).default(5) }))
        .default([]),
      /** Ids of entries that are not to be used. */
      disable: z.array(name).default([]),
    })
    .prefault({}),
  /** What else is taken out of all that is posted, stored or logged. */
  redaction: z
    .strictObject({
      emails: z.boolean().default(true),
      patterns: z
        .array(z.strictObject({ name: z.string().regex(/^[\w .-]{1,40}$/, 'must be 1 to 40 letters, digits or spaces'), pattern: OwnPatternSchema }))
        .max(100)
        .default([]),
    })
    .prefault({}),
  policy: PolicySchema,
});

const FileSchema = FieldsSchema.superRefine((file, context) => {
  const groups = new Set(Array.isArray(file.approvers) ? [] : Object.keys(file.approvers));
  const clusters = new Set([...file.clusters.map((cluster) => cluster.name), ...file.nodes.flatMap((node) => node.cluster ?? [])]);
  const ids = file.people.flatMap((person) => [person.id, ...person.also]);
  const twice = ids.findIndex((id, index) => ids.indexOf(id) !== index);
  if (twice >= 0) context.addIssue({ code: 'custom', path: ['people'], message: `${ids[twice] ?? ''} is there twice: an id belongs to one person` });
  for (const { path, message } of danglingNames(file.policy, { groups, clusters })) context.addIssue({ code: 'custom', path: [...path], message });
});

const EnvironmentSchema = z.object({
  K8SDOC_CONFIG: z.string().min(1).optional(),
  K8SDOC_DATA_DIR: z.string().min(1).default('data'),
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }).optional(),
  REDIS_URL: z.url({ protocol: /^rediss?$/ }).optional(),
  K8SDOC_STEP_UP_KEY: z.string().min(32, 'must have at least 32 characters, for instance from: openssl rand -base64 32').optional(),
  SLACK_BOT_TOKEN: z.string().min(1).optional(),
  SLACK_APP_TOKEN: z.string().min(1).optional(),
  SLACK_SIGNING_SECRET: z.string().min(1).optional(),
  SLACK_API_URL: z.url().optional(),
  PORT: z.coerce.number().int().min(0).max(65_535).default(3000),
  HOST: z.string().min(1).default('127.0.0.1'),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  LANG: z.string().optional(),
});

export type Config = z.output<typeof FileSchema> & {
  readonly file: string | undefined;
  readonly dataDir: string;
  readonly databaseUrl: string | undefined;
  readonly redisUrl: string | undefined;
  /** Seals the secrets of one-time codes; a file of the data folder does where it is not given. */
  readonly stepUpKey: string | undefined;
  readonly slack:
    | { readonly botToken: string; readonly appToken: string | undefined; readonly signingSecret: string | undefined; readonly apiUrl: string | undefined }
    | undefined;
  readonly port: number;
  readonly host: string;
  readonly logLevel: z.output<typeof EnvironmentSchema>['LOG_LEVEL'];
  readonly locale: string | undefined;
  /** The account that this process runs under. */
  readonly account: string;
};

/** Reads everything. @throws {Problem} naming the file, the line and the field, or the variable. */
export async function readConfig(environment: Readonly<Record<string, string | undefined>> = process.env): Promise<Config> {
  const set = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== undefined && value !== ''));
  const env = EnvironmentSchema.safeParse(set);
  if (!env.success) {
    const [issue] = env.error.issues;
    const text = `${issue?.path.join('.') ?? 'environment'}: ${issue?.message ?? 'invalid'}`;
    throw new Problem({ en: `The environment is wrong: ${text}`, zh: `环境变量有误：${text}` });
  }
  const { data } = env;
  const file = await readFileConfig(data.K8SDOC_CONFIG);
  if (data.SLACK_BOT_TOKEN === undefined && (data.SLACK_APP_TOKEN !== undefined || data.SLACK_SIGNING_SECRET !== undefined)) {
    throw new Problem({ en: 'SLACK_BOT_TOKEN is missing beside the other Slack settings.', zh: '已设置其他 Slack 变量，但缺少 SLACK_BOT_TOKEN。' });
  }
  if (data.SLACK_BOT_TOKEN !== undefined && data.SLACK_APP_TOKEN === undefined && data.SLACK_SIGNING_SECRET === undefined) {
    throw new Problem({
      en: 'Slack needs SLACK_APP_TOKEN (Socket Mode) or SLACK_SIGNING_SECRET (HTTP) beside SLACK_BOT_TOKEN.',
      zh: '除 SLACK_BOT_TOKEN 外，还需要 SLACK_APP_TOKEN（Socket Mode）或 SLACK_SIGNING_SECRET（HTTP）。',
    });
  }
  return {
    ...file.content,
    file: file.path,
    dataDir: resolve(data.K8SDOC_DATA_DIR),
    databaseUrl: data.DATABASE_URL,
    redisUrl: data.REDIS_URL,
    stepUpKey: data.K8SDOC_STEP_UP_KEY,
    slack:
      data.SLACK_BOT_TOKEN === undefined
        ? undefined
        : { botToken: data.SLACK_BOT_TOKEN, appToken: data.SLACK_APP_TOKEN, signingSecret: data.SLACK_SIGNING_SECRET, apiUrl: data.SLACK_API_URL },
    port: data.PORT,
    host: data.HOST,
    logLevel: data.LOG_LEVEL,
    locale: data.LANG,
    account: accountName(),
  };
}

function accountName(): string {
  try {
    return userInfo().username;
  } catch {
    // An account without a name, as in many containers.
    return String(process.getuid?.() ?? 'unknown');
  }
}

async function readFileConfig(named: string | undefined): Promise<{ path: string | undefined; content: z.output<typeof FileSchema> }> {
  const path = resolve(named ?? 'k8sdoc.yaml');
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    if (missing && named === undefined) return { path: undefined, content: FileSchema.parse({}) };
    const why = error instanceof Error ? error.message : String(error);
    throw new Problem({ en: `${path} cannot be read: ${why}. Check K8SDOC_CONFIG.`, zh: `无法读取 ${path}：${why}。请检查 K8SDOC_CONFIG。` }, { cause: error });
  }
  const counter = new LineCounter();
  const document = parseDocument(text, { lineCounter: counter });
  const [broken] = document.errors;
  if (broken !== undefined) throw wrong(path, broken.linePos?.[0].line ?? 1, broken.message.split('\n')[0] ?? '');
  const parsed = FileSchema.safeParse(document.toJS() ?? {});
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const keys = [...(issue?.path ?? [])];
    let node: unknown;
    while (node === undefined && keys.length > 0) {
      node = document.getIn(keys, true);
      if (node === undefined) keys.pop();
    }
    const range = typeof node === 'object' && node !== null && 'range' in node && Array.isArray(node.range) ? Number(node.range[0]) : 0;
    throw wrong(path, counter.linePos(range).line, `${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`);
  }
  return { path, content: absolute(parsed.data, dirname(path)) };
}

function wrong(path: string, line: number, what: string): Problem {
  return new Problem({ en: `${path}:${line} ${what}`, zh: `${path}:${line} ${what}` });
}

/** Paths in the file are relative to it; `~` is the home folder. */
function absolute(content: z.output<typeof FileSchema>, folder: string): z.output<typeof FileSchema> {
  const at = (path: string): string => (path.startsWith('~/') ? resolve(homedir(), path.slice(2)) : isAbsolute(path) ? path : resolve(folder, path));
  const files = <T extends { privateKey: string; knownHosts: string }>(one: T): T => ({
    ...one,
    privateKey: at(one.privateKey),
    knownHosts: at(one.knownHosts),
  });
  return {
    ...content,
    knowledge: { ...content.knowledge, folders: content.knowledge.folders.map((path) => at(path)) },
    clusters: content.clusters.map((cluster) => ({ ...cluster, ...(cluster.kubeconfig === undefined ? {} : { kubeconfig: at(cluster.kubeconfig) }) })),
    nodes: content.nodes.map((node) => ({ ...files(node), ...(node.bastion === undefined ? {} : { bastion: files(node.bastion) }) })),
  };
}
