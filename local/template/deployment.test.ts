import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { testRuntime } from '../runtime/testing.ts';
import type { TemplateResource } from './assembly.ts';
import { fakeStack, sourceOf, type FakeResources } from './testing.ts';

let base: ReturnType<typeof testRuntime>;
let stack: FakeResources;
beforeEach(() => {
  base = testRuntime();
  stack = fakeStack(base.runtime);
});
afterEach(() => {
  stack.host.close();
  base.dispose();
});

const thing = (properties: Record<string, unknown> = {}, more: object = {}): TemplateResource => ({
  Type: 'Some::Type',
  Properties: properties,
  ...more,
});
const deploy = (Resources: Record<string, TemplateResource>) => {
  stack.calls.length = 0;
  return stack.host.deploy(sourceOf({ Resources }), {});
};
/** As after the end of the process: what lives stays, what is known is on disk. */
function restart() {
  stack.host.close();
  const { living } = stack;
  stack = fakeStack(base.runtime);
  for (const [id, resource] of living) stack.living.set(id, resource);
}

describe('an update of a running stack', () => {
  it('changes what changed and leaves the rest alone', async () => {
    await deploy({ A: thing({ x: 1 }), B: thing({ of: { Ref: 'A' } }), C: thing() });
    await deploy({ A: thing({ x: 2 }), B: thing({ of: { Ref: 'A' } }), C: thing() });
    expect(stack.calls).toEqual(['create A']);
  });

  it('takes away what the template no longer has, last made first, after the rest was made', async () => {
    await deploy({ A: thing(), B: thing({ of: { Ref: 'A' } }) });
    await deploy({ C: thing() });
    expect(stack.calls).toEqual(['create C', 'delete B', 'delete A']);
  });

  it('keeps what is to be retained', async () => {
    await deploy({ A: thing({}, { DeletionPolicy: 'Retain' }) });
    await deploy({ C: thing() });
    expect([...stack.living.keys()]).toEqual(['ref-A', 'ref-C']);
  });

  it('replaces what got another physical id, and then takes the old one away', async () => {
    await deploy({ A: thing({ PhysicalName: 'one' }) });
    await deploy({ A: thing({ PhysicalName: 'two' }) });
    expect([stack.calls, [...stack.living.keys()]]).toEqual([['create A', 'delete A'], ['two']]);
  });

  it('keeps the old one of a replacement when the template says so', async () => {
    await deploy({ A: thing({ PhysicalName: 'one' }) });
    await deploy({ A: thing({ PhysicalName: 'two' }, { UpdateReplacePolicy: 'Retain' }) });
    expect([...stack.living.keys()]).toEqual(['one', 'two']);
  });

  it('puts everything back when a part of it fails', async () => {
    await deploy({ A: thing({ x: 1 }), Gone: thing() });
    const failing = deploy({ A: thing({ x: 2 }), New: thing(), Bad: thing({ Fail: true }) });
    await expect(failing).rejects.toThrow('Bad fails');
    expect(stack.calls).toEqual(['create A', 'create New', 'delete New', 'create A']);
    expect([...stack.living].map(([id, { properties }]) => [id, properties as unknown])).toEqual([
      ['ref-A', { x: 1 }],
      ['ref-Gone', {}],
    ]);
    expect(stack.host.stacks()[0]!.resources.map(({ logicalId }) => logicalId)).toEqual(['A', 'Gone']);
  });

  it('goes on with the parameters it was given', async () => {
    const template = {
      Parameters: { P: { Type: 'String' } },
      Resources: { A: thing({ p: { Ref: 'P' } }) },
    };
    await stack.host.deploy(sourceOf(template), { P: 'mine' });
    await stack.host.deploy(sourceOf({ ...template, Resources: { ...template.Resources, B: thing() } }));
    expect(stack.living.get('ref-A')!.properties).toEqual({ p: 'mine' });
  });
});

describe('a boot on what an earlier process made', () => {
  it('makes everything again, and takes away what is gone from the template since', async () => {
    await deploy({ A: thing(), B: thing() });
    restart();
    await deploy({ A: thing() });
    expect(stack.calls).toEqual(['create A', 'delete B']);
  });

  it('keeps the time of the first creation', async () => {
    const first = await deploy({ A: thing() });
    restart();
    expect((await deploy({ A: thing() })).createdAt).toBe(first.createdAt);
  });

  it('leaves the resources of another stack alone', async () => {
    await deploy({ A: thing() });
    stack.host.close();
    stack = fakeStack(base.runtime, 'Other');
    await stack.host.deploy(sourceOf({ Resources: { B: thing() } }, 'Other'), {});
    expect(stack.calls).toEqual(['create B']);
  });
});

it('whatever was deployed before, what lives is the last template that could be made, and what was retained', async () => {
  const resource = fc.record({
    version: fc.integer({ min: 0, max: 2 }),
    name: fc.constantFrom('x', 'y'),
    policy: fc.constantFrom('Delete', 'Retain'),
  });
  const step = fc.record({
    resources: fc.dictionary(fc.constantFrom('A', 'B', 'C', 'D'), resource, { maxKeys: 4 }),
    fails: fc.boolean(),
    restarts: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 6 }), async (steps) => {
      restart();
      stack.living.clear();
      await deploy({ Keep: thing() });
      const model = new Map<string, number>([['ref-Keep', 0]]);
      let last: (typeof steps)[number]['resources'] = {};
      for (const { resources, fails, restarts } of steps) {
        if (restarts) {
          restart();
          await deploy({ Keep: thing(), ...toTemplate(last) });
        }
        const template = {
          Keep: thing(),
          ...toTemplate(resources),
          ...(fails && { Z: thing({ Fail: true }) }),
        };
        const done = await deploy(template).then(
          () => true,
          () => false,
        );
        expect(done).toBe(!fails);
        if (!fails) {
          for (const [id, old] of Object.entries(last)) {
            const now = resources[id];
            const isGone = now ? now.name !== old.name && now.policy === 'Delete' : old.policy === 'Delete';
            if (isGone) model.delete(`${id}-${old.name}`);
          }
          for (const [id, { name, version }] of Object.entries(resources))
            model.set(`${id}-${name}`, version);
          last = resources;
        } else {
          // What was newly made and is not retained is gone again, even where an older one of its name was kept.
          for (const [id, { name, policy }] of Object.entries(resources)) {
            const old = last[id];
            const isNew = !old || old.name !== name;
            if (isNew && (old !== undefined || policy === 'Delete')) model.delete(`${id}-${name}`);
            else if (isNew) model.set(`${id}-${name}`, resources[id]!.version);
          }
        }
        expect(
          new Map([...stack.living].map(([id, one]) => [id, Number(one.properties.version ?? 0)])),
        ).toEqual(model);
      }
    }),
    { numRuns: 60 },
  );
});

const toTemplate = (resources: Record<string, { version: number; name: string; policy: string }>) =>
  Object.fromEntries(
    Object.entries(resources).map(([id, { version, name, policy }]) => [
      id,
      thing(
        { PhysicalName: `${id}-${name}`, version },
        { DeletionPolicy: policy, UpdateReplacePolicy: policy },
      ),
    ]),
  );
