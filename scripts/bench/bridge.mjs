import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

import { PYTHON } from './places.mjs';
import { ms, print } from './printing.mjs';

/** A kernel on another Jupyter server: direct on its WebSocket, and through the kernel bridge. */
export function benchBridge() {
  const output = execFileSync(PYTHON, [join(import.meta.dirname, 'bridge.py')], {
    stdio: ['ignore', 'pipe', 'inherit']
  });
  const { direct, plain, relayed } = JSON.parse(output.toString());
  print('bridge: one execution, direct (median of 200)', ms(direct.round));
  for (const [name, figures] of Object.entries({ 'plain server': plain, relay: relayed })) {
    print(`    through the bridge, ${name}`, ms(figures.round), `${ms(direct.round + 3)}`);
  }
  for (const [what, most] of Object.entries({ display: 1.5, buffers: 2 })) {
    print(`bridge: 200 MB of ${what}, direct (median of 3)`, ms(direct[what] * 1000));
    for (const [name, figures] of Object.entries({ 'plain server': plain, relay: relayed })) {
      const times = (figures[what] / direct[what]).toFixed(2);
      const value = `${ms(figures[what] * 1000)} (${times})`;
      print(`    through the bridge, ${name}`, value, `${most} times`);
    }
  }
}
