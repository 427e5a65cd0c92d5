import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { GUARDS, withoutGuard } from './guards.ts';

const root = join(import.meta.dirname, '..', '..');

test.each(GUARDS)('the guard is where the table says: $name', (guard) => {
  const code = readFileSync(join(root, guard.file), 'utf8');
  expect(withoutGuard(code, guard)).not.toBe(code);
});

test('no two guards have one name', () => {
  expect(new Set(GUARDS.map(({ name }) => name)).size).toBe(GUARDS.length);
});
