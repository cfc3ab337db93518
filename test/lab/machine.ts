/** A machine in memory that makes links: what it is, what is on it, and what was run on it. It can be told to misbehave. */
import { randomUUID } from 'node:crypto';
import { type CommandResult, type NodePort, TargetError } from '#checks/ports.ts';

export type Machine = {
  readonly port: NodePort;
  bootId: string;
  hostKey: string;
  reachable: boolean;
  readonly links: Set<string>;
  /** Commands that change something, in order. */
  readonly ran: string[];
  /** Says what a change comes to, in place of doing it. */
  change: (argv: readonly string[]) => Partial<CommandResult> | undefined | Promise<Partial<CommandResult> | undefined>;
  /** Called before each look at a link; what it gives is printed in place of the truth. */
  look: (device: string) => Partial<CommandResult> | undefined;
};

export function createMachine(): Machine {
  const result = (more: Partial<CommandResult> = {}): CommandResult => ({
    exit: 0,
    stdout: '',
    stderr: '',
    truncated: false,
    timedOut: false,
    duration: 1,
    ...more,
  });
  const away = (): TargetError => new TargetError({ kind: 'unreachable', text: { en: 'the machine is away', zh: '机器不可达' } });
  const machine: Machine = {
    bootId: randomUUID(),
    hostKey: 'SHA256:first',
    reachable: true,
    links: new Set(),
    ran: [],
    change: () => undefined,
    look: () => undefined,
    port: {
      identify: async () => {
        if (!machine.reachable) throw away();
        return { bootId: machine.bootId, hostKey: machine.hostKey };
      },
      run: async (_node, { argv }) => {
        if (!machine.reachable) throw away();
        const [, first, second, device = ''] = argv;
        if (first === '-json') {
          const name = argv.at(-1) ?? '';
          const told = machine.look(name);
          if (told !== undefined) return result(told);
          if (!machine.links.has(name)) return result({ exit: 1, stderr: `Device "${name}" does not exist.` });
          return result({ stdout: JSON.stringify([{ ifindex: 1, ifname: name, flags: ['UP'], mtu: 1500, operstate: 'UP', addr_info: [] }]) });
        }
        machine.ran.push(argv.join(' '));
        const told = await machine.change(argv);
        if (told !== undefined) return result(told);
        if (first === 'link' && second === 'add') machine.links.add(device);
        if (first === 'link' && second === 'delete') machine.links.delete(device);
        return result();
      },
    },
  };
  return machine;
}
