import { expect, test } from 'vitest';
import { createLru } from './lru.ts';

test('forgets what was longest unused once the texts are too long together', () => {
  const known = createLru<number>(6);
  known.set('aa', 1);
  known.set('bb', 2);
  known.set('cc', 3);
  known.get('aa');
  known.set('dd', 4);
  expect(['aa', 'bb', 'cc', 'dd'].map(known.get)).toEqual([1, undefined, 3, 4]);
});

test('counts a text once, and remembers none that is too long alone', () => {
  const known = createLru<number>(6);
  for (let value = 0; value < 9; value += 1) known.set('same', value);
  known.set('xx', 1);
  known.set('too long', 1);
  expect(['same', 'xx', 'too long'].map(known.get)).toEqual([8, 1, undefined]);
});
