import { join } from 'node:path';

/** The project's root folder. */
export const ROOT = join(import.meta.dirname, '..');

/** What `scripts/build.ts` makes: `functions/<name>/index.mjs`, `resolvers/<Type.field>.js`, `schema.graphql`. */
export const DIST = join(ROOT, 'dist');
