import { expect, test } from 'vitest';
import { createLru } from './lru.ts';

test('forgets what was longest unused once the texts are too long together', () => {
  const known = createLru<number>({ characters: 6, entries: 10 });
  known.set('aa', 1);
  known.set('bb', 2);
  known.set('cc', 3);
  known.get('aa');
  known.set('dd', 4);
  expect(['aa', 'bb', 'cc', 'dd'].map(known.get)).toEqual([1, undefined, 3, 4]);
});

test('counts a text once, and remembers none that is too long alone', () => {
  const known = createLru<number>({ characters: 6, entries: 10 });
  for (let value = 0; value < 9; value += 1) known.set('same', value);
  known.set('xx', 1);
  known.set('too long', 1);
  expect(['same', 'xx', 'too long'].map(known.get)).toEqual([8, 1, undefined]);
});

test('forgets what was longest unused once there are too many', () => {
  const known = createLru<number>({ characters: 100, entries: 2 });
  for (const [value, key] of ['a', 'b', 'c'].entries()) known.set(key, value);
  expect(['a', 'b', 'c'].map(known.get)).toEqual([undefined, 1, 2]);
});
