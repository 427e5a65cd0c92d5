import { getDiffieHellman } from 'node:crypto';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createVerifier, isPublicKey, matchesPassword, signedBytes, verifyClaim } from './srp.ts';

const identity = { poolName: 'pool', userId: 'alice' };

it('writes positive numbers as Java does', () => {
  expect([0n, 1n, 0x7fn, 0x80n, 0xfffn, 0x8000n].map((value) => signedBytes(value).toString('hex'))).toEqual([
    '00',
    '01',
    '7f',
    '0080',
    '0fff',
    '008000',
  ]);
});

it('accepts the password itself and no other', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1 }), fc.string({ minLength: 1 }), (password, other) => {
      const stored = createVerifier(identity, password);
      expect(matchesPassword(identity, password, stored)).toBe(true);
      expect(matchesPassword(identity, other, stored)).toBe(other === password);
      expect(matchesPassword({ ...identity, userId: 'bob' }, password, stored)).toBe(false);
    }),
    { numRuns: 15 },
  );
});

it('refuses public keys that would give the shared key away', () => {
  const prime = getDiffieHellman('modp15').getPrime('hex');
  expect(['0', '', 'xyz', prime, 'f'.repeat(769)].map(isPublicKey)).toEqual([
    false,
    false,
    false,
    false,
    false,
  ]);
  expect(['1', 'ABC', prime.replace(/f$/, 'e')].map(isPublicKey)).toEqual([true, true, true]);
});

it('refuses a signature made of nothing', () => {
  const { verifier } = createVerifier(identity, 'Secret123');
  const secretBlock = Buffer.from('block');
  const claim = { identity, verifier, b: '1234', publicA: '2', secretBlock, timestamp: 'now' };
  expect(verifyClaim({ ...claim, signature: '' })).toBe(false);
});
