/**
 * Starts a backend. Ends the process with code 1 where that fails: a process without a listener would look alive to
 * whatever supervises it.
 */
export async function startOrExit(backend: { start(): Promise<unknown> }) {
  try {
    await backend.start();
  } catch (error) {
    console.error(
      `The portal did not start. ${
        error instanceof Error ? error.message : error
      }`,
    );
    process.exit(1);
  }
}
