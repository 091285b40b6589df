import { createHash } from 'node:crypto';
import { existsSync, readdirSync, utimesSync } from 'node:fs';
import { join } from 'node:path';

import type { SessionRef } from '../platforms/platform';
import { LocalPlatform } from '../platforms/local/local-platform';
import { Pruning } from '../sessions/pruning';
import { FileStore } from '../store/file-store';
import { openStore, type Store } from '../store/store';
import { ran } from './local-broker';
import { ask, notebook } from './notebooks';
import { ENVIRONMENTS, PYTHON } from './service';
import {
  FakePlatform,
  question,
  startBroker,
  temporaryFolder,
  until,
  type TestBroker
} from './test-broker';

jest.setTimeout(240_000);

const DAY = 24 * 3600 * 1000;

/** This computer, on which the removal of files never comes to its end. Leaves out: nothing else. */
class FakeSlowDisk extends LocalPlatform {
  override async discard(_session: SessionRef): Promise<void> {
    this.began = true;
    return new Promise(() => undefined);
  }

  began = false;
}

function here(folder: string, Kind = LocalPlatform) {
  const made: LocalPlatform[] = [];
  const broker = startBroker({
    folder,
    platforms: (report, onError) => {
      const platform = new Kind({
        name: 'This computer',
        folder: join(folder, 'sessions'),
        environments: ENVIRONMENTS,
        files: new FileStore(join(folder, 'files')),
        python: PYTHON,
        uv: 'uv',
        report,
        onError
      });
      made.push(platform);
      return [platform];
    }
  });
  return { broker, made };
}

async function remove(
  { url }: TestBroker,
  uuid: string
): Promise<{ status: number; said: string[] }> {
  const response = await fetch(`${url}/sessions/${uuid}`, {
    method: 'DELETE',
    headers: { Accept: 'application/json' }
  });
  const { messages } = (await response.json()) as { messages: { message: string }[] };
  return { status: response.status, said: messages.map(({ message }) => message) };
}

const folders = (folder: string) => readdirSync(join(folder, 'sessions'));

describe('a session that is deleted', () => {
  it('is gone with its files, and with what was asked for it', async () => {
    const folder = temporaryFolder();
    const broker = await here(folder).broker;
    const kept = await ran(broker, ask(notebook('1')));
    const { meta } = await ran(broker, ask(notebook('open("made.txt", "w").write("x")')));
    const uuid = meta!.uuid!;
    expect(existsSync(join(folder, 'sessions', uuid, 'work', 'made.txt'))).toBe(true);
    expect(await remove(broker, uuid)).toEqual({ status: 200, said: [] });
    expect(folders(folder)).toEqual([kept.meta!.uuid]);
    expect((await remove(broker, uuid)).status).toBe(404);
    await expect(broker.client.session(uuid)).rejects.toThrow(`There is no session ${uuid} here`);
    const { sessions } = await broker.client.sessions();
    expect(sessions.map(session => session.meta?.uuid)).toEqual([kept.meta!.uuid]);
    await broker.app.close();
    const store = openStore(folder);
    expect(await store.db.selectFrom('offer_sets').select('uuid').execute()).toHaveLength(1);
    expect(await store.db.selectFrom('discards').selectAll().execute()).toEqual([]);
    await store.close();
  });

  it('loses its files after a restart where the broker ended in between', async () => {
    const folder = temporaryFolder();
    const { broker, made } = here(folder, FakeSlowDisk);
    const first = await broker;
    const { meta } = await ran(first, ask(notebook('1')));
    const removing = remove(first, meta!.uuid!).catch(() => undefined);
    await until(async () => Promise.resolve((made[0] as FakeSlowDisk).began));
    await first.app.close();
    await removing;
    expect(folders(folder)).toEqual([meta!.uuid]);
    const second = await here(folder).broker;
    await until(async () => Promise.resolve(folders(folder).length === 0));
    expect((await second.client.sessions()).sessions).toEqual([]);
  });

  it('is not adopted again by a broker that has lost its database', async () => {
    const folder = temporaryFolder();
    const first = await here(folder).broker;
    const { meta } = await ran(first, ask(notebook('1')));
    await first.app.close();
    const { mkdirSync, renameSync, rmSync, writeFileSync } = await import('node:fs');
    // As a removal leaves it that ended in the middle.
    renameSync(
      join(folder, 'sessions', meta!.uuid!),
      join(folder, 'sessions', `.discarded-${meta!.uuid!}`)
    );
    for (const suffix of ['', '-wal', '-shm']) {
      rmSync(join(folder, `broker.sqlite${suffix}`), { force: true });
    }
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'broker.sqlite'), 'this is no database, but it is long enough');
    const second = await here(folder).broker;
    expect((await second.client.sessions()).sessions).toEqual([]);
  });

  it('has ended: one that runs is refused, and goes on', async () => {
    const broker = await startBroker({ platforms: report => [new FakePlatform(report)] });
    const uuid = (await broker.client.ask(question())).offers![0]!.meta!.uuid!;
    await broker.client.accept(uuid);
    const { status, said } = await remove(broker, uuid);
    expect(status).toBe(409);
    expect(said).toEqual([
      `The session ${uuid} is ACCEPTED, and only what has ended can be deleted. Cancel it first.`
    ]);
    expect((await broker.client.session(uuid)).phase).toBe('ACCEPTED');
    await broker.client.cancel(uuid);
    expect((await remove(broker, uuid)).status).toBe(200);
  });

  it('whose platform is gone is forgotten, and loses its files when that is back', async () => {
    const folder = temporaryFolder();
    const first = await here(folder).broker;
    const { meta } = await ran(first, ask(notebook('1')));
    await first.app.close();
    const without = await startBroker({ folder, platforms: () => [] });
    const { status, said } = await remove(without, meta!.uuid!);
    expect([status, ...said]).toEqual([
      200,
      expect.stringContaining('its files go when it is again')
    ]);
    await without.app.close();
    await here(folder).broker;
    await until(async () => Promise.resolve(folders(folder).length === 0));
  });
});

