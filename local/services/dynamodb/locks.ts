/** Exclusive sections by name. */
export interface Locks {
  /** Runs `work` when no other holder of any of `names` runs; waiters are served in order. */
  hold<T>(names: readonly string[], work: () => Promise<T>): Promise<T>;
}

export function createLocks(): Locks {
  const tails = new Map<string, Promise<void>>();
  return {
    async hold(names, work) {
      let release = () => {};
      const done = new Promise<void>((resolve) => {
        release = resolve;
      });
      // All places in all queues are taken in one turn of the event loop, so no two holders can wait
      // for each other.
      const mine = [...new Set(names)];
      const ahead = mine.flatMap((name) => tails.get(name) ?? []);
      const tail = ahead.length === 0 ? done : Promise.all([...ahead, done]).then(() => {});
      for (const name of mine) tails.set(name, tail);
      try {
        if (ahead.length > 0) await Promise.all(ahead);
        return await work();
      } finally {
        release();
        for (const name of mine) if (tails.get(name) === tail) tails.delete(name);
      }
    },
  };
}
