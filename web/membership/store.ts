import { isActive, type KnownMembership } from '../../client/index.ts';

/** The caller's membership as far as the page knows. */
export interface MembershipStore {
  /** Null for who never was a member; undefined while nobody knows, and for guests. */
  current(): KnownMembership | undefined;
  isMember(): boolean;
  /** What somebody was told of it: by a payment, or with who they are. */
  learn(membership: KnownMembership | undefined): void;
  /** Asks the server. */
  refresh(): Promise<void>;
  /** Calls whenever something is known that was not. Answers with the way to stop. */
  listen(hear: () => void): () => void;
}

export function createMembershipStore(
  read: () => Promise<KnownMembership>,
  now: () => number = Date.now,
): MembershipStore {
  let known: KnownMembership | undefined;
  /** Rises with everything that is learned: an answer that was asked for before that is older than it. */
  let turn = 0;
  const listeners = new Set<() => void>();

  const learn = (membership: KnownMembership | undefined) => {
    turn += 1;
    const isSame = JSON.stringify(membership) === JSON.stringify(known);
    known = membership;
    if (!isSame) for (const hear of [...listeners]) hear();
  };
  return {
    current: () => known,
    isMember: () => isActive(known, now()),
    learn,
    async refresh() {
      const asked = turn;
      const answer = await read();
      if (asked === turn) learn(answer);
    },
    listen(hear) {
      listeners.add(hear);
      return () => void listeners.delete(hear);
    },
  };
}
