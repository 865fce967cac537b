/* eslint-disable no-console */
import { measureCalls } from './calls';
import { measureParse } from './parse';

/** What pull requests of strangers and webhooks cost. It prints figures only. */
async function main() {
  measureParse();
  for (const type of ['github', 'gitlab']) await measureCalls(type);
}

main().catch(error => {
  console.error(error);
  process.exitCode = 1;
});
