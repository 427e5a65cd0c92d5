import { TemplateError } from '../runtime/errors.ts';

/**
 * `Fn::Cidr` of an IPv4 block: the first `count` blocks inside it.
 *
 * @param bits host bits of each block: 8 makes blocks of 256 addresses
 * @param where the logical id, for messages
 */
export function subnets(block: string, count: number, bits: number, where: string): string[] {
  const [, ...parts] = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/.exec(block) ?? [];
  const [a = 256, b = 256, c = 256, d = 256, prefix = 33] = parts.map(Number);
  if (Math.max(a, b, c, d) > 255 || prefix > 32)
    throw new TemplateError(where, `Fn::Cidr: ${block} is not an IPv4 block.`);
  const size = 2 ** bits;
  const room = 2 ** (32 - prefix);
  if (!(count >= 1 && count <= 256) || !(bits >= 1 && bits <= 32) || size * count > room)
    throw new TemplateError(where, `Fn::Cidr: ${block} has no ${count} blocks of ${bits} bits.`);
  const address = ((a * 256 + b) * 256 + c) * 256 + d;
  const base = address - (address % room);
  return Array.from({ length: count }, (_, index) => `${dotted(base + index * size)}/${32 - bits}`);
}

const dotted = (address: number): string =>
  [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join('.');
