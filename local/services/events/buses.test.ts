import { join } from 'node:path';
import fc from 'fast-check';
import { it } from 'vitest';
import { survivesCrashes } from '../../runtime/crash-testing.ts';
import { openDatabase } from '../../runtime/database.ts';
import { createTicker } from '../../runtime/schedule/ticker.ts';
import { createBuses } from './buses.ts';
import { eventsStore } from './store.ts';

const name = fc.constantFrom('one', 'two');
const otherBus = fc.constantFrom('orders', 'films');
const RATE = 'rate(1 hour)';

it('keeps buses, rules and their schedules, wherever the process dies', () =>
  survivesCrashes({
    operations: {
      putBus: fc.tuple(otherBus),
      deleteBus: fc.tuple(otherBus),
      putRule: fc.tuple(otherBus, name, fc.string()),
      schedule: fc.tuple(name, fc.boolean()),
      remove: fc.tuple(fc.constantFrom('default', 'orders', 'films'), name),
    },
    open(runtime) {
      const database = openDatabase(join(runtime.directory('events'), 'events.sqlite'), '');
      const ticker = createTicker({
        ...{ database, table: 'schedules', clock: runtime.clock },
        ...{ fire: () => {}, onFault: () => {} },
      });
      const buses = createBuses({ database, store: eventsStore(database), ticker, runtime });
      const plans = database.prepare('SELECT key FROM schedules ORDER BY key');
      return {
        do: {
          putBus: (bus) => buses.putBus(bus, undefined),
          deleteBus: (bus) => buses.deleteBus(bus),
          putRule(bus, rule, description) {
            if (!buses.hasBus(bus)) return;
            buses.put({
              bus,
              name: rule,
              description,
              pattern: '{"source":["s"]}',
              enabled: true,
              targets: [],
            });
          },
          schedule: (rule, enabled) =>
            buses.put({ bus: 'default', name: rule, enabled, schedule: RATE, targets: [] }),
          remove(bus, rule) {
            const found = buses.rulesOf(bus).find((known) => known.name === rule);
            if (found) buses.remove(found);
          },
        },
        state: () => ({
          buses: buses.allBuses().map((bus) => bus.name),
          rules: Object.fromEntries(
            buses.allRules().map((rule) => [`${rule.bus}/${rule.name}`, rule.description ?? rule.enabled]),
          ),
          plans: plans.all().map(({ key }) => String(key).split('/')[1]),
        }),
        close: () => database.close(),
      };
    },
    model() {
      const buses = new Set(['default']);
      const rules: Record<string, string | boolean> = {};
      return {
        do: {
          putBus: (bus) => void buses.add(bus),
          deleteBus(bus) {
            buses.delete(bus);
            for (const key of Object.keys(rules)) if (key.startsWith(`${bus}/`)) delete rules[key];
          },
          putRule(bus, rule, description) {
            if (buses.has(bus)) rules[`${bus}/${rule}`] = description;
          },
          schedule: (rule, enabled) => void (rules[`default/${rule}`] = enabled),
          remove: (bus, rule) => void delete rules[`${bus}/${rule}`],
        },
        state: () => ({
          ...{ buses: [...buses].sort(), rules },
          plans: ['one', 'two'].filter((rule) => rules[`default/${rule}`] === true),
        }),
      };
    },
  }));
