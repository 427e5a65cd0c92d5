import { TemplateError } from '../../../runtime/errors.ts';
import type { Runtime } from '../../../runtime/runtime.ts';
import type { Resource } from '../../../runtime/service.ts';
import type { Library } from './behavior.ts';
import { readDistribution, type Distribution } from './distribution.ts';
import { PARTS, type Part } from './parts.ts';

interface State {
  readonly library: Library;
  /** The configurations of the distributions, as the template has them. */
  readonly sources: ReadonlyMap<string, Pick<Resource, 'logicalId' | 'properties'>>;
}

/**
 * What the template made, and the distributions as that makes them. Every change reads all distributions
 * anew, so that a key added to a group counts at once although the distribution that trusts it stays as it
 * was. A change that leaves a distribution without what it names is refused whole.
 */
export function createRegistry(runtime: Runtime) {
  let state: State = {
    library: {
      publicKeys: new Map(),
      keyGroups: new Map(),
      accessControls: new Map(),
      cachePolicies: new Map(),
      originRequestPolicies: new Map(),
      responseHeadersPolicies: new Map(),
    },
    sources: new Map(),
  };
  let distributions: ReadonlyMap<string, Distribution> = new Map();

  const arnOf = (id: string) => `arn:aws:cloudfront::${runtime.accountId}:distribution/${id}`;

  function adopt(next: State): void {
    const read = new Map<string, Distribution>();
    const names = new Map<string, string>();
    for (const [id, { logicalId, properties }] of next.sources) {
      const { DistributionConfig: config } = properties as { DistributionConfig?: unknown };
      const distribution = readDistribution(logicalId, { id, arn: arnOf(id) }, config, next.library);
      for (const alias of distribution.aliases) {
        if (names.has(alias)) throw new TemplateError(logicalId, `the alias "${alias}" is taken.`);
        names.set(alias, id);
      }
      read.set(id, distribution);
    }
    state = next;
    distributions = read;
  }

  const withPart = (part: Part, change: (made: Map<string, unknown>) => void): State => {
    const made = new Map<string, unknown>(state.library[part.shelf]);
    change(made);
    return { ...state, library: { ...state.library, [part.shelf]: made } };
  };

  return {
    /** Makes or changes what others name by its id. */
    putPart(resource: Resource): string {
      const part = PARTS[resource.type]!;
      const id = part.identify(runtime, resource.logicalId);
      const before = state.library[part.shelf].get(id);
      const config: unknown = resource.properties[part.property];
      const value = part.read(resource.logicalId, config, state.library);
      if (before !== undefined) part.checkChange?.(resource.logicalId, before, value);
      adopt(withPart(part, (made) => made.set(id, value)));
      return id;
    },
    removePart({ type, logicalId }: Resource): void {
      const part = PARTS[type]!;
      const id = part.identify(runtime, logicalId);
      try {
        adopt(withPart(part, (made) => made.delete(id)));
      } catch (error) {
        if (!(error instanceof TemplateError)) throw error;
        throw new TemplateError(logicalId, `it is still in use: ${error.message}`);
      }
    },
    putDistribution(id: string, { logicalId, properties }: Resource): void {
      adopt({ ...state, sources: new Map(state.sources).set(id, { logicalId, properties }) });
    },
    removeDistribution(id: string): void {
      const sources = new Map(state.sources);
      sources.delete(id);
      adopt({ ...state, sources });
    },
    find: (id: string): Distribution | undefined => distributions.get(id),
    all: (): readonly Distribution[] => [...distributions.values()],
  };
}

export type Registry = ReturnType<typeof createRegistry>;
