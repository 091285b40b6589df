/** How this browser stands to notifications on the desktop; `unknown`: it has none, or not here. */
export type Permission = 'granted' | 'denied' | 'ask' | 'unknown';

/** Notifications of the computer's own desktop; they are for who looks at something else. */
export interface Desktop {
  readonly permission: Permission;
  /** Only while a person's click or key is being handled: browsers want that. */
  ask(): Promise<Permission>;
  /** One of the same tag replaces it. */
  show(text: string, tag: string, onClick: () => void): void;
}

const PERMISSIONS = { granted: 'granted', denied: 'denied', default: 'ask' } as const;

export function browserDesktop(title: string): Desktop {
  // Browsers leave it out of pages that did not come over a safe way.
  const Kind = 'Notification' in window ? window.Notification : undefined;
  return {
    get permission() {
      return Kind ? PERMISSIONS[Kind.permission] : 'unknown';
    },
    ask: async () => (Kind ? PERMISSIONS[await Kind.requestPermission()] : 'unknown'),
    show: (body, tag, onClick) => {
      if (!Kind) {
        return;
      }
      try {
        const shown = new Kind(title, { body, tag });
        shown.onclick = () => {
          window.focus();
          onClick();
          shown.close();
        };
      } catch {
        // Some browsers of telephones show none from a page; the notification in it stands.
      }
    }
  };
}
