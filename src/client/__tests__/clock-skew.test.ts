import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import fc from 'fast-check';

import { BrokerWire } from '../broker-wire';
import { ClockSkew } from '../clock-skew';

const NOW = Date.parse('2026-11-24T10:02:00.300Z');

/** What a server whose clock is ahead by `skew` writes at `moment`: cut off to the second. */
const header = (moment: number, skew: number) => new Date(moment + skew).toUTCString();

it('is nothing before an answer has come, and while the clocks may be the same', () => {
  const skew = new ClockSkew();
  expect(skew.milliseconds).toBe(0);
  skew.saw(header(NOW, 200), NOW - 50, NOW + 50);
  expect(skew.milliseconds).toBe(0);
  skew.saw(null, NOW, NOW);
  skew.saw('soon', NOW, NOW);
  expect(skew.milliseconds).toBe(0);
});

it('is never further off than the second that the header leaves open, and the way', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: -7_200_000, max: 7_200_000 }),
      fc.array(fc.tuple(fc.nat(999), fc.nat(300), fc.nat(300)), { minLength: 1, maxLength: 20 }),
      (truth, answers) => {
        const skew = new ClockSkew();
        answers.forEach(([millisecond, there, back], i) => {
          const written = NOW + i * 1000 + millisecond;
          skew.saw(header(written, truth), written - there, written + back);
        });
        expect(Math.abs(skew.milliseconds - truth)).toBeLessThanOrEqual(1600);
      }
    )
  );
});

it('forgets what it knew when a clock is set anew', () => {
  const skew = new ClockSkew();
  skew.saw(header(NOW, 3_600_000), NOW, NOW + 10);
  expect(skew.milliseconds).toBeGreaterThan(3_590_000);
  skew.saw(header(NOW + 5000, 0), NOW + 5000, NOW + 5010);
  expect(skew.milliseconds).toBe(0);
});

describe('from the answers of a server whose clock is an hour ahead', () => {
  let server: Server;
  let baseUrl: string;
  beforeAll(async () => {
    server = createServer((_, response) => {
      response.setHeader('Date', header(Date.now(), 3_600_000));
      response.statusCode = 404;
      response.end('{}');
    });
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  it('is measured by every answer, refusals too', async () => {
    const wire = new BrokerWire({ baseUrl, check: () => [] });
    expect(wire.skew).toBe(0);
    await expect(wire.call('/sessions', {})).rejects.toThrow();
    expect(wire.skew).toBeGreaterThan(3_590_000);
    expect(wire.skew).toBeLessThan(3_610_000);
  });
});
