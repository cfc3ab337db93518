import { describe, expect, it } from 'vitest';
import { cut, typed, withoutMention, written } from './literal.ts';

describe('what Slack does to a text', () => {
  it('is undone for escapes, links, people, channels and broadcasts', () => {
    expect(written('a &lt;nil&gt; &amp;&amp; b')).toBe('a <nil> && b');
    expect(written('Get <https://10.0.0.1:6443/api?timeout=32s>: EOF')).toBe('Get https://10.0.0.1:6443/api?timeout=32s: EOF');
    expect(written('see <http://registry.k8s.io/pause:3.9|registry.k8s.io/pause:3.9>')).toBe('see registry.k8s.io/pause:3.9');
    expect(written('<mailto:root@node|root@node> <@U01ANA> <#C01GEN|general> <!here> <!subteam^S1|@sre>')).toBe('root@node @U01ANA #general @here @sre');
  });

  it('is undone once only: an escaped escape stays one', () => {
    expect(written('&amp;lt;nil&amp;gt;')).toBe('&lt;nil&gt;');
  });

  it('leaves brackets alone that are the writer’s own', () => {
    expect(written('<nil> <none> <invalid reflect.Value>')).toBe('<nil> <none> <invalid reflect.Value>');
  });

  it('includes quotes and dashes that a client made pretty', () => {
    expect(typed('check a/b —node worker-1 --set reason=“too old”')).toBe('check a/b --node worker-1 --set reason="too old"');
  });
});

describe('a text', () => {
  it('loses the mention at its start, and no other', () => {
    expect(withoutMention('<@U0BOT> diagnose <@U0BOT>', 'U0BOT')).toBe('diagnose <@U0BOT>');
    expect(withoutMention('  <@U0BOT|k8sdoc>: help', 'U0BOT')).toBe('help');
    expect(withoutMention('<@U01ANA> help', 'U0BOT')).toBe('<@U01ANA> help');
  });

  it('is cut between characters', () => {
    expect(cut('ab😀cd', 4)).toBe('ab…');
    expect(cut('ab😀cd', 6)).toBe('ab😀cd');
  });
});
