/** Looks until it is so: a state comes to the store a moment after it is observed, and later on a busy machine. */
export async function eventually<T>(
  look: () => Promise<T> | T,
  patienceMs = 30_000,
): Promise<T> {
  const end = Date.now() + patienceMs;
  for (;;) {
    try {
      return await look();
    } catch (error) {
      if (Date.now() > end) throw error;
      await new Promise(resolve => setTimeout(resolve, 10));
    }
  }
}
