/** A part of a list, as the API gives it. */
export interface Page<Item> {
  readonly items: readonly Item[];
  readonly nextToken: string | null;
}

export interface Listed<Item> {
  readonly items: readonly Item[];
  readonly isLoading: boolean;
  /** Whether the list may go on. */
  readonly hasMore: boolean;
  /** Why the last page did not come. Asking for more tries again. */
  readonly error?: unknown;
}

export interface Pager {
  /** Loads the next page, unless one is on its way or the list has ended. */
  more(): Promise<void>;
  /** Nothing is heard of it any more: what still arrives belongs to a list that nobody looks at. */
  stop(): void;
}

/**
 * Reads a list page by page. An item that moved between two pages is shown once, where it was first.
 *
 * @param changed called with the list whenever it changed
 */
export function createPager<Item extends { readonly id: string }>(
  load: (nextToken: string | null) => Promise<Page<Item>>,
  changed: (list: Listed<Item>) => void,
): Pager {
  const items = new Map<string, Item>();
  let nextToken: string | null = null;
  let hasMore = true;
  let isLoading = false;
  let isStopped = false;

  const tell = (error?: unknown) => {
    if (!isStopped)
      changed({ items: [...items.values()], isLoading, hasMore, ...(error !== undefined && { error }) });
  };

  return {
    async more() {
      if (isLoading || !hasMore || isStopped) return;
      isLoading = true;
      tell();
      try {
        const page = await load(nextToken);
        for (const item of page.items) if (!items.has(item.id)) items.set(item.id, item);
        ({ nextToken } = page);
        hasMore = nextToken !== null;
        isLoading = false;
        tell();
      } catch (error) {
        isLoading = false;
        tell(error);
      }
    },
    stop() {
      isStopped = true;
    },
  };
}
