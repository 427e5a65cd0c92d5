/** How much is remembered: so many texts, and so many characters of all of them together. */
export interface LruLimits {
  readonly entries: number;
  readonly characters: number;
}

/** Remembers values by text, within limits; forgets what was longest unused. */
export function createLru<V>(most: LruLimits): {
  get(key: string): V | undefined;
  set(key: string, value: V): void;
} {
  const entries = new Map<string, V>();
  let characters = 0;
  const remove = (key: string) => {
    if (entries.delete(key)) characters -= key.length;
  };
  return {
    get(key) {
      const value = entries.get(key);
      if (value === undefined) return undefined;
      entries.delete(key);
      entries.set(key, value);
      return value;
    },
    set(key, value) {
      remove(key);
      if (key.length > most.characters) return;
      entries.set(key, value);
      characters += key.length;
      for (const oldest of entries.keys()) {
        if (characters <= most.characters && entries.size <= most.entries) break;
        remove(oldest);
      }
    },
  };
}
