// The measurements of docs/performance.md: node scripts/bench.mjs [THEME]. Nothing here is a test; figures
// depend on the machine, so each stands beside its budget and, where there is one, a yardstick.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { benchBridge } from './bench/bridge.mjs';
import { benchBroker } from './bench/broker.mjs';
import { benchDescription } from './bench/description.mjs';
import { benchFollowing } from './bench/following.mjs';
import { benchHistory } from './bench/history.mjs';
import { benchNetwork } from './bench/network.mjs';
import { benchOffers } from './bench/offers.mjs';
import { benchPage } from './bench/page.mjs';
import { benchSession } from './bench/session.mjs';

const THEMES = {
  broker: benchBroker,
  network: benchNetwork,
  following: benchFollowing,
  description: benchDescription,
  page: benchPage,
  offers: benchOffers,
  session: benchSession,
  history: benchHistory,
  bridge: benchBridge
};

const only = process.argv[2];
if (only !== undefined && !Object.hasOwn(THEMES, only)) {
  console.error(`There is no theme ${only}; there are ${Object.keys(THEMES).join(', ')}`);
  process.exit(2);
}
const folder = mkdtempSync(join(tmpdir(), 'broker-bench-'));
try {
  for (const [name, bench] of Object.entries(THEMES)) {
    if (only === undefined || only === name) {
      await bench(folder);
    }
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
