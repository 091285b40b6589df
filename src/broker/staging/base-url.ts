/** The URL of a configuration; it ends with a slash. */
export function baseUrl(text: string): URL {
  const url = URL.parse(text.endsWith('/') ? text : `${text}/`);
  if (!url) {
    throw new Error('A URL of staging cannot be read; it must look like https://host/path');
  }
  if (url.username || url.password) {
    throw new Error(`The URL of staging at ${url.host} holds a password; put it into a file`);
  }
  return url;
}
