/**
 * Putting a probe's question to a target: rendered from its template, sent through the port, the output parsed to a typed result.
 */
import { commandLine } from '#knowledge/command-line.ts';
import type { Json } from '#knowledge/json.ts';
import type { Probe } from '#knowledge/schema.ts';
import { render, renderArgv } from '#knowledge/template.ts';
import type { Redactor } from '#redaction/redact.ts';
import { parserNamed } from './parsers/index.ts';
import { type ClusterRead, type NodeCommand, type Target, TargetError, type TargetProblem, type Targets } from './ports.ts';
import { bind, type Values } from './values.ts';

/** A probe with its parameters filled in: what will be asked, of what, and how a person would type it. */
export type Question =
  | {
      readonly on: 'node';
      readonly target: Target;
      readonly asked: string;
      readonly command: NodeCommand;
      readonly answers: readonly number[];
      readonly parse: string;
    }
  | { readonly on: 'cluster'; readonly target: Target; readonly asked: string; readonly read: ClusterRead };

export type Posed = { readonly ok: true; readonly question: Question } | { readonly ok: false; readonly problem: TargetProblem };
/** `result` is judged as it came; `shown` is what may be told of it, stored, and handed on: the same without its secrets. */
export type Answered = { readonly ok: true; readonly result: Json; readonly shown: Json } | { readonly ok: false; readonly problem: TargetProblem };

/** Where an entry's questions go: its node, its cluster. */
export type Places = { readonly node?: string | undefined; readonly cluster?: string | undefined };

/** Makes the question, or says which value or target is missing. Touches nothing. */
export function pose(probe: Probe, templates: Readonly<Record<string, string>>, values: Values, places: Places): Posed {
  const bound = bind(probe.params, templates, values);
  if (!bound.ok) return { ok: false, problem: { kind: 'invalid', text: bound.refusal.text } };
  const name = probe.on === 'node' ? places.node : places.cluster;
  if (name === undefined) return { ok: false, problem: noTarget(probe.on) };
  const target: Target = { on: probe.on, name };
  switch (probe.on) {
    case 'node': {
      const command = { argv: renderArgv(probe.run.argv, bound.values), sudo: probe.run.sudo, timeout: probe.run.timeout };
      return { ok: true, question: { on: 'node', target, asked: commandLine(command), command, answers: probe.answers, parse: probe.parse } };
    }
    case 'cluster': {
      const read = renderRead(probe.read, bound.values);
      return { ok: true, question: { on: 'cluster', target, asked: describeRead(read), read } };
    }
  }
}

/** Asks, and parses what comes back. Every way in which that can fail is a problem with words, never an exception; the words hold no secret. */
export async function ask(question: Question, targets: Targets, redactor: Redactor, signal: AbortSignal): Promise<Answered> {
  const answer = await put(question, targets, redactor, signal);
  return answer.ok ? answer : { ok: false, problem: withoutSecrets(answer.problem, redactor) };
}

/** A problem of a target whose words hold no secret: a node or a server may have put one in. */
export function withoutSecrets(problem: TargetProblem, { redact }: Redactor): TargetProblem {
  return { kind: problem.kind, text: { en: redact(problem.text.en), zh: redact(problem.text.zh) } };
}

async function put(question: Question, targets: Targets, redactor: Redactor, signal: AbortSignal): Promise<Answered> {
  try {
    switch (question.on) {
      case 'node':
        return await askNode(question, targets, redactor, signal);
      case 'cluster': {
        const { kind: _kind, ...answer } = await targets.clusters.read(question.target.name, question.read, signal);
        return { ok: true, result: answer, shown: redactor.redactJson(answer) };
      }
    }
  } catch (error) {
    if (error instanceof TargetError) return { ok: false, problem: error.problem };
    throw error;
  }
}

