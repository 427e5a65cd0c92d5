import { graphql } from '../test/support/graphql.ts';
import { startStack, type RunningStack, type StackPlace } from '../test/support/stack.ts';
import type { Figure } from './report.ts';

/** From the command to the first answered GraphQL query, everything installed and built. */
export async function benchStartup(place: StackPlace): Promise<{ figure: Figure; stack: RunningStack }> {
  const warm = await startStack(place);
  await warm.stop();
  const begun = performance.now();
  const stack = await startStack(place);
  const { status } = await graphql(stack.outputs, 'guest', '{ video(id: "none") { id } }');
  if (status !== 200) throw new Error(`The first query was answered with ${status}.`);
  const value = (performance.now() - begun) / 1000;
  return {
    stack,
    figure: {
      name: 'npm start to the first answered query',
      value,
      unit: 's',
      budget: { of: 'value', most: 3 },
    },
  };
}
