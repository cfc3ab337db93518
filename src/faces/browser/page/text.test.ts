import { describe, expect, it } from 'vitest';
import { commandIn, excerpt, lineCount, linkable, named, pieces, sizeOf } from './text.ts';

describe('texts as the page shows them', () => {
  it('names every character that would not be seen or would reorder its neighbours, and changes nothing else', () => {
    expect(pieces('a\u202eb\u200bc')).toEqual([{ plain: 'a' }, { hidden: 'U+202E' }, { plain: 'b' }, { hidden: 'U+200B' }, { plain: 'c' }]);
    expect(pieces('\u{1b}[31m\u{0}')).toEqual([{ hidden: 'U+001B' }, { plain: '[31m' }, { hidden: 'U+0000' }]);
    expect(pieces('\u{e0041}')).toEqual([{ hidden: 'U+E0041' }]);
    expect(pieces('tab\tline\r\n网桥 👍')).toEqual([{ plain: 'tab\tline\r\n网桥 👍' }]);
    expect(pieces('gone\r')).toEqual([{ plain: 'gone' }, { hidden: 'U+000D' }]);
    expect(pieces('')).toEqual([]);
  });

  it('sets apart the names that our sentences put in backticks', () => {
    expect(named('The bridge `cni0` is `up`.')).toEqual(['The bridge ', 'cni0', ' is ', 'up', '.']);
    expect(named('one ` alone')).toEqual(['one ` alone']);
    expect(named('`a` and ` alone')).toEqual(['', 'a', ' and ` alone']);
  });

  it('shows a long line around its mark, without cutting a character in two', () => {
    const line = `${'x'.repeat(300)}MARK${'y'.repeat(300)}`;
    expect(excerpt(line, { from: 300, to: 304 }, 10)).toEqual({ before: `…${'x'.repeat(10)}`, marked: 'MARK', after: `${'y'.repeat(10)}…`, cut: true });
    expect(excerpt('short MARK', { from: 6, to: 10 }, 10)).toEqual({ before: 'short ', marked: 'MARK', after: '', cut: false });
    const emoji = excerpt('👍aMARKb👍', { from: 3, to: 7 }, 2);
    expect(emoji).toEqual({ before: '…a', marked: 'MARK', after: 'b…', cut: true });
  });

  it('takes for a command only one line that begins with / and a word', () => {
    expect(commandIn('/check cni/cni0-ip-conflict --node worker-1')).toBe('check cni/cni0-ip-conflict --node worker-1');
    expect(commandIn('/k8sdoc ask why is my pod pending?')).toBe('ask why is my pod pending?');
    expect(commandIn(' /help \n')).toBe('help');
    expect(commandIn('/k8sdoc')).toBe('help');
    expect(commandIn('/var/log/pods: no space left on device')).toBeUndefined();
    expect(commandIn('/check a\nsecond line')).toBeUndefined();
    expect(commandIn('error: /check')).toBeUndefined();
  });

  it('tells sizes and counts lines as people do', () => {
    expect([12, 1024, 3500, 50_000_000, 64 * 1024 * 1024].map(sizeOf)).toEqual(['12 B', '1 KiB', '3.4 KiB', '48 MiB', '64 MiB']);
    expect(['', 'a', 'a\n', 'a\nb', 'a\n\n'].map(lineCount)).toEqual([1, 1, 1, 2, 2]);
  });

  it('makes links of web addresses only', () => {
    expect(['https://kubernetes.io/docs', 'http://localhost/x'].every(linkable)).toBe(true);
    expect(['javascript:alert(1)', 'data:text/html,x', '//evil.example', 'file:///etc/passwd', 'nonsense'].some(linkable)).toBe(false);
  });
});
