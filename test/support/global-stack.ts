import type { TestProject } from 'vitest/node';
import { newPlace, removePlace, startStack, type Outputs } from './stack.ts';

declare module 'vitest' {
  interface ProvidedContext {
    outputs: Outputs;
    stackPid: number;
  }
}

/** One running stack for all system tests; each test brings people and videos of its own. */
export default async function setup(project: TestProject) {
  const place = await newPlace();
  const stack = await startStack(place);
  project.provide('outputs', stack.outputs);
  project.provide('stackPid', stack.pid);
  return async () => {
    await stack.stop();
    await removePlace(place);
  };
}
