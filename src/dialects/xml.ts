import { XMLBuilder, XMLParser, XMLValidator } from 'fast-xml-parser';

import { fieldsOf, isFields } from './fields';
import type { WireForm } from './wire-form';
import { decodeName, encodeName, escapeAttribute, escapeText } from './xml-text';

/**
 * Documents in XML, after the `xml` hints of the published schemas. They hold for all forms: what a
 * thing is, is an attribute; a list is its items, one after the other, under the item's name; only
 * offers stand in an element of their own. All values are text: the dialects know which are numbers.
 *
 * In a file of its own, and only in Node: the page has no use for it.
 */
const ITEMS = new Map([
  ['messages', 'message'],
  ['costs', 'cost'],
  ['metrics', 'metric'],
  ['offers', 'execution']
]);
const LISTS = new Map([...ITEMS].map(([list, item]) => [item, list]));
const WRAPPED = 'offers';

/** What is no component, and has its kind or type as an element. */
const PLAIN = ['message', 'connectors', 'rucio', 'checksum', 'access'];
/** Elements whose children are names that somebody chose. */
const MAPS = ['values', 'environment'];

/** The most characters of XML that are read. */
const MAX_LENGTH = 16 * 2 ** 20;
const MAX_DEPTH = 50;

const parser = new XMLParser({
  attributeNamePrefix: '@',
  // Namespaces and xsi:type tell nothing that the documents do not.
  ignoreAttributes: name => /^(?:xmlns|xsi)(?::|$)/.test(name),
  removeNSPrefix: true,
  ignoreDeclaration: true,
  ignorePiTags: true,
  parseTagValue: false,
  trimValues: false,
  // Numeric references. There are no entities but the built-in ones: a DTD is refused.
  htmlEntities: true,
  processEntities: { enabled: true, maxTotalExpansions: Infinity, maxExpandedLength: Infinity },
  maxNestedTags: MAX_DEPTH,
  // Those that every object has are names like others.
  onDangerousProperty: name => name
});
// The library's own builder and validator will be packages apart: no reason yet for two more.
// eslint-disable-next-line @typescript-eslint/no-deprecated
const builder = new XMLBuilder({
  attributeNamePrefix: '@',
  ignoreAttributes: false,
  suppressBooleanAttributes: false,
  suppressEmptyNode: true,
  format: true,
  processEntities: false,
  tagValueProcessor: (_name, value) => escapeText(String(value)),
  attributeValueProcessor: (_name, value) => escapeAttribute(String(value))
});

/** The names of root elements. */
export type XmlRoot = 'request' | 'offerset' | 'session' | 'update';

/** What the schemas call the root element of a document of ours. */
export function rootName(document: XmlRoot, form: WireForm): string {
  switch (document) {
    case 'request':
      return 'offers-request';
    case 'offerset':
      return 'offers-response';
    case 'session':
      return 'execution';
    case 'update':
      return form === 'v1.0' ? 'AbstractUpdate' : 'update-request';
  }
}

/**
 * The document in an XML text: what is in its root element.
 *
 * @throws Error that says where it is broken, or that it is too large, too deep, or has a DTD
 */
export function readXml(text: string): unknown {
  if (text.length > MAX_LENGTH) {
    throw new Error(`it has ${text.length} characters, and ${MAX_LENGTH} are read`);
  }
  // Not only in the prolog, where it belongs: nothing after this may ever see one.
  if (/<!(?!\[CDATA\[|--)/.test(text)) {
    throw new Error('it has a DTD (<!DOCTYPE …>), which is not read; send it without');
  }
  // eslint-disable-next-line @typescript-eslint/no-deprecated
  const right = XMLValidator.validate(text);
  if (right !== true) {
    const { msg, line } = right.err;
    throw new Error(`${msg.replace(/\.$/, '')} in line ${line}`);
  }
  const roots = Object.entries(fieldsOf(parser.parse(text)));
  const [name, root] = roots[0] ?? [];
  if (name === undefined || roots.length > 1) {
    throw new Error(`it has ${roots.length} root elements, and one is expected`);
  }
  return fromElement(root, name);
}

/** A document as XML under a root element. What has no value is left out. */
export function writeXml(document: unknown, root: string): string {
  const text: string = builder.build({ [root]: toElement(document, root) });
  return `<?xml version="1.0" encoding="UTF-8"?>\n${text}`;
}

function toElement(value: unknown, element: string): unknown {
  if (!isFields(value)) {
    return value;
  }
  if (MAPS.includes(element)) {
    return Object.fromEntries(Object.entries(value).map(([key, at]) => [encodeName(key), at]));
  }
  const says = PLAIN.includes(element)
    ? undefined
    : ['kind', 'type'].find(name => typeof value[name] === 'string');
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, at]) => at !== undefined && at !== null)
      .map(([key, at]) => {
        if (key === says) {
          return [`@${key}`, at];
        }
        if (!Array.isArray(at)) {
          return [encodeName(key), toElement(at, key)];
        }
        const item = ITEMS.get(key) ?? key;
        const items = at.map(one => toElement(one, item));
        return key === WRAPPED ? [key, { [item]: items }] : [encodeName(item), items];
      })
  );
}

function fromElement(value: unknown, element: string): unknown {
  if (!isFields(value)) {
    return value;
  }
  const children = Object.entries(value).filter(
    ([key, at]) => key !== '#text' || (typeof at === 'string' && at.trim() !== '')
  );
  // Not by assignment, which would take a child called __proto__ for the prototype.
  return Object.fromEntries(
    children.map(([key, at]) => {
      const name = decodeName(key.replace(/^@/, ''));
      const list = MAPS.includes(element) ? name : listName(name, element, at);
      return [
        list,
        Array.isArray(at)
          ? at.map(one => fromElement(one, name))
          : unwrapped(list, fromElement(at, name))
      ];
    })
  );
}

/** The list that an element is an item of; a message's own text is in an element of the same name. */
function listName(name: string, element: string, value: unknown): string {
  const isText = name === 'message' && element === 'message' && typeof value === 'string';
  return isText ? name : (LISTS.get(name) ?? name);
}

/** The items in an element of their own, which some services write around every list. */
function unwrapped(list: string, value: unknown): unknown {
  const fields = fieldsOf(value);
  return Object.hasOwn(fields, list) && Object.keys(fields).length === 1 ? fields[list] : value;
}
