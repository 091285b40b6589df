import { isForbidden } from '../../../address';
import { ClockSkew } from '../clock-skew';
import { redirected } from '../redirection';

describe('an address', () => {
  it.each([
    '169.254.169.254',
    '::ffff:169.254.169.254',
    '64:ff9b::a9fe:a9fe',
    '2002:a9fe:a9fe::1',
    'fe80::1',
    'fd00:ec2::254',
    '100.100.100.200',
    '0.0.0.0',
    '::',
    '224.0.0.1',
    'ff02::1',
    '255.255.255.255'
  ])('%s is never connected to', address => expect(isForbidden(address)).toBe(true));

  it.each(['127.0.0.1', '::1', '10.1.2.3', '192.168.0.1', 'fd12::1', '8.8.8.8', 'example.org'])(
    '%s is fine',
    address => expect(isForbidden(address)).toBe(false)
  );
});

describe('a Location', () => {
  const base = 'https://broker.example/eb';
  const from = `${base}/requests`;

  it.each([
    ['/eb/offersets/1', `${base}/offersets/1`],
    ['offersets/1', `${base}/offersets/1`],
    ['https://broker.example/eb/other', `${base}/other`],
    // Behind a proxy that takes the prefix off, or under another name and scheme.
    ['/offersets/1', `${base}/offersets/1`],
    ['http://10.0.0.1:8080/api/sessions/1', `${base}/sessions/1`],
    ['https://broker.example/login', 'https://broker.example/login'],
    ['https://evil.example/login', undefined],
    ['http://broker.example/login', undefined],
    ['//evil.example/x', undefined],
    ['http://[', undefined]
  ])('%s leads to %s', (location, target) => expect(redirected(location, from, base)).toBe(target));
});

describe('the difference of clocks', () => {
  it('is the median of the last few, and nothing where it is small', () => {
    const skew = new ClockSkew();
    const date = (ahead: number): string => new Date(1_000_000 + ahead).toUTCString();
    skew.note(date(1000), 1_000_000, 1_000_000);
    expect(skew.ahead).toBe(0);
    skew.note(undefined, 0, 0);
    skew.note('rubbish', 0, 0);
    [3_600_000, 3_600_000, 9_000_000, 3_600_000].forEach(ahead =>
      skew.note(date(ahead), 1_000_000, 1_000_000)
    );
    expect(skew.ahead).toBe(3_600_500);
  });
});
