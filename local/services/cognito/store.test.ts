import { join } from 'node:path';
import fc from 'fast-check';
import { it } from 'vitest';
import { survivesCrashes } from '../../runtime/crash-testing.ts';
import { openStore, type User } from './store.ts';

const NAMES = ['ada', 'bob'];
const GROUPS = ['admins', 'editors'];
const TOKENS = ['t1', 't2', 't3'];
const name = fc.constantFrom(...NAMES);
const group = fc.constantFrom(...GROUPS);
const token = fc.constantFrom(...TOKENS);
const userOf = (username: string, verifier = ''): User => ({
  ...{ poolId: 'pool', username, sub: username, status: 'CONFIRMED', attributes: {}, salt: '', verifier },
  ...{ createdAt: 1, modifiedAt: 1, passwordSetAt: 1 },
});

it('keeps users, their groups, codes and sign-ins, wherever the process dies', () =>
  survivesCrashes({
    operations: {
      put: fc.tuple(name, fc.string()),
      delete: fc.tuple(name),
      join: fc.tuple(name, group),
      leave: fc.tuple(name, group),
      code: fc.tuple(name, fc.option(fc.string(), { nil: undefined })),
      signIn: fc.tuple(name, token),
      rotate: fc.tuple(token, token),
      signOut: fc.tuple(name),
    },
    open(runtime) {
      const store = openStore(join(runtime.directory('cognito'), 'pools.sqlite'));
      return {
        do: {
          put: (key, verifier) => store.putUser(userOf(key, verifier), key),
          delete: (key) => store.deleteUser(userOf(key), key),
          join: (key, one) => store.addToGroup(userOf(key), one),
          leave: (key, one) => store.removeFromGroup(userOf(key), one),
          code(key, digest) {
            if (digest === undefined) store.deleteCode(userOf(key), 'reset');
            else store.putCode(userOf(key), 'reset', { digest, expires: 1, failures: 0 });
          },
          signIn(username, digest) {
            if (store.findSignInByToken(digest)) return;
            const session = { poolId: 'pool', clientId: 'client', eventId: 'event', authTime: 1, expires: 9 };
            store.addSignIn({ ...session, originJti: runtime.uuid(), username }, digest, 1);
          },
          rotate(from, to) {
            const signIn = store.findSignInByToken(from);
            if (signIn && !store.findSignInByToken(to)) store.rotate(signIn, from, to, 1, 2);
          },
          signOut: (key) => store.deleteSignInsOf(userOf(key)),
        },
        state: () => ({
          passwords: store.listUsers('pool', '', 9).map((user) => [user.username, user.verifier]),
          groups: NAMES.map((key) => store.groupsOf(userOf(key)).sort()),
          codes: NAMES.map((key) => store.findCode(userOf(key), 'reset')?.digest),
          signIns: TOKENS.map((digest) => store.findSignInByToken(digest)?.username),
        }),
        close: store.close,
      };
    },
    model() {
      const passwords = new Map<string, string>();
      const groups = new Map(NAMES.map((key) => [key, new Set<string>()]));
      const codes = new Map<string, string>();
      const signIns = new Map<string, string>();
      const signOut = (key: string) => {
        for (const [digest, username] of signIns) if (username === key) signIns.delete(digest);
      };
      return {
        do: {
          put: (key, verifier) => void passwords.set(key, verifier),
          delete(key) {
            passwords.delete(key);
            groups.get(key)!.clear();
            codes.delete(key);
            signOut(key);
          },
          join: (key, one) => void groups.get(key)!.add(one),
          leave: (key, one) => void groups.get(key)!.delete(one),
          code: (key, digest) => void (digest === undefined ? codes.delete(key) : codes.set(key, digest)),
          signIn: (key, digest) => void (signIns.has(digest) || signIns.set(digest, key)),
          rotate(from, to) {
            const username = signIns.get(from);
            if (username === undefined || signIns.has(to)) return;
            signIns.delete(from);
            signIns.set(to, username);
          },
          signOut,
        },
        state: () => ({
          passwords: [...passwords].sort(),
          groups: NAMES.map((key) => [...groups.get(key)!].sort()),
          codes: NAMES.map((key) => codes.get(key)),
          signIns: TOKENS.map((digest) => signIns.get(digest)),
        }),
      };
    },
  }));
