import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import fc from 'fast-check';

import { BrokerEntry, SignIn } from '../broker-entry';
import { brokerEntries, brokerEntry, brokerSetting } from '../broker-setting';
import { check } from '../validate';
import { WIRE_FORMS } from '../wire-form';

describe('a broker in the settings', () => {
  it('becomes an entry', () => {
    expect(
      brokerEntry({
        name: ' Vienna ',
        url: 'https://vo.example.org/broker/',
        form: 'seed',
        signIn: 'oidc',
        user: 'left over from another kind',
        issuer: 'https://login.example.org',
        clientId: 'broker',
        scope: '',
        enabled: false
      })
    ).toEqual({
      name: 'Vienna',
      url: 'https://vo.example.org/broker',
      form: 'seed',
      signIn: { kind: 'oidc', issuer: 'https://login.example.org', clientId: 'broker' },
      enabled: false
    });
  });

  it.each([
    ['https://vo.example.org:8443/broker', 'vo.example.org:8443'],
    ['http://[::1]:8080', '[::1]:8080'],
    ['not a URL', 'not a URL']
  ])('is called by its host without a name: %s', (url, name) => {
    expect(brokerEntry({ url })).toEqual({ name, url });
  });

  it('is left out until it has a URL', () => {
    expect(brokerEntries([{ name: 'a' }, { name: 'b', url: 'http://b' }, 'c', null])).toEqual([
      { name: 'b', url: 'http://b' }
    ]);
    expect(brokerEntries(undefined)).toEqual([]);
  });

  it('comes back from its entry', () => {
    const word = fc.stringMatching(/^[a-z]{1,9}$/);
    const signIn = fc.oneof(
      fc.record({ kind: fc.constant('basic' as const), user: word }),
      fc.record({ kind: fc.constant('bearer' as const) }),
      fc.record(
        {
          kind: fc.constant('oidc' as const),
          issuer: fc.webUrl(),
          clientId: word,
          scope: word
        },
        { requiredKeys: ['kind', 'issuer', 'clientId'] }
      )
    );
    const entry = fc.record(
      {
        name: word,
        url: fc.webUrl().map(url => url.replace(/\/+$/, '')),
        form: fc.constantFrom(...WIRE_FORMS),
        signIn,
        caFile: word,
        enabled: fc.constant(false)
      },
      { requiredKeys: ['name', 'url'] }
    );
    fc.assert(
      fc.property(entry, written => {
        expect(check(BrokerEntry, written)).toEqual([]);
        expect(brokerEntry(brokerSetting(written))).toEqual(written);
      })
    );
  });
});

describe('schema/panel.json', () => {
  const file = join(__dirname, '..', '..', '..', 'schema', 'panel.json');
  const { brokers } = (
    JSON.parse(readFileSync(file, 'utf8')) as {
      properties: { brokers: { default: unknown; items: { properties: Record<string, Field> } } };
    }
  ).properties;
  const fields = brokers.items.properties;
  interface Field {
    oneOf?: { const: string }[];
    title: string;
  }

  it('knows every form and every way to sign in, and no secret', () => {
    expect(fields.form?.oneOf?.map(choice => choice.const)).toEqual(['auto', ...WIRE_FORMS]);
    expect(fields.signIn?.oneOf?.map(choice => choice.const)).toEqual(
      SignIn.anyOf.map(({ properties }) => properties.kind.const)
    );
    expect(Object.keys(fields).sort()).toEqual(
      [
        'name',
        'url',
        'form',
        'signIn',
        'user',
        'issuer',
        'clientId',
        'scope',
        'caFile',
        'enabled'
      ].sort()
    );
  });

  it('has no brokers by itself', () => {
    expect(brokers.default).toEqual([]);
  });
});
