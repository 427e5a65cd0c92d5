import { createWorkList, type WorkList } from '../../runtime/work-list.ts';
import type { BooksOptions } from '../books.ts';
import type { Books } from './books.ts';
import { expireSession } from './sessions.ts';

/** Ends sessions whose time is over, over restarts. */
export function createExpiry(
  { database, clock }: BooksOptions,
  books: Books,
  onFault: (error: unknown) => void,
): WorkList<string> {
  return createWorkList<string>({
    ...{ database, table: 'stripe_expiry', clock, concurrency: 1, onFault },
    async run({ body: id }) {
      const session = books.find('session', id);
      if (session.status !== 'open') return 'done';
      if (session.expires_at > books.now()) return { retryAt: session.expires_at * 1000 };
      expireSession(books, id);
      return 'done';
    },
  });
}
