import type { ReactNode } from 'react';

/** Whether a text is the URL of something on the web; nothing else is ever made a link. */
export function isWebUrl(text: string | undefined): text is string {
  return text !== undefined && /^https?:\/\/[^/]/i.test(text) && URL.canParse(text);
}

/** A link that opens beside, where the URL is one of the web; else the text alone. */
export function WebLink({
  url,
  children
}: {
  url: string | undefined;
  children: ReactNode;
}): ReactNode {
  return isWebUrl(url) ? (
    <a className="jp-ExecutionBroker-webLink" href={url} target="_blank" rel="noopener noreferrer">
      {children}
    </a>
  ) : (
    <span>{children}</span>
  );
}
