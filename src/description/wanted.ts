/** What is asked for: as it was found where nobody wants it otherwise, nothing where the edit is `null`. */
export function wanted<T>(edit: T | null | undefined, found: T | undefined): T | undefined {
  return edit === undefined ? found : (edit ?? undefined);
}
