import type { ISettingRegistry } from '@jupyterlab/settingregistry';

const BRING_HOME = ['ask', 'always', 'never'] as const;
/** What becomes of new and changed files at a session's end. */
export type BringHome = (typeof BRING_HOME)[number];

/** How the reader wants to be told; as in schema/notifications.json. */
export interface Wishes {
  desktop: boolean;
  bringHome: BringHome;
}

export function wishesOf(settings: ISettingRegistry.ISettings | undefined): Wishes {
  const { desktop, bringHome } = settings?.composite ?? {};
  return {
    desktop: desktop === true,
    bringHome: BRING_HOME.find(wish => wish === bringHome) ?? 'ask'
  };
}
