/** Lets the reader keep a text as a file, through the browser. */
export function download(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The browser has the bytes by then.
  setTimeout(() => {
    URL.revokeObjectURL(url);
  }, 10_000);
}
