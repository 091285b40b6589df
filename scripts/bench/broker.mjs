import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { notebook, question, startBroker } from './own-broker.mjs';
import { ENVIRONMENTS, PYTHON } from './places.mjs';
import { median, ms, print } from './printing.mjs';

/** Our broker alone: its start, its answers, its memory, and a run beside the same by hand. */
export async function benchBroker(folder) {
  const starts = [];
  for (let i = 0; i < 5; i++) {
    const broker = await startBroker(folder, `start-${i}`);
    await broker.call('/sessions');
    starts.push(performance.now() - broker.start);
    await broker.stop();
  }
  print('broker: start to first answer (median of 5)', ms(median(starts)), '400 ms');

  const broker = await startBroker(folder, 'broker');
  await broker.call('/requests', question);
  const asks = [];
  for (let i = 0; i < 100; i++) {
    const start = performance.now();
    await broker.call('/requests', question);
    asks.push(performance.now() - start);
  }
  print('broker: question to offer, warm (median of 100)', ms(median(asks)));
  await sleep(5000);
  print('broker: resident when idle', `${(broker.resident / 2 ** 20).toFixed(0)} MB`, '90 MB');

  await run(broker); // builds the environment, where it is not there
  const through = [];
  const byHand = [];
  for (let i = 0; i < 5; i++) {
    through.push(await run(broker));
    byHand.push(runByHand(folder));
  }
  print('run of 10 cells through the broker (median of 5)', ms(median(through)));
  print('the same by hand with nbclient (median of 5)', ms(median(byHand)));
  print('overhead over nbclient by hand', ms(median(through) - median(byHand)), '1000 ms');
  await broker.stop();
}

async function run(broker) {
  const set = await broker.call('/requests', question);
  const { uuid } = set.offers[0].meta;
  const start = performance.now();
  await broker.call(`/sessions/${uuid}`, {
    kind: 'uri:enum-value-update',
    path: 'phase',
    value: 'ACCEPTED'
  });
  for (;;) {
    const { phase, meta } = await broker.call(`/sessions/${uuid}`);
    if (phase === 'COMPLETED') {
      return performance.now() - start;
    }
    if (phase === 'FAILED') {
      throw new Error(JSON.stringify(meta.messages.at(-1)));
    }
    await sleep(5);
  }
}

/** nbclient in the same environment's kernel, in a process of its own as a person would start it. */
function runByHand(folder) {
  const environment = execFileSync('ls', ['-t', ENVIRONMENTS]).toString().split('\n');
  const kernel = environment.find(name => !name.endsWith('.lock') && name && !name.startsWith('.'));
  const python = join(ENVIRONMENTS, kernel, 'bin/python');
  const path = join(folder, 'hand.ipynb');
  writeFileSync(path, notebook);
  const script = `
import sys, nbformat
from jupyter_client.manager import AsyncKernelManager
from jupyter_client.kernelspec import KernelSpec
from nbclient import NotebookClient
book = nbformat.read(${JSON.stringify(path)}, 4)
km = AsyncKernelManager()
km._kernel_spec = KernelSpec(argv=[${JSON.stringify(python)}, "-m", "ipykernel_launcher", "-f", "{connection_file}"], display_name="x", language="python")
NotebookClient(book, km=km).execute()
nbformat.write(book, ${JSON.stringify(path)})
`;
  const start = performance.now();
  execFileSync(PYTHON, ['-c', script], { stdio: ['ignore', 'ignore', 'inherit'] });
  return performance.now() - start;
}
