import type { TranslationBundle } from '@jupyterlab/translation';
import { refreshIcon, settingsIcon, type LabIcon } from '@jupyterlab/ui-components';
import type { ReactNode } from 'react';

export interface HeaderProps {
  trans: TranslationBundle;
  onRefresh: () => void;
  /** Absent: this front end has no settings editor. */
  onSettings?: (() => void) | undefined;
}

/** The panel's title, and what concerns all of it. */
export function Header({ trans, onRefresh, onSettings }: HeaderProps): ReactNode {
  return (
    <div className="jp-ExecutionBroker-header">
      <h2>{trans.__('Where can I run this?')}</h2>
      <IconButton icon={refreshIcon} name={trans.__('Ask again')} onClick={onRefresh} />
      {onSettings ? (
        <IconButton icon={settingsIcon} name={trans.__('Settings')} onClick={onSettings} />
      ) : null}
    </div>
  );
}

export interface IconButtonProps {
  icon: LabIcon;
  name: string;
  /** For a button that stays down. */
  pressed?: boolean;
  onClick: () => void;
}

export function IconButton({ icon: Icon, name, pressed, onClick }: IconButtonProps): ReactNode {
  return (
    <button
      type="button"
      className="jp-ExecutionBroker-iconButton"
      aria-label={name}
      aria-pressed={pressed}
      title={name}
      onClick={onClick}
    >
      <Icon.react tag="span" aria-hidden="true" />
    </button>
  );
}
