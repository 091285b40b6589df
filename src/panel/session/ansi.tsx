import type { CSSProperties, ReactNode } from 'react';

// eslint-disable-next-line no-control-regex
const SEQUENCE = /\u001b\[([0-9;?]*)([A-Za-z])/g;
const COLOURS = ['black', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white'] as const;

interface Look {
  fg?: string | undefined;
  bg?: string | undefined;
  bold?: boolean;
  underline?: boolean;
}

/**
 * A text with a terminal's colours, as JupyterLab shows those of a cell's output: by its own classes,
 * which its themes know. Other control sequences are left out.
 */
export function Ansi({ text }: { text: string }): ReactNode {
  if (!text.includes('\u001b')) {
    return text;
  }
  const parts: ReactNode[] = [];
  let look: Look = {};
  let from = 0;
  const add = (piece: string) => {
    if (piece) {
      parts.push(
        <span key={parts.length} className={classOf(look)} style={styleOf(look)}>
          {piece}
        </span>
      );
    }
  };
  for (const match of text.matchAll(SEQUENCE)) {
    add(text.slice(from, match.index));
    from = match.index + match[0].length;
    if (match[2] === 'm') {
      look = changed(look, (match[1] ?? '').split(';').map(Number));
    }
  }
  add(text.slice(from));
  return <>{parts}</>;
}

function changed(before: Look, codes: number[]): Look {
  let look = before;
  for (let i = 0; i < codes.length; i++) {
    const code = codes[i] ?? 0;
    if (code === 38 || code === 48) {
      const [colour, used] = extended(codes.slice(i + 1));
      look = { ...look, [code === 38 ? 'fg' : 'bg']: colour };
      i += used;
    } else {
      look = plain(look, code);
    }
  }
  return look;
}

function plain(look: Look, code: number): Look {
  switch (true) {
    case code === 0:
      return {};
    case code === 1:
      return { ...look, bold: true };
    case code === 4:
      return { ...look, underline: true };
    case code === 22:
      return { ...look, bold: false };
    case code === 24:
      return { ...look, underline: false };
    case code === 39:
      return { ...look, fg: undefined };
    case code === 49:
      return { ...look, bg: undefined };
    case code >= 30 && code <= 37:
      return { ...look, fg: COLOURS[code - 30] };
    case code >= 40 && code <= 47:
      return { ...look, bg: COLOURS[code - 40] };
    case code >= 90 && code <= 97:
      return { ...look, fg: `${COLOURS[code - 90]}-intense` };
    case code >= 100 && code <= 107:
      return { ...look, bg: `${COLOURS[code - 100]}-intense` };
    default:
      return look;
  }
}

/** A colour of 256, or of all, and how many codes it took. */
function extended([kind, one = 0, two = 0, three = 0]: number[]): [string | undefined, number] {
  if (kind === 2) {
    return [`rgb(${one} ${two} ${three})`, 4];
  }
  if (kind !== 5) {
    return [undefined, 0];
  }
  if (one < 16) {
    return [`${COLOURS[one % 8]}${one < 8 ? '' : '-intense'}`, 2];
  }
  if (one > 231) {
    const grey = (one - 232) * 10 + 8;
    return [`rgb(${grey} ${grey} ${grey})`, 2];
  }
  const level = (step: number) => (step === 0 ? 0 : step * 40 + 55);
  const at = one - 16;
  const [red, green, blue] = [Math.floor(at / 36), Math.floor(at / 6) % 6, at % 6].map(level);
  return [`rgb(${red} ${green} ${blue})`, 2];
}

function classOf({ fg, bg, bold, underline }: Look): string | undefined {
  const names = [
    fg && !fg.startsWith('rgb') ? `ansi-${fg}-fg` : '',
    bg && !bg.startsWith('rgb') ? `ansi-${bg}-bg` : '',
    bold ? 'ansi-bold' : '',
    underline ? 'ansi-underline' : ''
  ].filter(Boolean);
  return names.length ? names.join(' ') : undefined;
}

function styleOf({ fg, bg }: Look): CSSProperties | undefined {
  const color = fg?.startsWith('rgb') ? fg : undefined;
  const backgroundColor = bg?.startsWith('rgb') ? bg : undefined;
  return color === undefined && backgroundColor === undefined
    ? undefined
    : { color, backgroundColor };
}
