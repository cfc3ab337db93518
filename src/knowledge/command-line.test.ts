import { spawnSync } from 'node:child_process';
import { array, assert, property, string as text } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { commandLine } from './command-line.ts';

/** What a real shell makes of the line: the arguments that arrive at the program. */
function arrive(argv: readonly string[]): readonly string[] {
  const line = commandLine({ argv: ['/usr/bin/printf', '%s\\0', ...argv], sudo: false });
  const { stdout } = spawnSync('/bin/sh', ['-c', line]);
  return stdout.toString('utf8').split('\0').slice(0, -1);
}

describe('a command line', () => {
  it.each([
    ['$(reboot)'],
    ['; rm -rf /'],
    ['a\nb'],
    ["it's"],
    ['"'],
    ['`id`'],
    ['*'],
    [''],
    ['--kubeconfig=/x'],
    ['a b'],
    ['\\'],
    ['~root'],
    ['$HOME'],
    ['名字'],
    ['#x'],
    ['&& reboot'],
  ])('brings %j to the program as it is', (value) => expect(arrive([value])).toEqual([value]));

  it('brings any arguments to the program as they are', () => {
    const argument = text({ unit: 'binary' }).filter((one) => !one.includes('\0') && one.isWellFormed());
    assert(
      property(array(argument, { minLength: 1, maxLength: 4 }), (argv) => {
        expect(arrive(argv)).toEqual(argv);
      }),
      { numRuns: 60 },
    );
  });

  it('puts sudo in front so that nothing is read as its option', () => {
    expect(commandLine({ argv: ['ip', 'link', 'delete', 'cni0'], sudo: true })).toBe('sudo -n -- ip link delete cni0');
  });

  it('refuses a NUL byte', () => {
    expect(() => commandLine({ argv: ['a\0b'], sudo: false })).toThrow(/NUL/);
  });
});
