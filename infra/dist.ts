import { join } from 'node:path';
import type { Construct } from 'constructs';

/** The project's root folder. */
export const ROOT = join(import.meta.dirname, '..');

/**
 * A part of what `scripts/build.ts` makes: `functions/<name>/index.mjs`, `resolvers/<Type.field>.js` and
 * `schema.graphql`. The context value `dist` names another folder than `dist/`.
 */
export const distPath = (scope: Construct, ...parts: string[]) =>
  join(String(scope.node.tryGetContext('dist') ?? join(ROOT, 'dist')), ...parts);
