/** 分 as a decimal string in yuan, as a person reads it: `660000000` → `6,600,000.00`. */
export function yuan(fen: string): string {
  const digits = fen.padStart(3, '0');
  return `${digits.slice(0, -2).replaceAll(/\B(?=(\d{3})+$)/g, ',')}.${digits.slice(-2)}`;
}
