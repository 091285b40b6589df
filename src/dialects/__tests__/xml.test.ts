import fc from 'fast-check';

import { dialectOf, WIRE_FORMS } from '../dialect';
import { MEDIA, readMedia, writeMedia } from '../media';
import { readXml, rootName, writeXml } from '../xml';
import { EVERY, offerSets, pruned, requests, sessions, updates } from './documents';

describe.each(WIRE_FORMS)('XML of the form %s', form => {
  const dialect = dialectOf(form);

  it('brings back what YAML and JSON bring back, without what is empty', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          requests(EVERY).map(
            one => ({ name: 'request', one: dialect.writeRequest(one) }) as const
          ),
          sessions(EVERY).map(
            one => ({ name: 'session', one: dialect.writeSession(one) }) as const
          ),
          offerSets(EVERY).map(
            one => ({ name: 'offerset', one: dialect.writeOfferSet(one) }) as const
          ),
          updates.map(one => ({ name: 'update', one: dialect.writeUpdate(one) }) as const)
        ),
        ({ name, one }) => {
          const [yaml, json, xml] = MEDIA.map(media => {
            const found = readMedia(writeMedia(one, media, rootName(name, form)), media);
            switch (name) {
              case 'request':
                return dialect.readRequest(found);
              case 'session':
                return dialect.readSession(found);
              case 'offerset':
                return dialect.readOfferSet(found);
              case 'update':
                return dialect.readUpdate(found);
            }
          });
          expect(yaml).toEqual(json);
          expect(pruned(xml)).toEqual(pruned(json));
        }
      )
    );
  });
});

describe('XML', () => {
  const set = {
    kind: 'uri:offerset-response',
    meta: { messages: [{ kind: 'a', message: 'one' }, { message: 'two' }] },
    offers: [{ kind: 'b', costs: [{ kind: 'c', type: 'd', min: 1 }] }]
  };

  it('is what the hints in the schemas say', () => {
    expect(writeXml(set, 'offers-response')).toBe(`<?xml version="1.0" encoding="UTF-8"?>
<offers-response kind="uri:offerset-response">
  <meta>
    <message>
      <kind>a</kind>
      <message>one</message>
    </message>
    <message>
      <message>two</message>
    </message>
  </meta>
  <offers>
    <execution kind="b">
      <cost kind="c">
        <type>d</type>
        <min>1</min>
      </cost>
    </execution>
  </offers>
</offers-response>
`);
  });

  it.each([
    ['kinds as elements', '<a><kind>b</kind></a>', { kind: 'b' }],
    [
      'a list in an element of its own',
      '<a><messages><message><kind>b</kind></message></messages></a>',
      { messages: { kind: 'b' } }
    ],
    [
      'a list in one of its own name',
      '<a><storage><storage kind="b"/><storage/></storage></a>',
      { storage: [{ kind: 'b' }, ''] }
    ],
    [
      'namespaces',
      '<x:a xmlns:x="y" xmlns:xsi="z"><x:b xsi:type="C" type="d"/></x:a>',
      { b: { type: 'd' } }
    ],
    [
      'comments, CDATA and instructions',
      '<?xml version="1.0"?><!-- c --><a><?p i?><b><![CDATA[<&]]></b></a>',
      { b: '<&' }
    ],
    ['references', '<a b="&lt;&#10;"><c>&#x26;amp; &quot;</c></a>', { b: '<\n', c: '&amp; "' }]
  ])('is read with %s', (_what, text, expected) => {
    expect(readXml(text)).toEqual(expected);
  });

  it('takes any name and any text', () => {
    fc.assert(
      fc.property(
        fc.dictionary(
          fc.string({ minLength: 1, unit: 'binary' }),
          fc.string({ unit: 'grapheme' }),
          {
            minKeys: 1,
            noNullPrototype: true
          }
        ),
        values => {
          expect(pruned(readXml(writeXml({ values, more: 'x' }, 'a')))).toEqual(
            pruned({ values, more: 'x' })
          );
        }
      )
    );
  });

  it('has no names with a meaning of their own', () => {
    const names = ['toString', 'hasOwnProperty', 'valueOf'];
    const inner = names.map(name => `<${name}>d</${name}>`).join('');
    const found = readXml(`<a><_x005f__proto__><b>c</b></_x005f__proto__>${inner}${inner}</a>`);
    expect(Object.getPrototypeOf(found)).toBe(Object.prototype);
    expect(Object.entries(found as object)).toEqual([
      ['__proto__', { b: 'c' }],
      ...names.map(name => [name, ['d', 'd']])
    ]);
  });

  it('cannot have some characters, and marks where they were', () => {
    expect(readXml(writeXml({ a: 'b\u0000\u001bc\r\n' }, 'r'))).toEqual({
      a: 'b\ufffd\ufffdc\r\n'
    });
  });

  const bomb = `<!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]><a>&c;</a>`;
  it.each([
    ['a DTD', '<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>', /has a DTD/],
    ['a DTD that is not in its place', '<a><!ENTITY b "c"></a>', /has a DTD/],
    ['a billion laughs', bomb, /has a DTD/],
    ['60 levels', '<a>'.repeat(60) + '</a>'.repeat(60), /nested/i],
    ['no end', '<a><b>text</b>', /Unclosed tag 'a'|line 1/],
    ['an end in the middle', '<a><b>te', /line 1/],
    ['another end', '<a>\n<b></c></a>', /line 2/],
    ['two roots', '<a/><b/>', /2 root elements|Multiple/],
    ['nothing', '', /XML/],
    ['something else', '{"a": 1}', /XML/],
    ['more than is read', `<a>${' '.repeat(2 ** 24)}</a>`, /16777216 are read/],
    ['a name that is none', '<a><__proto__>1</__proto__></a>', /__proto__/]
  ])('with %s is refused', (_what, text, words) => {
    expect(() => readMedia(text, 'application/xml')).toThrow(/^This is not XML that can be read: /);
    expect(() => readMedia(text, 'application/xml')).toThrow(words);
  });
});