describe('the files that were sent', () => {
  const old = (store: Store, digest: string, hours: number) => {
    const at = Date.now() / 1000 - hours * 3600;
    utimesSync(store.files.path(digest), at, at);
  };

  it('go with the last session that they were sent for', async () => {
    const folder = temporaryFolder();
    const broker = await startBroker({ folder, platforms: report => [new FakePlatform(report)] });
    const [first, second] = [0, 1].map(async () => {
      const { offers = [] } = await broker.client.ask(question());
      await broker.client.accept(offers[0]!.meta!.uuid!);
      await broker.client.cancel(offers[0]!.meta!.uuid!);
      return offers[0]!.meta!.uuid!;
    });
    const uuids = [await first!, await second!];
    const store = openStore(folder);
    const digest = createHash('sha256').update('{}').digest('hex');
    old(store, digest, 1);
    await remove(broker, uuids[0]!);
    expect(await store.files.size(digest)).toBe(2);
    await remove(broker, uuids[1]!);
    expect(await store.files.size(digest)).toBeUndefined();
    await store.close();
  });

  it('stay for a day where nothing names them yet, and as long as something does', async () => {
    const folder = temporaryFolder();
    const broker = await startBroker({ folder, platforms: report => [new FakePlatform(report)] });
    await broker.client.ask(question());
    await broker.app.close();
    const store = openStore(folder);
    const named = createHash('sha256').update('{}').digest('hex');
    const fresh = await store.files.put(Buffer.from('fresh'));
    const left = await store.files.put(Buffer.from('left'));
    old(store, named, 100);
    old(store, fresh, 23);
    old(store, left, 25);
    await new Pruning(store, error => {
      throw error;
    }).prune();
    const sizes = await Promise.all([named, fresh, left].map(async of => store.files.size(of)));
    expect(sizes).toEqual([2, 5, undefined]);
    await store.close();
  });
});

describe('offers that nobody accepted', () => {
  async function aged(store: Store): Promise<void> {
    const at = Date.now() - 8 * DAY;
    await store.db.updateTable('sessions').set({ created: at, expires: at }).execute();
    await store.db.updateTable('offer_sets').set({ created: at }).execute();
  }

  it('are forgotten after some days, with their questions; accepted ones and fresh ones stay', async () => {
    const folder = temporaryFolder();
    const broker = await startBroker({
      folder,
      platforms: report => [new FakePlatform(report, 'Here', { cores: 1000, memory: 1000 })]
    });
    const accepted = (await broker.client.ask(question())).offers![0]!.meta!.uuid!;
    await broker.client.accept(accepted);
    for (let i = 0; i < 3; i++) {
      const { offers = [] } = await broker.client.ask(question());
      for (const { meta } of offers) {
        await broker.client.reject(meta!.uuid!);
      }
    }
    await broker.app.close();
    const store = openStore(folder);
    const pruning = new Pruning(store, error => {
      throw error;
    });
    const count = async () => {
      const [sessions, sets] = await Promise.all([
        store.db.selectFrom('sessions').select('uuid').execute(),
        store.db.selectFrom('offer_sets').select('uuid').execute()
      ]);
      return { sessions: sessions.length, sets: sets.length };
    };
    await pruning.prune();
    expect(await count()).toEqual({ sessions: 8, sets: 4 });
    await aged(store);
    await pruning.prune();
    expect(await count()).toEqual({ sessions: 1, sets: 1 });
    const [left] = await store.db.selectFrom('sessions').select('uuid').execute();
    expect(left?.uuid).toBe(accepted);
    await store.close();
  });
});
