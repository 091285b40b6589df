import type { SessionEvent } from '../model/event';
import { messageText } from '../model/template';

/** Where a person sees a run. */
export interface RunScreen {
  show: (event: SessionEvent) => void;
  line: (text: string) => void;
  stop: () => void;
}

/** A change of phase or a message as a line; why it failed is said at the very end. */
export function eventLine({ type, phase, message }: SessionEvent): string | undefined {
  const text = message ? messageText(message) : '';
  if (type === 'phase' && phase !== undefined && phase !== 'OFFERED') {
    return phase === 'FAILED' || !text ? phase : `${phase.padEnd(9)} ${text}`;
  }
  if (type === 'message' && message && message.level !== 'DEBUG') {
    return message.level === 'WARN' || message.level === 'ERROR' ? `! ${text}` : `  ${text}`;
  }
  return undefined;
}
