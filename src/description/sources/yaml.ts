import { getScalarValue, parseEvents, YAMLException } from 'js-yaml';

import { lineCounter, SyntaxTrouble, type Located } from './located';

/** Types of js-yaml's events, which it exports as values only. */
const DOCUMENT = 1;
const SEQUENCE = 2;
const MAPPING = 3;
const SCALAR = 4;
const ALIAS = 5;

/**
 * Reads the first document of YAML, with the line of every value. Tags say nothing here, and `1.10`
 * stays the text that it is.
 *
 * @throws SyntaxTrouble where it is no YAML
 */
export function readYaml(text: string): Located {
  try {
    return build(text);
  } catch (error) {
    if (error instanceof YAMLException) {
      throw new SyntaxTrouble(error.reason, (error.mark?.line ?? 0) + 1);
    }
    throw error;
  }
}

interface Open {
  node: Located;
  key?: string;
}

function build(text: string): Located {
  const lineAt = lineCounter(text);
  const anchors = new Map<string, Located>();
  const root: Located = { line: 1, items: [] };
  const open: Open[] = [];
  let line = 1;
  const add = (node: Located): void => {
    const parent = open.at(-1);
    if (parent?.node.items) {
      parent.node.items.push(node);
    } else if (parent && parent.key === undefined) {
      parent.key = node.text ?? '';
    } else if (parent?.key !== undefined) {
      if (parent.node.entries?.has(parent.key)) {
        parent.node.twice ??= { name: parent.key, line: node.line };
      }
      parent.node.entries?.set(parent.key, node);
      delete parent.key;
    }
  };
  for (const event of parseEvents(text, { maxDepth: 100 })) {
    if ('anchorStart' in event && event.type !== ALIAS) {
      const start = event.type === SCALAR ? event.valueStart : event.start;
      line = start < 0 ? line : lineAt(start);
    }
    let node: Located | undefined;
    if (event.type === DOCUMENT) {
      if (root.items?.length) {
        break;
      }
      open.push({ node: root });
    } else if (event.type === SEQUENCE) {
      node = { line, items: [] };
    } else if (event.type === MAPPING) {
      node = { line, entries: new Map() };
    } else if (event.type === SCALAR) {
      node = { line, text: getScalarValue(text, event) };
    } else if (event.type === ALIAS) {
      const name = text.slice(event.anchorStart, event.anchorEnd);
      add(anchors.get(name) ?? { line, text: '' });
    } else {
      open.pop();
    }
    if (node && 'anchorStart' in event) {
      add(node);
      if (event.anchorStart >= 0) {
        anchors.set(text.slice(event.anchorStart, event.anchorEnd), node);
      }
      if (node.text === undefined) {
        open.push({ node });
      }
    }
  }
  return root.items?.[0] ?? { line: 1, text: '' };
}
