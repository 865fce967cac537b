/**
 * Waits for a credentials provider of Backstage: none of them has a timeout of its own.
 *
 * @param timeoutMs - 15 000 if not given
 * @throws Error `timeout`; what was awaited goes on, and its outcome is dropped
 * @internal
 */
export async function withTimeout<T>(
  task: Promise<T>,
  timeoutMs = 15_000,
): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('timeout')), timeoutMs);
  });
  try {
    return await Promise.race([task, late]);
  } finally {
    clearTimeout(timer);
  }
}
