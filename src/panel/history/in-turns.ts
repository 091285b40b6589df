/** Does something with each of many things, a few at a time. */
export async function inTurns<T>(
  things: readonly T[],
  atOnce: number,
  act: (thing: T) => Promise<void>
): Promise<void> {
  const rest = [...things].values();
  const worker = async () => {
    for (const thing of rest) {
      await act(thing);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}
