/** Which node and which cluster a check or a change is about: named, known from the incident, the place's, or the only one there is. */
import type { TargetInfo } from '#checks/ports.ts';
import type { Places } from '#checks/probe.ts';
import { answers } from '#language/answers.ts';
import type { Text } from '#language/text.ts';
import type { Context } from '../context.ts';
import type { Field } from '../reply.ts';

export type Chosen =
  | { readonly ok: true; readonly places: Places }
  /** A person must choose among several. */
  | { readonly ok: false; readonly kind: 'ask'; readonly field: Field }
  | { readonly ok: false; readonly kind: 'refuse'; readonly text: Text };

export type Wish = { readonly node?: string | undefined; readonly cluster?: string | undefined };

/** Chooses what is needed. Nothing is guessed: with several to choose from, a person is asked. */
export function chooseTargets(context: Context, needed: { readonly node: boolean; readonly cluster: boolean }, wish: Wish): Chosen {
  const node = needed.node ? choose(context, 'node', wish.node) : undefined;
  if (node !== undefined && 'ok' in node) return node;
  const ofNode = node === undefined ? undefined : context.targets.directory.find({ on: 'node', name: node.name })?.cluster;
  const cluster = needed.cluster ? choose(context, 'cluster', wish.cluster ?? ofNode ?? context.cluster) : undefined;
  if (cluster !== undefined && 'ok' in cluster) return cluster;
  return { ok: true, places: { ...(node === undefined ? {} : { node: node.name }), ...(cluster === undefined ? {} : { cluster: cluster.name }) } };
}

function choose(context: Context, on: 'node' | 'cluster', wanted: string | undefined): { readonly name: string } | (Chosen & { readonly ok: false }) {
  const known = context.targets.directory.list().filter((target) => target.on === on);
  const names = known.map((target) => target.name);
  if (wanted !== undefined) return names.includes(wanted) ? { name: wanted } : { ok: false, kind: 'refuse', text: answers.unknownTarget(on, wanted, names) };
  const [only, ...more] = known;
  if (only === undefined) return { ok: false, kind: 'refuse', text: answers.noTarget(on) };
  if (more.length === 0) return { name: only.name };
  const label = on === 'node' ? answers.whichNode : answers.whichCluster;
  return {
    ok: false,
    kind: 'ask',
    field: { name: on, label, input: { kind: 'choice', options: known.map((target) => ({ value: target.name, label: describe(target) })) } },
  };
}

function describe(target: TargetInfo): string {
  const notes = [target.role, target.cluster].filter((note) => note !== undefined);
  return notes.length === 0 ? target.name : `${target.name} (${notes.join(', ')})`;
}
