/** A pool as the budget sees it. */
export interface Member {
  /** How many of its environments are idle. */
  readonly idle: number;
  /** Since when its longest-idle environment has been idle; `undefined` when none is. */
  idleSince(): number | undefined;
  endLongestIdle(): void;
}

/**
 * The environments of all functions together. Each one costs some 25 to 35 MB of its own (a process with the AWS
 * SDK loaded), so few stay warm, and one function's idle environments make room for another that has work.
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
  /** Work has ended somewhere: ends those that have been idle for longest, beyond what stays warm. */
  trim(): void;
}

/**
 * @param most environments at the same time, as far as their functions do not need each other
 * @param warm of them, those that may wait for work
 */
export function createBudget(most: number, warm: number): Budget {
  const members = new Set<Member>();
  let taken = 0;

  function endLongestIdle(): void {
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
      if (taken >= most) endLongestIdle();
      if (taken >= most && hasOthers) return false;
      taken += 1;
      return true;
    },
    free() {
      taken -= 1;
    },
    trim() {
      let idle = 0;
      for (const member of members) idle += member.idle;
      for (; idle > warm; idle -= 1) endLongestIdle();
    },
  };
}
