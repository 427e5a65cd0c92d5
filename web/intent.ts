/** What a person wants, and the way to get there. */
export interface Intent<Value> {
  value(): Value;
  set(value: Value): void;
}

/**
 * Brings the server to what the person wanted last, one call at a time: however fast they change their mind, answers
 * cannot overtake each other. When a call fails, the value is again what the server last agreed to.
 *
 * @param changed called with what to show, and with what went wrong
 */
export function createIntent<Value>(
  initial: Value,
  apply: (value: Value) => Promise<void>,
  changed: (value: Value, error?: unknown) => void,
): Intent<Value> {
  let wanted = initial;
  let agreed = initial;
  let isBusy = false;

  async function settle(): Promise<void> {
    if (isBusy) return;
    isBusy = true;
    try {
      while (wanted !== agreed) {
        const next = wanted;
        await apply(next);
        agreed = next;
      }
    } catch (error) {
      wanted = agreed;
      changed(agreed, error);
    } finally {
      isBusy = false;
    }
  }

  return {
    value: () => wanted,
    set(value) {
      wanted = value;
      changed(value);
      void settle();
    },
  };
}
