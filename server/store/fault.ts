/** A fault of the store in one line that names the file and what to do. */
export class StoreError extends Error {
  override name = 'StoreError';
}
