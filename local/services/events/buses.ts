import type { DatabaseSync } from 'node:sqlite';
import { transaction } from '../../runtime/database.ts';
import { AwsError } from '../../runtime/errors.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import type { Ticker } from '../../runtime/schedule/ticker.ts';
import { busNotFound, constraint, ruleNotFound } from './errors.ts';
import { compileRule, type Rule, type RuleDefinition } from './rule.ts';
import type { EventsStore, Origin, StoredBus } from './store.ts';

export type Buses = ReturnType<typeof createBuses>;

const BUS_NAME = /^[.\-_A-Za-z0-9]{1,256}$/;

/** The buses and their rules: kept, compiled, and those with a schedule set to run. */
export function createBuses(options: {
  readonly database: DatabaseSync;
  readonly store: EventsStore;
  readonly ticker: Ticker;
  readonly runtime: Runtime;
}) {
  const { database, store, ticker, runtime } = options;
  const buses = new Map<string, StoredBus>([['default', defaultBus(runtime.clock.now())]]);
  const rules = new Map<string, Rule>();
  const origins = new Map<string, Origin | undefined>();
  const busArn = (name: string) => runtime.arn('events', `event-bus/${name}`);

  for (const bus of store.buses()) buses.set(bus.name, bus);
  for (const { definition, origin } of store.rules()) {
    const rule = compileRule(definition, runtime);
    rules.set(rule.arn, rule);
    origins.set(rule.arn, origin);
  }

  function requireBus(name: string): StoredBus {
    const bus = buses.get(name);
    if (!bus) throw busNotFound(name);
    return bus;
  }

  function get(bus: string, name: string): Rule {
    const rule = [...rules.values()].find((known) => known.name === name && known.bus === bus);
    if (!rule) throw ruleNotFound(name, bus);
    return rule;
  }

  /** Keeps a rule, new or changed, and its schedule, both or neither. */
  function put(definition: RuleDefinition, origin?: Origin): Rule {
    requireBus(definition.bus);
    const rule = compileRule(definition, runtime);
    transaction(database, () => {
      store.putRule({ definition, origin: origin ?? origins.get(rule.arn) });
      if (rule.enabled && rule.schedule !== undefined) ticker.set(rule.arn, { expression: rule.schedule });
      else ticker.delete(rule.arn);
    });
    rules.set(rule.arn, rule);
    if (origin) origins.set(rule.arn, origin);
    return rule;
  }

  function remove(rule: Rule): void {
    transaction(database, () => {
      store.deleteRule(rule.bus, rule.name);
      ticker.delete(rule.arn);
    });
    rules.delete(rule.arn);
    origins.delete(rule.arn);
  }

  return {
    busArn,
    requireBus,
    hasBus: (name: string): boolean => buses.has(name),
    allBuses: (): readonly StoredBus[] => [...buses.values()].sort((a, b) => (a.name < b.name ? -1 : 1)),

    putBus(name: string, description: string | undefined, origin?: Origin): StoredBus {
      if (!BUS_NAME.test(name) || (name === 'default' && !origin))
        throw constraint('name', 'Member must satisfy regular expression pattern: [/\\.\\-_A-Za-z0-9]+');
      const now = runtime.clock.now();
      const bus = {
        name,
        description,
        createdAt: buses.get(name)?.createdAt ?? now,
        modifiedAt: now,
        origin,
      };
      store.putBus(bus);
      buses.set(name, bus);
      return bus;
    },

    /** With all that is on it. */
    deleteBus(name: string): void {
      if (name === 'default') throw new AwsError('ValidationException', 'Cannot delete event bus default.');
      for (const rule of rules.values()) if (rule.bus === name) remove(rule);
      store.deleteBus(name);
      buses.delete(name);
    },

    get,
    put,
    remove,
    ruleByArn: (arn: string): Rule | undefined => rules.get(arn),
    rulesOf: (bus: string): readonly Rule[] =>
      [...rules.values()].filter((rule) => rule.bus === bus).sort((a, b) => (a.name < b.name ? -1 : 1)),
    allRules: (): readonly Rule[] => [...rules.values()],
    originOf: (rule: Rule): Origin | undefined => origins.get(rule.arn),
  };
}

const defaultBus = (now: number): StoredBus => ({
  name: 'default',
  description: undefined,
  createdAt: now,
  modifiedAt: now,
  origin: undefined,
});
