import type { VideoKind } from '../generated/schema.ts';
import type { Filters } from './api/catalogue.ts';

/** The page's views. Their addresses are behind the `#`: any host of static files can serve them. */
export type Route =
  | { readonly view: 'home'; readonly filters: Filters }
  | { readonly view: 'video' | 'person'; readonly id: string }
  | { readonly view: 'liked' | 'watching' | 'studio' | 'membership' | 'sign-in' };

const KINDS: readonly VideoKind[] = ['SHORT', 'LONG'];

/** What an address means; one that means nothing is the home page. */
export function readRoute(hash: string): Route {
  const [path = '', query = ''] = hash.replace(/^#?\/?/, '').split('?', 2);
  const [view = '', id] = path.split('/');
  switch (view) {
    case 'video':
    case 'person':
      return id ? { view, id: decoded(id) } : HOME;
    case 'liked':
    case 'watching':
    case 'studio':
    case 'membership':
    case 'sign-in':
      return { view };
    default:
      return { view: 'home', filters: readFilters(new URLSearchParams(query)) };
  }
}

export function hrefOf(route: Route): string {
  if (route.view === 'home') {
    const query = new URLSearchParams(Object.entries(route.filters)).toString();
    return query === '' ? '#/' : `#/?${query}`;
  }
  return 'id' in route ? `#/${route.view}/${encodeURIComponent(route.id)}` : `#/${route.view}`;
}

const HOME: Route = { view: 'home', filters: {} };

function readFilters(query: URLSearchParams): Filters {
  const kind = KINDS.find((known) => known === query.get('kind'));
  const genre = query.get('genre');
  const language = query.get('language');
  return { ...(kind && { kind }), ...(genre && { genre }), ...(language && { language }) };
}

/** An address that somebody cut in the middle of a character is still an address. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
