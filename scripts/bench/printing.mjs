/** A figure beside its budget. */
export function print(what, value, budget) {
  console.log(`${what.padEnd(62)} ${value.padStart(14)}   ${budget ? `budget ${budget}` : ''}`);
}

export const ms = value => `${value.toFixed(value < 10 ? 1 : 0)} ms`;

export function median(values) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}
