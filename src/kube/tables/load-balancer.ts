/** The addresses of load balancers, of services and ingresses. */
import { type Fields, text } from '../fields.js';

/** Each address or host name once, in the order of their texts. */
export const addressesOf = (points: readonly Fields[]): string[] =>
  [...new Set(points.map(({ ip, hostname }) => text(ip) || text(hostname)).filter(Boolean))].sort();
