import { createHash, randomInt } from 'node:crypto';
import { AwsError } from '../../runtime/errors.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import type { Pool } from './pool.ts';
import type { CodePurpose, Store, User } from './store.ts';

/** Codes that Cognito would send by e-mail. Here they are printed. */
export interface Codes {
  /** Makes a code, forgetting the one before, and answers where it "went". */
  send(pool: Pool, user: User, purpose: CodePurpose): CodeDelivery;
  /** Throws `CodeMismatchException`, `ExpiredCodeException` or, after too many tries, `LimitExceededException`. */
  use(user: User, purpose: CodePurpose, code: string): void;
}

export interface CodeDelivery {
  readonly Destination: string;
  readonly DeliveryMedium: 'EMAIL';
  readonly AttributeName: 'email';
}

const LIFETIME_MS: Readonly<Record<CodePurpose, number>> = {
  confirm: 24 * 3600_000,
  reset: 3600_000,
  verify: 24 * 3600_000,
};
const PURPOSE_WORDS: Readonly<Record<CodePurpose, string>> = {
  confirm: 'confirm',
  reset: 'reset the password of',
  verify: 'verify the address of',
};
const MOST_FAILURES = 5;

export const codeMismatch = (): AwsError =>
  new AwsError('CodeMismatchException', 'Invalid verification code provided, please try again.');
const expiredCode = () =>
  new AwsError('ExpiredCodeException', 'Invalid code provided, please request a code again.');

const digest = (code: string) => createHash('sha256').update(code).digest('base64');

export function createCodes(runtime: Runtime, store: Store): Codes {
  return {
    send(pool, user, purpose) {
      const code = String(randomInt(1_000_000)).padStart(6, '0');
      const expires = runtime.clock.now() + LIFETIME_MS[purpose];
      store.putCode(user, purpose, { digest: digest(code), expires, failures: 0 });
      const address = user.attributes.email ?? '';
      runtime.log.step(
        'cognito',
        `${pool.name}: the code to ${PURPOSE_WORDS[purpose]} ${user.username} is ${code}`,
      );
      return delivery(address);
    },

    use(user, purpose, code) {
      const known = store.findCode(user, purpose);
      if (!known || known.expires <= runtime.clock.now()) throw expiredCode();
      if (known.failures >= MOST_FAILURES)
        throw new AwsError('LimitExceededException', 'Attempt limit exceeded, please try after some time.');
      if (known.digest !== digest(code)) {
        store.putCode(user, purpose, { ...known, failures: known.failures + 1 });
        throw codeMismatch();
      }
      store.deleteCode(user, purpose);
    },
  };
}

/** An address as Cognito shows it: `a***@e***`. */
export function delivery(address: string): CodeDelivery {
  const [name = '', host = ''] = address.split('@');
  const Destination = `${name.charAt(0)}***@${host.charAt(0)}***`;
  return { Destination, DeliveryMedium: 'EMAIL', AttributeName: 'email' };
}
