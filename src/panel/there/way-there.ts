import { Drive, ServerConnection, type Contents } from '@jupyterlab/services';

/** The files of a session's Jupyter server. */
export type ContentsThere = Pick<Contents.IDrive, 'delete' | 'get' | 'rename' | 'save'>;

/** The ways to a session's Jupyter server, and to files here. */
export interface WayThere {
  contents: (uuid: string) => ContentsThere;
  /** Where a browser asks to be sent to a file in it. */
  page: (uuid: string, path: string) => string;
  /** The bytes behind a download URL of the server here. */
  download: (url: string) => Promise<Response>;
}

/** Through the broker behind this Jupyter server. `baseUrl`: the broker's, without a slash at the end. */
export function wayThere(settings: ServerConnection.ISettings, baseUrl: string): WayThere {
  return {
    contents: uuid =>
      new Drive({
        serverSettings: ServerConnection.makeSettings({
          ...settings,
          baseUrl: `${baseUrl}/sessions/${uuid}/jupyter/`
        })
      }),
    page: (uuid, path) =>
      `${baseUrl}/sessions/${uuid}/frontend/${path.split('/').map(encodeURIComponent).join('/')}`,
    download: async url => {
      const response = await ServerConnection.makeRequest(url, {}, settings);
      if (!response.ok) {
        throw await ServerConnection.ResponseError.create(response);
      }
      return response;
    }
  };
}
