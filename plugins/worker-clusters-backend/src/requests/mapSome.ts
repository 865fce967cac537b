/** Calls that wait for the Git host at a time. */
const CONCURRENCY = 4;

/**
 * Maps with bounded concurrency, in no order, and leaves out what comes to nothing. Rejects with the first error, and begins
 * nothing after it.
 */
export async function mapSome<T, R>(
  items: T[],
  map: (item: T) => Promise<R | undefined>,
): Promise<R[]> {
  const results: R[] = [];
  const queue = [...items];
  const work = async () => {
    for (let item = queue.shift(); item; item = queue.shift()) {
      try {
        const result = await map(item);
        if (result !== undefined) results.push(result);
      } catch (error) {
        queue.length = 0;
        throw error;
      }
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, work));
  return results;
}
