import { join } from 'node:path';
import fc from 'fast-check';
import { it } from 'vitest';
import { survivesCrashes } from '../../../runtime/crash-testing.ts';
import { openLogStore } from './store.ts';

const GROUPS = ['a', 'b'];
const group = fc.constantFrom(...GROUPS);
const stream = fc.constantFrom('x', 'y');

it('keeps every line that was written, wherever the process dies', () =>
  survivesCrashes({
    operations: {
      open: fc.tuple(group, stream),
      write: fc.tuple(group, stream, fc.array(fc.string(), { minLength: 1, maxLength: 5 })),
      /** What a function prints is kept with the next flush. */
      print: fc.tuple(group, stream, fc.string()),
      retain: fc.tuple(group, fc.constantFrom(undefined, 1, 30)),
      close: fc.tuple(group, stream),
      remove: fc.tuple(group),
    },
    open(runtime) {
      const store = openLogStore(join(runtime.directory('logs'), 'logs.sqlite'), { now: () => 1 });
      const line = (name: string, key: string, message: string) => ({
        ...{ group: name, stream: key, message, timestamp: 1, ingestionTime: 1 },
      });
      const isOpen = (name: string, key: string) => store.streams.has(name, key);
      return {
        do: {
          open(name, key) {
            store.groups.put(name);
            store.streams.put(name, key);
          },
          write(name, key, messages) {
            if (isOpen(name, key)) store.write(messages.map((message) => line(name, key, message)));
          },
          print(name, key, message) {
            store.append(line(name, key, message));
            store.flush();
          },
          retain: (name, days) => store.groups.setRetention(name, days),
          close: (name, key) => store.streams.remove(name, key),
          remove: (name) => store.groups.remove(name),
        },
        state: () =>
          store.groups.all('').map(({ name, retentionDays }) => ({
            ...{ name, retentionDays },
            streams: store.streams.all(name, '').map((one) => one.name),
            lines: store.events({ group: name, limit: 1_000 }).map((event) => [event.stream, event.message]),
          })),
        close: store.close,
      };
    },
    model() {
      interface Group {
        readonly name: string;
        retentionDays: number | undefined;
        streams: string[];
        lines: string[][];
      }
      const groups = new Map<string, Group>();
      const write = (name: string, key: string, messages: readonly string[]) => {
        const found = groups.get(name);
        if (found?.streams.includes(key)) found.lines.push(...messages.map((message) => [key, message]));
      };
      return {
        do: {
          open(name, key) {
            const found = groups.get(name) ?? { name, retentionDays: undefined, streams: [], lines: [] };
            found.streams = [...new Set([...found.streams, key])].sort();
            groups.set(name, found);
          },
          write,
          print: (name, key, message) => write(name, key, [message]),
          retain(name, days) {
            const found = groups.get(name);
            if (found) found.retentionDays = days;
          },
          close(name, key) {
            const found = groups.get(name);
            if (!found) return;
            found.streams = found.streams.filter((one) => one !== key);
            found.lines = found.lines.filter(([one]) => one !== key);
          },
          remove: (name) => void groups.delete(name),
        },
        state: () => GROUPS.flatMap((name) => groups.get(name) ?? []),
      };
    },
  }));
