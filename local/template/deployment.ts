import { TemplateError } from '../runtime/errors.ts';
import type { Log } from '../runtime/log.ts';
import type { Created, Resource } from '../runtime/service.ts';
import type { Deployed, EndPolicy, Ledger } from './ledger.ts';
import type { TemplateResource } from './assembly.ts';

/** Who makes and takes away resources of each type. */
export interface ResourceHandlers {
  create(resource: Resource): Promise<Created>;
  delete(resource: Resource): Promise<void>;
}

/** What a deployment begins from. */
export interface DeploymentOptions {
  readonly ledger: Ledger;
  readonly handlers: ResourceHandlers;
  readonly log: Log;
  /** Logical ids that this very process has made: of these, what did not change is left alone. */
  readonly running: ReadonlySet<string>;
}

/**
 * One creation or update of a stack. Resources are brought to their new properties one by one; then it is
 * either finished, which takes away what the template no longer has, or rolled back.
 */
export interface Deployment {
  /**
   * Makes a resource, or brings it to these properties.
   *
   * @param codeHash of its code beside the template, '' when there is none
   */
  apply(resource: Resource, codeHash: string, attributes: TemplateResource): Promise<Created>;
  /** Puts back, in reverse order, what this deployment has changed so far. */
  rollBack(): Promise<void>;
  /** Takes away what is no longer in the template. What cannot be taken away stays, and is said. */
  finish(): Promise<void>;
}

export function beginDeployment({ ledger, handlers, log, running }: DeploymentOptions): Deployment {
  const before = ledger.read();
  const kept = new Set<string>();
  const changed: { readonly now: Deployed; readonly before: Deployed | undefined }[] = [];
  const isUpdate = before.size > 0;

  /** The last one left its place to another physical resource, or to another type. */
  const isReplaced = (old: Deployed, now: Deployed) =>
    old.created.ref !== now.created.ref || old.resource.type !== now.resource.type;

  async function remove({ resource }: Deployed): Promise<void> {
    try {
      await handlers.delete(resource);
      log.step('stack', `deleted ${resource.logicalId}`);
    } catch (error) {
      log.warn('stack', `${resource.logicalId} could not be deleted and stays: ${(error as Error).message}`);
    }
  }

  return {
    async apply(resource, codeHash, { DeletionPolicy, UpdateReplacePolicy }) {
      const { logicalId } = resource;
      kept.add(logicalId);
      const old = before.get(logicalId);
      const policies = {
        deletionPolicy: endPolicy(resource, DeletionPolicy),
        replacePolicy: endPolicy(resource, UpdateReplacePolicy),
      };
      const isSame =
        old?.codeHash === codeHash &&
        sameJson(old.resource, resource) &&
        old.deletionPolicy === policies.deletionPolicy &&
        old.replacePolicy === policies.replacePolicy;
      if (old && isSame && running.has(logicalId)) return old.created;
      const created = await handlers.create(resource);
      const now: Deployed = { resource, created, codeHash, ...policies };
      changed.push({ now, before: old });
      if (!isSame || !sameJson(old.created, created)) {
        ledger.put(now);
        if (isUpdate) log.step('stack', `${old ? 'updated' : 'created'} ${logicalId}`);
      }
      return created;
    },

    async rollBack() {
      for (const { now, before: old } of changed.splice(0).reverse()) {
        if (old && !isReplaced(old, now)) {
          await handlers.create(old.resource);
          ledger.put(old);
          continue;
        }
        if (old || now.deletionPolicy !== 'Retain') await remove(now);
        if (old) ledger.put(old);
        else ledger.remove(now.resource.logicalId);
      }
    },

    async finish() {
      for (const { now, before: old } of changed.toReversed())
        if (old && isReplaced(old, now) && now.replacePolicy === 'Delete') await remove(old);
      for (const [logicalId, old] of [...before].reverse()) {
        if (kept.has(logicalId)) continue;
        if (old.deletionPolicy === 'Delete') await remove(old);
        else log.step('stack', `let go of ${logicalId}, whose DeletionPolicy is Retain`);
        ledger.remove(logicalId);
      }
    },
  };
}

function endPolicy({ logicalId, type }: Resource, written = 'Delete'): EndPolicy {
  if (written === 'Delete' || written === 'Retain' || written === 'RetainExceptOnCreate') return written;
  throw new TemplateError(logicalId, `the deletion policy ${written} is not one that ${type} has.`);
}

/** JSON as the ledger keeps it, whose keys keep their order: what is unequal by order alone is made again, which harms nothing. */
const sameJson = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other);
