import { gzipSync } from 'node:zlib';

import type { OfferSetResponse } from '../../../../model/offer-set';
import { messageText } from '../../../../model/template';
import { question } from '../../../__tests__/test-broker';
import type { BrokerPlatformOptions } from '../broker-platform';
import { startAggregator } from './brokers';
import {
  certificate,
  json,
  session,
  startCrooked,
  text,
  yes,
  type CrookedBroker,
  type Script,
  type Scripts
} from './crooked-broker';

const hang: Script = () => undefined;
const anything = (script: Script): Scripts => ({
  '*': script,
  'POST /requests': script,
  'GET /offersets/{id}': script
});
const no = (more: object = {}): object => ({
  kind: 'uri:offerset-response',
  result: 'NO',
  ...more
});

/** Made once: the servers share their process with the broker that is tried. */
const BOMB = gzipSync(Buffer.alloc(64 * 2 ** 20));

interface Case {
  scripts?: Scripts;
  state: 'YES' | 'NO' | 'SILENT';
  words?: RegExp;
  options?: Partial<BrokerPlatformOptions>;
  start?: () => Promise<CrookedBroker>;
}

/** What brokers in the field do, and what is said of it. */
const CASES: Record<string, Case> = {
  hangs: { scripts: anything(hang), state: 'SILENT', words: /did not answer in time/ },
  'drops the connection': {
    scripts: anything(response => void response.destroy()),
    state: 'SILENT',
    words: /broke the connection off/
  },
  'drops it in the middle of the body': {
    scripts: anything(response => {
      response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': '1000' });
      response.write('{"result":', () => response.destroy());
    }),
    state: 'SILENT',
    words: /broke the connection off/
  },
  'has another content type': {
    scripts: anything(text(JSON.stringify(yes(session())), 200, { 'Content-Type': 'text/plain' })),
    state: 'YES'
  },
  'answers 500': { scripts: anything(text('', 500)), state: 'SILENT', words: /it answers 500/ },
  'answers 500 with reasons in YAML': {
    scripts: anything(
      text('message: The database is full\n', 500, { 'Content-Type': 'application/yaml' })
    ),
    state: 'SILENT',
    words: /500 Internal Server Error: The database is full/
  },
  'answers 401': {
    scripts: anything(text('', 401)),
    state: 'SILENT',
    words: /it asks who you are \(401 Unauthorized\); sign in/
  },
  'answers 403 with an empty body': {
    scripts: anything(text('', 403)),
    state: 'SILENT',
    words: /it does not let you \(403 Forbidden\)/
  },
  'answers 404 with an empty body': {
    scripts: anything(text('', 404)),
    state: 'SILENT',
    words: /it answers 404 Not Found/
  },
  'is busy for an hour': {
    scripts: anything(text('', 429, { 'Retry-After': '3600' })),
    state: 'SILENT',
    words: /it asks to wait for 3600 s/
  },
  'has a page for errors': {
    scripts: anything(
      text('<!DOCTYPE html><html><title>Bad <b>gateway</b></title><script>x</script>', 502, {
        'Content-Type': 'text/html'
      })
    ),
    state: 'SILENT',
    words: /502 Bad Gateway: Bad/
  },
  'is a web page': {
    scripts: anything(text('<html><head><title>Welcome</title></head></html>')),
    state: 'SILENT',
    words: /it answers with a web page: "Welcome"/
  },
  'answers without end': {
    scripts: anything(response => {
      response.writeHead(200, { 'Content-Type': 'application/json' });
      const block = Buffer.alloc(2 ** 20, ' ');
      const more = (): void => {
        while (!response.destroyed && response.write(block)) {
          // Until it is full.
        }
      };
      response.on('drain', more);
      more();
    }),
    state: 'SILENT',
    words: /longer than 16 MB/
  },
  'sends a bomb': {
    scripts: anything(response => {
      response.writeHead(200, { 'Content-Encoding': 'gzip', 'Content-Type': 'application/json' });
      response.end(BOMB);
    }),
    state: 'SILENT',
    words: /longer than 16 MB/
  },
  'nests without end': {
    scripts: anything(text(`{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}`)),
    state: 'SILENT',
    words: /nested more than 50 deep/
  },
  'sends on to another host': {
    scripts: anything(text('', 302, { Location: 'http://192.0.2.1/login' })),
    state: 'SILENT',
    words: /it sends on to http:\/\/192\.0\.2\.1, which is not followed/
  },
  'sends on in circles': {
    scripts: { 'GET /offersets/{id}': text('', 302, { Location: '/offersets/again' }) },
    state: 'SILENT',
    words: /in circles/
  },
  'is not there': {
    start: async () => Promise.resolve({ ...NOWHERE, url: 'http://127.0.0.1:9' }),
    state: 'SILENT',
    words: /nothing listens at 127\.0\.0\.1:9/
  },
  'is a metadata service': {
    start: async () => Promise.resolve({ ...NOWHERE, url: 'http://169.254.169.254/latest' }),
    state: 'SILENT',
    words: /169\.254\.169\.254 is an address that no request goes to/
  },
  'has a certificate that nobody signed': {
    start: async () => startCrooked({}, certificate('IP:127.0.0.1')),
    state: 'SILENT',
    words: /signed by nobody whom this machine trusts; name the file/
  },
  'says NO without offers and without a word': {
    scripts: { 'GET /offersets/{id}': json(no()) },
    state: 'NO',
    words: /says NO, and gives no reason/
  },
  'says NO with a template that it never filled': {
    scripts: {
      'GET /offersets/{id}': json(
        no({
          meta: { messages: [{ level: 'WARN', template: 'Unknown executable type [${type}]' }] },
          offers: []
        })
      )
    },
    state: 'NO',
    words: /^Unknown executable type \[…\]$/
  },
  'says YES, and offers nothing': {
    scripts: { 'GET /offersets/{id}': json(yes()) },
    state: 'NO',
    words: /says YES, and makes no offer/
  },
  'answers 200 with the set': { scripts: { 'POST /requests': json(yes(session())) }, state: 'YES' },
  'answers 303 with the set, to a place that is not there': {
    scripts: { 'POST /requests': json(yes(session()), 303, { Location: '/offersets/none' }) },
    state: 'YES'
  },
  'names itself as a proxy hides it': {
    scripts: {
      'POST /requests': text('', 303, { Location: 'http://internal:8080/api/offersets/abc' })
    },
    state: 'YES'
  },
  'takes YAML only': {
    scripts: {
      'POST /requests': (response, { headers }) =>
        headers['content-type'] === 'application/yaml'
          ? text('result: "YES"\noffers: []\n', 200)(response, { body: '', headers, path: '' })
          : text('', 415)(response, { body: '', headers, path: '' })
    },
    state: 'NO',
    words: /says YES/
  },
  'lives an hour ahead': {
    scripts: {
      'GET /offersets/{id}': json(
        yes(session('OFFERED', { expires: new Date(Date.now() + 3_900_000).toISOString() })),
        200,
        { Date: new Date(Date.now() + 3_600_000).toUTCString() }
      ),
      'POST /requests': text('', 303, {
        Location: '/offersets/1',
        Date: new Date(Date.now() + 3_600_000).toUTCString()
      }),
      '*': text('', 404, { Date: new Date(Date.now() + 3_600_000).toUTCString() })
    },
    state: 'YES',
    words: /clock of .* is (?:PT1H|PT59M\d+S|PT1H\d+S) ahead/
  },
  'knows no time, no names, and writes numbers as strings': {
    scripts: {
      'GET /offersets/{id}': json({
        result: 'YES',
        offers: [
          {
            kind: 'x',
            meta: { uuid: '11111111-2222-4333-8444-555555555555', created: '1970-01-01T00:00:00Z' },
            phase: 'OFFERED',
            expires: '1970-01-01T00:00:00Z',
            compute: {
              kind: 'y',
              cores: { min: '1', max: '1' },
              schedule: {
                available: { start: '2026-11-23T10:00:00.123456789Z/PT0S', duration: 'PT1H' }
              }
            }
          }
        ]
      })
    },
    state: 'YES'
  },
  'makes one offer that cannot be understood': {
    scripts: { 'GET /offersets/{id}': json(yes('rubbish' as never, session())) },
    state: 'YES'
  }
};

