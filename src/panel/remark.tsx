import { errorIcon, infoIcon } from '@jupyterlab/ui-components';
import type { ReactNode } from 'react';

import { warningIcon } from './icons';

export type RemarkLevel = 'error' | 'warning' | 'info';

const ICONS = { error: errorIcon, warning: warningIcon, info: infoIcon };

export interface RemarkProps {
  level: RemarkLevel;
  /** What the icon says, for those who do not see it. */
  levelName: string;
  children: ReactNode;
}

/** A line that the reader should see, with its level. */
export function Remark({ level, levelName, children }: RemarkProps): ReactNode {
  const Icon = ICONS[level];
  return (
    <div className={`jp-ExecutionBroker-remark jp-mod-${level}`}>
      <Icon.react tag="span" aria-hidden="true" />
      <span>
        <span className="jp-ExecutionBroker-unseen">{levelName}: </span>
        {children}
      </span>
    </div>
  );
}