async function askNode(question: Question & { on: 'node' }, targets: Targets, redactor: Redactor, signal: AbortSignal): Promise<Answered> {
  const output = await targets.nodes.run(question.target.name, question.command, signal);
  const where = question.target.name;
  if (output.timedOut) {
    const seconds = Math.round(question.command.timeout / 1000);
    return problem('timeout', `${where} did not finish within ${seconds} s: ${question.asked}`, `${where} 在 ${seconds} 秒内没有完成：${question.asked}`);
  }
  if (output.truncated)
    return problem('server-error', `${where} printed more than can be read: ${question.asked}`, `${where} 的输出过长，无法读取：${question.asked}`);
  if (output.exit === null || !question.answers.includes(output.exit)) {
    const said = redactor.redact(output.stderr).trim().split('\n').at(-1) ?? '';
    const kind = /a password is required|a terminal is required|not allowed to execute|permission denied/i.test(output.stderr) ? 'forbidden' : 'server-error';
    return problem(
      kind,
      `${where}: "${question.asked}" ended with ${output.exit ?? 'a signal'}${said === '' ? '' : `: ${said.slice(0, 300)}`}`,
      `${where}：“${question.asked}” 以 ${output.exit ?? '信号'} 结束${said === '' ? '' : `：${said.slice(0, 300)}`}`,
    );
  }
  const parse = parserNamed(question.parse);
  const parsed = parse({ stdout: output.stdout, stderr: output.stderr, exit: output.exit });
  // Redacted as a whole, before it is taken apart or cut: a part of a secret cannot be told from anything else.
  const clean = parse({ stdout: redactor.redact(output.stdout), stderr: redactor.redact(output.stderr), exit: output.exit });
  if (!parsed.ok) {
    const why = clean.ok ? 'not of the expected form' : clean.problem;
    return problem(
      'server-error',
      `${where}: the output of "${question.asked}" was not understood: ${why}`,
      `${where}：无法解析 “${question.asked}” 的输出：${why}`,
    );
  }
  return { ok: true, result: parsed.result, shown: redactor.redactJson(clean.ok ? clean.result : parsed.result) };
}

function problem(kind: TargetProblem['kind'], en: string, zh: string): Answered {
  return { ok: false, problem: { kind, text: { en, zh } } };
}

function noTarget(on: 'node' | 'cluster'): TargetProblem {
  return on === 'node'
    ? {
        kind: 'unknown-target',
        text: { en: 'Which node? Name one, or configure one under nodes: in k8sdoc.yaml', zh: '哪个节点？请指定节点，或在 k8sdoc.yaml 的 nodes: 下配置' },
      }
    : {
        kind: 'unknown-target',
        text: {
          en: 'Which cluster? Name one, or configure one under clusters: in k8sdoc.yaml',
          zh: '哪个集群？请指定集群，或在 k8sdoc.yaml 的 clusters: 下配置',
        },
      };
}

function renderRead(read: ClusterRead, values: Values): ClusterRead {
  const filled = Object.entries(read).map(([field, template]) => [field, typeof template === 'string' ? render(template, values) : template]);
  return { ...read, ...Object.fromEntries(filled) };
}

/** The read as the kubectl command that a person would type for it. */
export function describeRead(read: ClusterRead): string {
  switch (read.kind) {
    case 'object':
      return `kubectl get ${read.resource} ${read.name}${inNamespace(read.namespace)} -o json`;
    case 'list':
      return [
        `kubectl get ${read.resource}${inNamespace(read.namespace) || ' -A'}`,
        flag('-l', read.labelSelector),
        flag('--field-selector', read.fieldSelector),
        ' -o json',
      ].join('');
    case 'remaining':
      return `kubectl api-resources --namespaced --verbs=list -o name | xargs -n 1 kubectl get -n ${read.namespace} --ignore-not-found`;
  }
}

function inNamespace(namespace: string | undefined): string {
  return flag('-n', namespace);
}

function flag(name: string, value: string | undefined): string {
  return value === undefined ? '' : ` ${name} ${value}`;
}
