/** Looks until it is so: a state comes to the store a moment after it is observed. */
export async function eventually<T>(look: () => Promise<T> | T): Promise<T> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await look();
    } catch (error) {
      if (attempt >= 400) throw error;
      await new Promise(resolve => setTimeout(resolve, 10));
    }
  }
}
