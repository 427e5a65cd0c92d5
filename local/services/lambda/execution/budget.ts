/** A pool as the budget sees it. */
export interface Member {
  /** Since when its longest-idle environment has been idle; `undefined` when none is. */
  idleSince(): number | undefined;
  endLongestIdle(): void;
}

/**
 * The environments of all functions together. Each one costs some 45 MB (a process with the AWS SDK
 * loaded), so one function's idle environments make room for another that has work.
 */
export interface Budget {
  /** @returns ends the membership: what the member still has is its own affair */
  join(member: Member): () => void;
  /**
   * Whether one more environment may be started. A function that has none always gets one: it could
   * be called by a function that holds the rest.
   */
  claim(hasOthers: boolean): boolean;
  /** An environment has ended. */
  free(): void;
}

export function createBudget(limit: number): Budget {
  const members = new Set<Member>();
  let taken = 0;

  function makeRoom(): void {
    const idle = [...members]
      .map((member) => ({ member, since: member.idleSince() ?? Infinity }))
      .filter(({ since }) => since < Infinity)
      .sort((a, b) => a.since - b.since);
    idle[0]?.member.endLongestIdle();
  }

  return {
    join(member) {
      members.add(member);
      return () => void members.delete(member);
    },
    claim(hasOthers) {
      if (taken >= limit) makeRoom();
      if (taken >= limit && hasOthers) return false;
      taken += 1;
      return true;
    },
    free() {
      taken -= 1;
    },
  };
}
