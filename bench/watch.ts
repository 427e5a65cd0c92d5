import { startWatched } from '../test/support/watched.ts';
import type { Figure } from './report.ts';

/** From saving a source to the running stack having it: the slowest of a resolver, a function and the schema. */
export async function benchWatch(): Promise<Figure> {
  const stack = await startWatched();
  try {
    const seconds: number[] = [];
    for (let turn = 0; turn < 3; turn += 1)
      for (const [path, from] of [
        ['resolvers/Query.video.ts', 'export const request'],
        ['functions/create-upload/handler.ts', 'export const handler'],
        ['schema/video.graphql', 'extend type Query'],
      ] as const) {
        const added = path.endsWith('.graphql')
          ? `enum Turn${turn} {\n  ONE\n}\n\n`
          : `console.log(${turn});\n`;
        await stack.edit(path, from, `${added}${from}`);
        const taken = await stack.live(path);
        // The first turn loads what the bundler keeps from then on.
        if (turn > 0) seconds.push(taken);
      }
    return {
      name: 'save to live, the slowest of resolver, function and schema',
      value: Math.max(...seconds),
      unit: 's',
      budget: { of: 'value', most: 1 },
    };
  } finally {
    await stack.stop();
  }
}