const NOWHERE: CrookedBroker = { url: '', asked: [], phase: '', scripts: {} };

describe('brokers that misbehave', () => {
  it('are rows with their reasons, and hold up nobody', async () => {
    const healthy = await startAggregator({ own: ['Fine'] });
    const crooked = await Promise.all(
      Object.entries(CASES).map(async ([name, { start, scripts }]) => ({
        name,
        url: (await (start ? start() : startCrooked(scripts))).url,
        patience: 15_000
      }))
    );
    const us = await startAggregator({
      below: [...crooked, { name: 'healthy', url: healthy.url }]
    });

    const first = await us.client.ask(question(), { wait: 0 });
    const sets: OfferSetResponse[] = [];
    for await (const set of us.client.followOfferSet(first.meta!.uuid!)) {
      sets.push(set);
    }
    const states = (set: OfferSetResponse): Record<string, string> =>
      Object.fromEntries((set.answers ?? []).map(({ platform, state }) => [platform, state]));
    // Not by the clock: what is healthy was there while others were still being waited for.
    expect(sets.map(states)).toContainEqual(
      expect.objectContaining({ healthy: 'YES', hangs: 'ASKING' })
    );

    const last = sets.at(-1)!;
    const rows = Object.fromEntries(
      (last.answers ?? []).map(({ platform, state, messages }) => [
        platform,
        { state, words: (messages ?? []).map(messageText).join(' ') }
      ])
    );
    const expected = Object.fromEntries(
      Object.entries(CASES).map(([name, { state, words }]) => [
        name,
        { state, words: words ? expect.stringMatching(words) : expect.any(String) }
      ])
    );
    expect(rows).toEqual({ ...expected, healthy: { state: 'YES', words: '' } });
    expect(last.result).toBe('YES');

    const offer = (name: string): NonNullable<OfferSetResponse['offers']>[number] =>
      last.offers!.find(({ platform }) => platform === name)!;
    const left = Date.parse(offer('lives an hour ahead').expires!) - Date.now();
    expect(left).toBeLessThan(320_000);
    expect(left).toBeGreaterThan(0);
    const odd = offer('knows no time, no names, and writes numbers as strings');
    expect(odd.compute?.cores).toEqual({ min: 1, max: 1 });
    expect(odd.schedule?.available?.duration).toBe('PT1H');
    expect(Date.parse(odd.expires!)).toBeGreaterThan(Date.now());
  });

  it('are trusted by the file of their authority, and never under another name', async () => {
    const right = certificate('IP:127.0.0.1');
    const wrong = certificate('DNS:elsewhere.example');
    const old = certificate('IP:127.0.0.1', { expired: true });
    const below = await Promise.all(
      [right, wrong, old].map(async (tls, i) => ({
        name: `TLS ${i}`,
        url: (await startCrooked({}, tls)).url,
        caFile: tls.file
      }))
    );
    const us = await startAggregator({ below });
    const { answers } = await us.client.ask(question());
    expect(answers).toMatchObject([
      { platform: 'TLS 0', state: 'YES' },
      {
        platform: 'TLS 1',
        state: 'SILENT',
        messages: [{ message: expect.stringMatching(/is for another host/) }]
      },
      {
        platform: 'TLS 2',
        state: 'SILENT',
        messages: [{ message: expect.stringMatching(/has expired/) }]
      }
    ]);
  });
});
