import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import fc from 'fast-check';

import { checkDocument } from '../../model/validate';
import { dialectOf, formOf, WIRE_FORMS, type WireForm } from '../dialect';
import { APRIL, EVERY, OCTOBER, offerSets, pruned, requests, sessions, updates } from './documents';
import { EXTENSIONS } from './extensions';
import { against, PUBLISHED, type PublishedForm } from './published';

/** As it comes over a wire: plain JSON. */
const sent = (document: unknown): unknown => JSON.parse(JSON.stringify(document)) as unknown;
const v1 = dialectOf('v1.0');
const choiceOf = (form: WireForm): typeof EVERY => (form === 'wd-2025-04' ? APRIL : OCTOBER);

describe.each(WIRE_FORMS)('the form %s', form => {
  const dialect = dialectOf(form);

  it('brings every request back', () => {
    fc.assert(
      fc.property(requests(EVERY), request => {
        const found = dialect.readRequest(sent(dialect.writeRequest(request)));
        expect(pruned(found)).toEqual(pruned(v1.readRequest(request)));
        expect(checkDocument('ExecutionRequest', found)).toEqual([]);
      })
    );
  });

  it('brings every session back', () => {
    fc.assert(
      fc.property(sessions(EVERY), session => {
        const found = dialect.readSession(sent(dialect.writeSession(session)));
        expect(pruned(found)).toEqual(pruned(v1.readSession(session)));
        expect(checkDocument('ExecutionSession', found)).toEqual([]);
      })
    );
  });

  it('brings every offer set back', () => {
    fc.assert(
      fc.property(offerSets(EVERY), set => {
        const found = dialect.readOfferSet(sent(dialect.writeOfferSet(set)));
        expect(pruned(found)).toEqual(pruned(v1.readOfferSet(set)));
        expect(checkDocument('OfferSetResponse', found)).toEqual([]);
      })
    );
  });

  it('brings every update back', () => {
    fc.assert(
      fc.property(updates, update => {
        const found = dialect.readUpdate(sent(dialect.writeUpdate(update)));
        // The draft sets a status, and says no more of it.
        const expected =
          form === 'seed' && update.path === 'phase'
            ? { ...update, kind: 'uri:enum-value-update' }
            : update;
        expect(found).toEqual(expected);
      })
    );
  });

  it('is told from the others by what it writes', () => {
    fc.assert(
      fc.property(requests(choiceOf(form)), request => {
        expect(formOf(sent(dialect.writeRequest(request)))).toBe(form);
      })
    );
    fc.assert(
      fc.property(sessions(choiceOf(form)), session => {
        expect(formOf(sent(dialect.writeSession(session)))).toBe(form);
      })
    );
    const accept = { kind: 'uri:enum-value-update', path: 'phase', value: 'ACCEPTED' } as const;
    expect(formOf(sent(dialect.writeUpdate(accept)))).toBe(form);
  });
});

describe.each(PUBLISHED)('what is written in the form %s is what is published', form => {
  const dialect = dialectOf(form);
  const choice = choiceOf(form);
  const fits = (name: 'request' | 'offerset' | 'session' | 'update', document: unknown): void =>
    expect(against(form, name, sent(document))).toEqual([]);

  it('in requests', () => {
    fc.assert(fc.property(requests(choice), one => fits('request', dialect.writeRequest(one))));
  });

  it('in sessions', () => {
    fc.assert(fc.property(sessions(choice), one => fits('session', dialect.writeSession(one))));
  });

  it('in offer sets', () => {
    fc.assert(fc.property(offerSets(choice), one => fits('offerset', dialect.writeOfferSet(one))));
  });

  it('in updates', () => {
    fc.assert(fc.property(updates, one => fits('update', dialect.writeUpdate(one))));
  });
});

describe('the copies of the published schemas', () => {
  it.each<[PublishedForm, unknown]>([
    ['v1.0', { executable: { kind: 'uri:nothing' } }],
    ['calycopis-2025-10', { executable: { type: 'uri:nothing' } }],
    ['wd-2025-04', { executable: { type: 'uri:nothing' } }]
  ])('of %s refuse a kind that is not published, and a name that is not', (form, request) => {
    expect(against(form, 'request', request)).not.toEqual([]);
    expect(against(form, 'request', { flavour: 'large' })).not.toEqual([]);
    expect(against(form, 'request', {})).toEqual([]);
  });
});

describe('our extensions', () => {
  it('stand in docs/wire.md, every one', () => {
    const text = readFileSync(join(__dirname, '../../../docs/wire.md'), 'utf8');
    const missing = PUBLISHED.flatMap(form => EXTENSIONS[form]).filter(
      path => !new RegExp(`\\b${path.split('.').at(-1) ?? path}\\b`).test(text)
    );
    expect(missing).toEqual([]);
  });
});
