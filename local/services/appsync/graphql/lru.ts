/** Remembers values by text, up to so many characters of all texts together; forgets what was longest unused. */
export function createLru<V>(mostCharacters: number): {
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
      if (key.length > mostCharacters) return;
      entries.set(key, value);
      characters += key.length;
      for (const oldest of entries.keys()) {
        if (characters <= mostCharacters) break;
        remove(oldest);
      }
    },
  };
}
