import { describe, expect, it } from 'vitest';
import { readPastes } from './pastes.ts';

const isEntry = (id: string): boolean => ['a/b', 'c/d'].includes(id);

describe('a file of pastes', () => {
  it('is read block by block, with what is right for each', () => {
    const { pastes, problems } = readPastes('mine.txt', '# a remark\n== a/b\none\ntwo\n== c/d | a/b\nthree\n== none: chat\nhello\n', isEntry);
    expect(problems).toEqual([]);
    expect(pastes).toEqual([
      { name: 'mine.txt:2', text: 'one\ntwo', right: ['a/b'] },
      { name: 'mine.txt:5', text: 'three', right: ['c/d', 'a/b'] },
      { name: 'mine.txt:7', text: 'hello\n', right: [] },
    ]);
  });

  it('is told where it names an entry that is not there', () => {
    const { problems } = readPastes('mine.txt', '== a/b\none\n== a/x | nonesuch\ntwo', isEntry);
    expect(problems.map(({ file, line, message }) => [file, line, message.slice(0, 30)])).toEqual([
      ['mine.txt', 3, 'there is no entry a/x: kb list'],
      ['mine.txt', 3, 'there is no entry nonesuch: kb'],
    ]);
  });

  it('is told how to write one where it has no heading', () => {
    expect(readPastes('mine.txt', 'some log\n', isEntry).problems).toMatchObject([{ line: 1, message: expect.stringContaining('== <entry>') as unknown }]);
  });
});
