/** Whether a notebook is the result of a session: it is looked at, not asked about unless somebody does. */
export function isResultPath(path: string): boolean {
  return /\.run-\d{8}-\d{6}\.ipynb$/.test(path);
}
