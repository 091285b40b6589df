import { join } from 'node:path';

import {
  JUPYTER_NOTEBOOK,
  PYTHON_PROGRAM,
  SIMPLE_DATA,
  SIMPLE_SESSION
} from '../../../../model/kinds';
import type { ExecutionRequest } from '../../../../model/request';
import { messageText } from '../../../../model/template';
import type { StagingArea } from '../../../staging/staging-area';
import { FileStore } from '../../../store/file-store';
import { temporaryFolder } from '../../../__tests__/test-broker';
import { incoming, outgoing, type OutgoingOptions } from '../outgoing';

const REMOTE = 'https://broker.example';

async function setUp(more: Partial<OutgoingOptions> = {}): Promise<{
  asked: ExecutionRequest;
  options: OutgoingOptions;
  digests: string[];
}> {
  const files = new FileStore(join(temporaryFolder(), 'files'));
  const digests = [await files.put(Buffer.from('{}')), await files.put(Buffer.from('a,b'))];
  return {
    digests,
    options: { files, identity: 'us', platform: 'There', url: REMOTE, ...more },
    asked: {
      executable: {
        kind: JUPYTER_NOTEBOOK,
        meta: { name: 'orbits.ipynb' },
        location: `/files/sha256/${digests[0]}`
      },
      data: [
        {
          kind: SIMPLE_DATA,
          meta: { name: 'planets.csv' },
          location: `/files/sha256/${digests[1]}`
        },
        { kind: SIMPLE_DATA, meta: { name: 'open' }, location: 'https://data.example/x' }
      ],
      question: 'mine',
      round: 3
    }
  };
}

/** Gives every file a URL with a secret in it. */
const staging: StagingArea = {
  words: 'a test',
  publish: async ({ digest, name }) =>
    Promise.resolve(`https://staging.example/${digest}/${name}?signature=secret`)
};

describe('what leaves this broker', () => {
  it('names files in the staging area, and the question as ours', async () => {
    const { asked, options, digests } = await setUp({ staging });
    const { request, warnings } = await outgoing(asked, options);
    expect(warnings).toEqual([]);
    expect(request).toMatchObject({
      executable: {
        location: `https://staging.example/${digests[0]}/orbits.ipynb?signature=secret`
      },
      data: [
        { location: `https://staging.example/${digests[1]}/planets.csv?signature=secret` },
        { location: 'https://data.example/x' }
      ],
      question: 'us:mine',
      round: 3
    });
  });

  it.each([
    [JUPYTER_NOTEBOOK, 'a.ipynb', '/home/me/secret/a.ipynb', 'a.ipynb'],
    [JUPYTER_NOTEBOOK, undefined, 'secret\\a.ipynb', 'a.ipynb'],
    [PYTHON_PROGRAM, 'fit.py', 'secret/fit.py', 'fit.py'],
    [JUPYTER_NOTEBOOK, 'a.ipynb', 'Fits a curve', 'Fits a curve']
  ])('names no folder of this machine: %s, %s, %s', async (kind, name, description, told) => {
    const { asked, options } = await setUp({ staging });
    const meta = { ...(name === undefined ? {} : { name }), description };
    const { request } = await outgoing(
      { ...asked, executable: { ...asked.executable, kind, meta } },
      options
    );
    expect(request.executable.meta).toEqual({ ...meta, description: told });
  });

  it('says what cannot be reached, by name, where there is no way', async () => {
    const { asked, options } = await setUp();
    const { request, warnings } = await outgoing(asked, options);
    expect(warnings.map(messageText)).toEqual([
      'There cannot reach orbits.ipynb, planets.csv. Set up a staging area that it can read from, and ask again'
    ]);
    expect(JSON.stringify(request)).not.toContain('/files/sha256/');
  });

  it('goes to one of ours with small files inside and others beside', async () => {
    const put: string[] = [];
    const uploads = {
      put: async (digest: string): Promise<void> => {
        put.push(digest);
        return Promise.resolve();
      },
      sent: () => 0
    };
    const { asked, options, digests } = await setUp({ uploads });
    const { request } = await outgoing(asked, options);
    expect(put).toEqual([digests[1]]);
    expect(request).toMatchObject({
      executable: { location: 'data:application/octet-stream;base64,e30=' },
      data: [{ location: `/files/sha256/${digests[1]}` }, {}]
    });
  });

  it.each(['file:///home/me/x.csv', '/home/me/x.csv', 'http://localhost:8888/x', 'http://[::1]/x'])(
    'does not name %s',
    async location => {
      const { asked, options } = await setUp({ staging });
      const data = [{ kind: SIMPLE_DATA, meta: { name: 'x.csv' }, location }];
      const { request, warnings } = await outgoing({ ...asked, data }, options);
      expect(JSON.stringify(request)).not.toContain(location);
      expect(warnings.map(messageText)).toEqual([
        'There was not told where x.csv is: that address means something on this machine only'
      ]);
    }
  );

  it('comes back with our own names for our files, and no signed URL', async () => {
    const { asked, options } = await setUp({ staging });
    const { request } = await outgoing(asked, options);
    const back = incoming(asked, {
      kind: SIMPLE_SESSION,
      executable: request.executable,
      ...(request.data ? { data: request.data } : {})
    });
    expect(JSON.stringify(back)).not.toContain('secret');
    expect(back.executable).toEqual(asked.executable);
    expect(back.data).toEqual(asked.data);
  });

  it('is called by our name wherever else a session has it; what is not ours stays', async () => {
    const { asked } = await setUp({ staging });
    const { location = '' } = asked.executable as { location?: string };
    const theirs = `https://there.example/files/sha256/${'0'.repeat(64)}`;
    const { connectors } = incoming(asked, {
      kind: SIMPLE_SESSION,
      executable: asked.executable,
      connectors: [
        { protocol: 'https', location: `https://there.example${location}` },
        { protocol: 'https', location: theirs }
      ]
    });
    expect(connectors?.map(connector => connector.location)).toEqual([location, theirs]);
  });

  it('has a name for its question that fits, however long the chain', async () => {
    const { asked, options } = await setUp({ staging, identity: 'broker-'.repeat(5) });
    const { request } = await outgoing({ ...asked, question: 'q'.repeat(200) }, options);
    expect(request.question!.length).toBeLessThanOrEqual(200);
  });
});
