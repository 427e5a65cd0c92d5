/**
 * Whether a host's name is this machine: `localhost`, every name below it (RFC 6761), and the loopback addresses. Not
 * every resolver knows the names below `localhost`: whoever connects to one uses 127.0.0.1.
 */
export const isThisMachine = (hostname: string): boolean =>
  isLocalName(hostname) || hostname === '127.0.0.1' || hostname === '[::1]';

/** The address to connect to for a URL's host. */
export const addressOf = (hostname: string): string =>
  isLocalName(hostname) ? '127.0.0.1' : hostname.replace(/^\[|\]$/g, '');

const isLocalName = (hostname: string) => /(^|\.)localhost$/i.test(hostname);
