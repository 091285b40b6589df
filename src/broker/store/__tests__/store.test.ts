import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Readable } from 'node:stream';

import { messageText } from '../../../model/template';
import { temporaryFolder } from '../../__tests__/test-broker';
import { MIGRATIONS } from '../migrations';
import { openStore } from '../store';

describe('the store', () => {
  it('sets a damaged database aside, says so, and starts a new one', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'broker.sqlite'), 'this is not a database, and long enough to see');
    const store = openStore(folder);
    expect(store.notices.map(messageText).join()).toMatch(/set aside as .*broker\.sqlite\.damaged/);
    expect(await store.db.selectFrom('sessions').selectAll().execute()).toEqual([]);
    await store.close();
    expect(readdirSync(folder).some(name => name.includes('.damaged-'))).toBe(true);
  });

  it('finds damage in the middle of a database too', async () => {
    const folder = temporaryFolder();
    const first = openStore(folder);
    await first.close();
    const file = join(folder, 'broker.sqlite');
    const database = new DatabaseSync(file);
    const page = Number(database.prepare('PRAGMA page_size').get()?.page_size);
    database.close();
    const { openSync, writeSync, closeSync } = await import('node:fs');
    const handle = openSync(file, 'r+');
    writeSync(handle, Buffer.alloc(page * 2, 0xff), 0, page * 2, page);
    closeSync(handle);
    const store = openStore(folder);
    expect(store.notices).toHaveLength(1);
    await store.close();
  });

  it('does not touch a database of a newer version', () => {
    const folder = temporaryFolder();
    const database = new DatabaseSync(join(folder, 'broker.sqlite'));
    database.exec(`PRAGMA user_version = ${MIGRATIONS.length + 1}`);
    database.close();
    expect(() => openStore(folder)).toThrow(/newer version/);
    expect(readdirSync(folder).some(name => name.includes('damaged'))).toBe(false);
  });

  it('keeps a file once, and nothing of one that does not match', async () => {
    const store = openStore(temporaryFolder());
    const digest = await store.files.put(Buffer.from('abc'));
    expect(
      await store.files.put(Readable.from(['a', 'b', 'c'].map(text => Buffer.from(text))))
    ).toBe(digest);
    expect(await store.files.size(digest)).toBe(3);
    const other = digest.replace(/^./, '0');
    await expect(store.files.put(Buffer.from('abc'), other)).rejects.toThrow(/SHA-256/);
    expect(await store.files.size(other)).toBeUndefined();
    expect(() => store.files.path('../../etc/passwd')).toThrow(RangeError);
    expect(existsSync(store.files.path(digest))).toBe(true);
    await store.close();
  });
});
