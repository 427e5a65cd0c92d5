import type { Log } from './log.ts';

/** What resources are called in the lines that a person reads. */
export interface Names {
  /** Notes what a physical id stands for. */
  add(physicalId: string, logicalId: string): void;
  /** A log that writes the short name of every resource in its place: `Stack-WorkQueue4A7E3555-x1y2…` as `WorkQueue`. */
  readable(log: Log): Log;
}

/** The CDK ends a logical id with eight digits of a hash; nobody reads them. */
const CDK_HASH = /[0-9A-F]{8}$/;
/** What a physical or logical id may be made of. */
const WORD = /[\w.-]{9,}/g;

export function createNames(): Names {
  const shortNames = new Map<string, string>();
  const readable = (message: string) => message.replace(WORD, (word) => shortNames.get(word) ?? word);
  return {
    add(physicalId, logicalId) {
      const short = logicalId.replace(CDK_HASH, '') || logicalId;
      shortNames.set(physicalId, short);
      shortNames.set(logicalId, short);
    },
    readable: (log) => ({
      step: (service, message) => log.step(service, readable(message)),
      warn: (service, message) => log.warn(service, readable(message)),
      // A fault is for whoever mends it, who needs the ids as they are.
      fault: (service, error) => log.fault(service, error),
    }),
  };
}
