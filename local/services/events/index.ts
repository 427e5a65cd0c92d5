import { join } from 'node:path';
import { openDatabase } from '../../runtime/database.ts';
import { TemplateError } from '../../runtime/errors.ts';
import type { EventsPeer } from '../../runtime/peers.ts';
import { allowProperties } from '../../runtime/properties.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import type { Created, Service } from '../../runtime/service.ts';
import { createWorkList } from '../../runtime/work-list.ts';
import { eventsApi, type Bus } from './api.ts';
import { deliveriesOf, envelope, startSchedules } from './buses.ts';
import { createDeliverer, type Delivery } from './delivery.ts';
import { readRule, type Rule } from './rule.ts';

const CONCURRENCY = 20;

/** Amazon EventBridge: what a rule matches is written down before `put` answers, and delivered until it arrives. */
export function createEvents(runtime: Runtime): Service & EventsPeer {
  const rules: Rule[] = [];
  const buses = new Set(['default']);
  const database = openDatabase(join(runtime.directory('events'), 'events.sqlite'), '');
  const deliveries = createWorkList<Delivery>({
    database,
    table: 'deliveries',
    clock: runtime.clock,
    concurrency: CONCURRENCY,
    run: createDeliverer(runtime),
    onFault: (error) => runtime.log.fault('events', error),
  });
  let stopSchedules = () => {};

  const bus: Bus = {
    rules,
    put(event, busName) {
      const whole = envelope(event, runtime);
      const matched = deliveriesOf(whole, busName, rules);
      if (matched.length > 0) deliveries.add(matched);
      return whole.id;
    },
  };

  return {
    create(resource): Created {
      switch (resource.type) {
        case 'AWS::Events::Rule': {
          const rule = readRule(resource, runtime);
          if (!buses.has(rule.bus))
            throw new TemplateError(resource.logicalId, `there is no event bus ${rule.bus}.`);
          rules.push(rule);
          return { ref: rule.name, attributes: { Arn: rule.arn } };
        }
        case 'AWS::Events::EventBus': {
          allowProperties(resource, ['Description', 'Name', 'Tags']);
          const name = String(resource.properties.Name);
          buses.add(name);
          return { ref: name, attributes: { Name: name, Arn: runtime.arn('events', `event-bus/${name}`) } };
        }
        default:
          throw new TemplateError(resource.logicalId, `the type ${resource.type} is not supported.`);
      }
    },

    connect() {
      deliveries.start();
      stopSchedules = startSchedules(rules, deliveries, runtime);
    },

    async stop() {
      stopSchedules();
      await deliveries.stop();
      database.close();
    },

    handle: eventsApi(runtime, bus),

    async put(event) {
      bus.put(event, 'default');
    },
  };
}
