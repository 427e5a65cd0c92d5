import { expect, it } from 'vitest';
import { checkedCaptions } from './captions.ts';

it.each([
  ['no file', undefined, 'Choose a file.'],
  ['a text of another kind', { name: 'notes.txt', size: 10 }, 'neither in .vtt nor in .srt'],
  ['nothing', { name: 'en.vtt', size: 0 }, 'empty'],
  ['too much', { name: 'en.srt', size: 2_000_001 }, 'larger than 2 MB'],
])('%s is refused in words', (_what, file, words) => expect(() => checkedCaptions(file)).toThrow(words));

it('takes both kinds, however they are spelled', () => {
  for (const name of ['en.vtt', 'Deutsch (final).SRT'])
    expect(checkedCaptions({ name, size: 2_000_000 })).toEqual({ name, size: 2_000_000 });
});
