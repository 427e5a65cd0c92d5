import { graphql, type Answer, type GraphQLErrorItem, type Identity } from './graphql.ts';
import type { Outputs } from './stack.ts';

export interface Page<Item = { readonly id: string }> {
  readonly items: readonly Item[];
  readonly nextToken: string | null;
}

/** A list of videos of the API, as a client asks for it. */
export interface List {
  /** The field with its own arguments: `videos(genre: "Drama")`. */
  readonly field: string;
  readonly identity: Identity;
  /** The fields around it, for one that is not at the top: `profile(id: "…")`. */
  readonly inside?: string;
  /** What is selected of each video. */
  readonly items?: string;
}

export interface PageAnswer<Item> {
  readonly page: Page<Item> | null;
  readonly errors: readonly GraphQLErrorItem[] | undefined;
}

/** One page. */
export async function readPage<Item = { readonly id: string }>(
  outputs: Outputs,
  { field, identity, inside, items = 'id' }: List,
  args: { readonly limit?: unknown; readonly nextToken?: string | null } = {},
): Promise<PageAnswer<Item>> {
  const [, name = '', own = ''] = /^(\w+)(?:\((.*)\))?$/s.exec(field)!;
  const given = [own, 'limit: $limit', 'nextToken: $nextToken'].filter((part) => part !== '').join(', ');
  const list = `page: ${name}(${given}) { items { ${items} } nextToken }`;
  const query = `query($limit: Int, $nextToken: String) { ${inside ? `outer: ${inside} { ${list} }` : list} }`;
  const { data, errors }: Answer<{ page?: Page<Item>; outer?: { page: Page<Item> } } | null> = await graphql(
    outputs,
    identity,
    query,
    { ...args },
  );
  return { page: data?.page ?? data?.outer?.page ?? null, errors };
}

/** All pages, from the first to the last. */
export async function readPages<Item = { readonly id: string }>(
  outputs: Outputs,
  list: List,
  limit?: number,
): Promise<readonly Page<Item>[]> {
  const pages: Page<Item>[] = [];
  do {
    const { page, errors } = await readPage<Item>(outputs, list, {
      limit,
      nextToken: pages.at(-1)?.nextToken,
    });
    if (!page || errors) throw new Error(JSON.stringify(errors));
    pages.push(page);
  } while (pages.at(-1)!.nextToken !== null);
  return pages;
}

export const idsOf = (pages: readonly Page[]) => pages.flatMap(({ items }) => items.map(({ id }) => id));
