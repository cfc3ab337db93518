/** A node that means harm, or is just broken: whatever it sends, the answer is bounded, in time, and clean. */
import { readFile, writeFile } from 'node:fs/promises';
import type ssh2 from 'ssh2';
import { afterEach, describe, expect, it } from 'vitest';
import { endWith, type Script, type ScriptedNode, startScriptedNode } from '../../../test/lab/scripted-node.ts';
import { createNodes } from './nodes.ts';

const limit = 32 * 1024;
const timeout = 1000;

let node: ScriptedNode | undefined;
let nodes: ReturnType<typeof createNodes> | undefined;
afterEach(async () => {
  await nodes?.close();
  await node?.stop();
});

async function run(script: Script) {
  node = await startScriptedNode('node', script);
  nodes = createNodes([node.definition], { outputLimit: limit });
  return nodes.run('node', { argv: ['true'], sudo: false, timeout }, new AbortController().signal);
}

/** Writes as fast as the other side takes it, until the channel is gone. */
function pour(channel: ssh2.ServerChannel, stream: NodeJS.WritableStream, part: Buffer): void {
  const more = (): void => {
    while (!channel.destroyed && stream.writable) if (!stream.write(part)) return;
  };
  channel.on('error', () => undefined);
  stream.on('drain', more);
  more();
}

describe('a hostile node', () => {
  it.each(['stdout', 'stderr'] as const)('that prints without end on %s is cut off at the limit', async (where) => {
    const result = await run((_command, channel) => pour(channel, where === 'stdout' ? channel : channel.stderr, Buffer.alloc(8192, 'x')));
    expect(result).toMatchObject({ truncated: true, timedOut: false });
    expect(result[where]).toHaveLength(limit);
  });

  it('that prints one line without end, in two-byte letters cut in the middle, stays within the limit', async () => {
    const result = await run((_command, channel) => pour(channel, channel, Buffer.from(`x${'é'.repeat(4000)}`)));
    expect(result.truncated).toBe(true);
    expect(Buffer.byteLength(result.stdout)).toBeLessThanOrEqual(limit + 3);
  });

  it('that drips a byte at a time is cut off by the time limit, not by its pauses', async () => {
    let drip: NodeJS.Timeout | undefined;
    const result = await run((_command, channel) => {
      channel.on('error', () => undefined);
      drip = setInterval(() => channel.write('x'), 20);
    });
    clearInterval(drip);
    expect(result).toMatchObject({ timedOut: true, exit: null });
    expect(result.stdout).toMatch(/^x+$/);
  });

  it('that says nothing and never ends is cut off by the time limit', async () => {
    expect(await run(() => undefined)).toMatchObject({ timedOut: true, exit: null, stdout: '', stderr: '' });
  });

  it('that closes the channel in the middle of a line, without an exit code, is not believed to have ended', async () => {
    await expect(
      run((_command, channel) => {
        channel.write('half a li');
        channel.close();
      }),
    ).rejects.toMatchObject({ problem: { kind: 'lost' } });
  });

  it('that drops the connection in the middle of a line is lost, too', async () => {
    await expect(
      run((_command, channel, connection) => {
        channel.write('half a li');
        setTimeout(() => connection.end(), 50);
      }),
    ).rejects.toMatchObject({ problem: { kind: 'lost' } });
  });

  it('that ends in the middle of a line with an exit code gives what it printed', async () => {
    expect(await run((_command, channel) => endWith(channel, 0, 'half a li'))).toMatchObject({ exit: 0, stdout: 'half a li' });
  });

  it('that sends broken UTF-8, cut over two packets, gives letters and marks of replacement', async () => {
    const result = await run((_command, channel) => {
      const bytes = Buffer.from('é€😀');
      channel.write(bytes.subarray(0, 1));
      setTimeout(() => {
        channel.write(bytes.subarray(1));
        channel.write(Buffer.from([0xff, 0xc3, 0x28, 0xed, 0xa0, 0x80, 0x0a]));
        endWith(channel, 0);
      }, 50);
    });
    expect(result.stdout.startsWith('é€😀\uFFFD')).toBe(true);
    expect(result.stdout.isWellFormed()).toBe(true);
  });

  it.each([
    ['colours', '\u001B[31mred\u001B[0m', 'red'],
    ['the title of a window', '\u001B]0;owned\u0007here', 'here'],
    ['a title without its end', '\u001B]0;owned', ''],
    ['the clipboard', '\u001B]52;c;cm0gLXJm\u001B\\here', 'here'],
    ['a device control string', '\u001BPq#0;2;0;0;0\u001B\\here', 'here'],
    ['sequences of one byte', '\u009B31mhere', 'here'],
    ['a cleared screen and a moved cursor', '\u001B[2J\u001B[1;1Hhere', 'here'],
    ['text that is overwritten', 'bad\rgood\b\b', 'badgood'],
    ['a turned reading direction', 'a\u202Eb\u2066c', 'abc'],
    ['bells and null bytes', '\u0007a\u0000b', 'ab'],
  ])('that sends %s is shown as plain text', async (_what, sent, shown) => {
    const result = await run((_command, channel) => endWith(channel, 0, sent, sent));
    expect(result).toMatchObject({ stdout: shown, stderr: shown });
  });

  it('that shows another host key is refused before anybody says who they are', async () => {
    node = await startScriptedNode('node', (_command, channel) => endWith(channel, 0));
    const other = await startScriptedNode('other', (_command, channel) => endWith(channel, 0));
    const blob = (await readFile(other.definition.knownHosts, 'utf8')).trim().split(' ').slice(1).join(' ');
    await other.stop();
    await writeFile(node.definition.knownHosts, `[127.0.0.1]:${node.definition.port} ${blob}\n`);
    nodes = createNodes([node.definition]);
    const asked = nodes.run('node', { argv: ['true'], sudo: false, timeout }, new AbortController().signal);
    await expect(asked).rejects.toMatchObject({ problem: { kind: 'host-key-changed' } });
    expect(node.authentications()).toBe(0);
    expect(node.commands).toEqual([]);
  });
});
