import { join } from 'node:path';
import { openDatabase } from '../../runtime/database.ts';
import type { CloudEvent, EventsPeer } from '../../runtime/peers.ts';
import type { Principal } from '../../runtime/principal.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import { createTicker } from '../../runtime/schedule/ticker.ts';
import type { Service } from '../../runtime/service.ts';
import { createWorkList } from '../../runtime/work-list.ts';
import { eventsApi } from './api.ts';
import { createBuses } from './buses.ts';
import { deliveryOf, ruleDeliverer, type RuleDelivery } from './delivery.ts';
import { envelope, type EventEnvelope } from './envelope.ts';
import { busNotFound } from './errors.ts';
import { eventsStore } from './store.ts';
import { busNameOf, eventsResources } from './template.ts';
import { isBus } from './target.ts';

const CONCURRENCY = 20;

/** Amazon EventBridge: what a rule matches is written down before `put` answers, and delivered until it arrives. */
export function createEvents(runtime: Runtime): Service & EventsPeer {
  const { clock, log } = runtime;
  const onFault = (error: unknown) => log.fault('events', error);
  const database = openDatabase(join(runtime.directory('events'), 'events.sqlite'), '');
  const deliveries = createWorkList<RuleDelivery>({
    database,
    table: 'deliveries',
    clock,
    concurrency: CONCURRENCY,
    run: ruleDeliverer(runtime, forward),
    onFault,
  });
  const ticker = createTicker({ database, table: 'schedules', clock, fire, onFault });
  const buses = createBuses({ database, store: eventsStore(database), ticker, runtime });
  const resources = eventsResources(buses, runtime);

  /** Durable when it returns. An event that came from another bus goes to no third one. */
  function publish(event: EventEnvelope, bus: string, isForwarded = false): void {
    const now = clock.now();
    const matched = buses
      .rulesOf(bus)
      .filter((rule) => rule.enabled && rule.matches(event))
      .flatMap((rule) =>
        rule.targets
          .filter((target) => !(isForwarded && isBus(target)))
          .map((target) => deliveryOf(event, rule, target, now)),
      );
    if (matched.length > 0) deliveries.add(matched);
  }

  function put(event: CloudEvent, bus: string): string {
    const whole = envelope(event, runtime);
    publish(whole, bus);
    return whole.id;
  }

  function authorizePut(busArn: string, event: { source: string; type: string }, caller: Principal): void {
    runtime.peers.iam.authorize({
      caller,
      action: 'events:PutEvents',
      resource: busArn,
      context: { 'events:source': event.source, 'events:detail-type': event.type },
    });
  }

  function forward(busArn: string, event: EventEnvelope, caller: Principal): void {
    authorizePut(busArn, { source: event.source, type: event['detail-type'] }, caller);
    if (!buses.hasBus(busNameOf(busArn))) throw busNotFound(busNameOf(busArn));
    publish(event, busNameOf(busArn), true);
  }

  /** One run of a rule's schedule, inside the transaction that takes it off the plan. */
  function fire(ruleArn: string, scheduledAt: number): void {
    const rule = buses.ruleByArn(ruleArn);
    if (!rule) return;
    const event = envelope(
      {
        source: 'aws.events',
        detailType: 'Scheduled Event',
        detail: {},
        resources: [rule.arn],
        time: new Date(scheduledAt),
      },
      runtime,
    );
    deliveries.add(rule.targets.map((target) => deliveryOf(event, rule, target, clock.now())));
  }

  return {
    create: (resource) => resources.create(resource),
    delete: (resource) => resources.delete(resource),

    connect() {
      deliveries.start();
      ticker.start();
    },

    drain: () => ticker.stop(),

    async stop() {
      ticker.stop();
      await deliveries.stop();
      database.close();
    },

    handle: eventsApi({ runtime, buses, put, authorizePut }),

    async put(event) {
      put(event, 'default');
    },

    async putAs(busArn, event, caller) {
      authorizePut(busArn, { source: event.source, type: event.detailType }, caller);
      if (!buses.hasBus(busNameOf(busArn))) throw busNotFound(busNameOf(busArn));
      put(event, busNameOf(busArn));
    },
  };
}
