/** Amounts such as `500m` or `128Mi` as plain numbers, to count cores and bytes. Pure. */

const suffixes: Record<string, number> = {
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
  Ei: 2 ** 60,
};

/** The number that a quantity stands for; 0 for other text. */
export function amountOf(quantity: string): number {
  const match = /^([\d.]+)([a-zA-Z]*)$/.exec(quantity);
  return Number(match?.[1] ?? 0) * (suffixes[match?.[2] ?? ''] ?? 1);
}
