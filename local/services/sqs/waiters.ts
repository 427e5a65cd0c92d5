/** Long polls that wait for a message. */
export interface Waiters {
  /** Wakes whoever waits on the queue, in the order of arrival. */
  wake(queue: string): void;
  /** Resolves when woken, after `milliseconds`, or on abort. */
  wait(queue: string, milliseconds: number, signal: AbortSignal | undefined): Promise<void>;
  wakeAll(): void;
}

export function createWaiters(): Waiters {
  const waiting = new Map<string, Set<() => void>>();

  function wake(queue: string): void {
    const woken = waiting.get(queue);
    waiting.delete(queue);
    for (const resolve of woken ?? []) resolve();
  }

  return {
    wake,
    wait(queue, milliseconds, signal) {
      return new Promise((resolve) => {
        const done = () => {
          clearTimeout(timer);
          signal?.removeEventListener('abort', done);
          waiting.get(queue)?.delete(done);
          resolve();
        };
        const timer = setTimeout(done, milliseconds);
        signal?.addEventListener('abort', done);
        const others = waiting.get(queue) ?? new Set();
        waiting.set(queue, others.add(done));
        if (signal?.aborted) done();
      });
    },
    wakeAll() {
      for (const queue of [...waiting.keys()]) wake(queue);
    },
  };
}
