import type { TranslationBundle } from '@jupyterlab/translation';
import type { ReactNode } from 'react';

import type { DataKind } from '../../description/data-source';
import type { Description } from '../../description/description';
import { totalBytes } from '../../description/total-bytes';
import { bytesText } from '../../model/amount-text';
import { sentence } from '../words/sentence';
import { EvidenceList } from './evidence';

export interface FilesEvidenceProps {
  description: Description;
  byCommit: boolean | undefined;
  /** Files that are not sent. */
  leftOut: readonly string[];
  /** Sends a file, or leaves it out. */
  onSend: (path: string, send: boolean) => void;
  trans: TranslationBundle;
}

/** Each file and each thing that is fetched, with kind, size and where it was seen. */
export function FilesEvidence(props: FilesEvidenceProps): ReactNode {
  const { description, byCommit, leftOut, onSend, trans } = props;
  const { data, elsewhere = [], files, published, saved } = description;
  const { bytes, unknown } = totalBytes(description);
  return (
    <>
      <ul>
        {(files.value ?? []).map(({ path, size, exists, evidence }) => (
          <li key={path}>
            <code>{path}</code>{' '}
            {exists
              ? size === undefined
                ? null
                : bytesText(size)
              : exists === undefined
                ? trans.__('not sent: it may be there, and Jupyter hides it')
                : trans.__('not there')}
            {exists ? (
              <label>
                <input
                  type="checkbox"
                  aria-label={trans.__('send %1', path)}
                  checked={!leftOut.includes(path)}
                  onChange={({ target }) => {
                    onSend(path, target.checked);
                  }}
                />{' '}
                {trans.__('send it')}
              </label>
            ) : null}
            {byCommit && !leftOut.includes(path) && published?.files[path]
              ? ` ${trans.__('(named by its commit)')}`
              : null}
            <EvidenceList evidence={evidence} trans={trans} />
          </li>
        ))}
        {elsewhere.map(({ path, size, exists, evidence }) => (
          <li key={path}>
            <code>{path}</code>{' '}
            {exists === undefined
              ? trans.__('not sent; it cannot be seen from here')
              : exists
                ? trans.__('not sent: outside of the notebook’s folder, %1', bytesText(size ?? 0))
                : trans.__('not there')}
            <EvidenceList evidence={evidence} trans={trans} />
          </li>
        ))}
        {(data.value ?? []).map(({ url, kind, protocol, pattern, evidence }) => (
          <li key={url}>
            <code>{pattern ? `${url}…` : url}</code>{' '}
            {protocol ? trans.__('%1 service', protocol) : kindText(kind, trans)}
            <EvidenceList evidence={evidence} trans={trans} />
          </li>
        ))}
      </ul>
      {bytes ? (
        <p>
          {unknown
            ? trans.__('In all %1, and %2 of unknown size', bytesText(bytes), unknown)
            : trans.__('In all %1', bytesText(bytes))}
        </p>
      ) : null}
      {published ? <p>{sentence(published.evidence, trans)}</p> : null}
      {saved ? (
        <p>
          {trans.__('The notebook as saved: SHA-256 %1', saved.sha256.slice(0, 16))}
          {saved.size === undefined ? null : `, ${bytesText(saved.size)}`}
          {saved.url ? (
            <>
              , <code>{saved.url}</code>
            </>
          ) : null}
        </p>
      ) : null}
    </>
  );
}

function kindText(kind: DataKind, trans: TranslationBundle): string {
  switch (kind) {
    case 'url':
      return trans.__('URL');
    case 's3':
      return trans.__('S3');
    case 'rucio':
      return trans.__('Rucio');
    case 'ivoa':
      return trans.__('VO identifier');
    case 'vospace':
      return trans.__('VOSpace');
    case 'service':
      return trans.__('service');
  }
}
