interface Yielding {
  yield(): Promise<void>;
}

/** Lets the page draw and answer, then goes on: before timers, which browsers slow down. */
export async function pagePause(): Promise<void> {
  const { scheduler } = globalThis as { scheduler?: Partial<Yielding> };
  if (scheduler?.yield) {
    return scheduler.yield();
  }
  return new Promise(done => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      done();
    };
    port2.postMessage(undefined);
  });
}
