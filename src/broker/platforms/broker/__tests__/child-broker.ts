import { buildApp } from '../../../app';
import { openStore } from '../../../store/store';
import { BrokerPlatform } from '../broker-platform';

/** A broker of ours as a process of its own, above one other: `node child-broker.cjs FOLDER URL`. */
async function main([folder = '', url = '']: string[]): Promise<void> {
  const store = openStore(folder);
  const app = await buildApp({
    store,
    log: false,
    platforms: (report, onError) => [
      new BrokerPlatform({
        ...{ name: 'There', url, report, onError },
        identity: store.identity,
        files: store.files,
        authorize: async () => Promise.resolve({})
      })
    ]
  });
  process.stdout.write(`${await app.listen({ port: 0, host: '127.0.0.1' })}\n`);
}

void main(process.argv.slice(2));
