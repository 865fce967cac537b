import fc from 'fast-check';
import { readLines } from './lines';

async function* pieces(chunks: Buffer[]) {
  yield* chunks;
}
async function read(chunks: Buffer[], maxBytes = 1000) {
  const lines: string[] = [];
  for await (const line of readLines(pieces(chunks), maxBytes, 'server')) {
    lines.push(line.toString('utf8'));
  }
  return lines;
}

describe('readLines', () => {
  it('reads the same lines however the bytes are cut', async () => {
    const line = fc
      .string({ unit: 'binary', minLength: 1, maxLength: 30 })
      .filter(text => !text.includes('\n') && /[^ \t\r]/.test(text));
    await fc.assert(
      fc.asyncProperty(
        fc.array(line),
        fc.array(fc.nat(7)),
        async (lines, sizes) => {
          const bytes = Buffer.from(lines.map(l => `${l}\n`).join(''));
          const chunks: Buffer[] = [];
          for (let at = 0; at < bytes.length; ) {
            const size = 1 + (sizes[chunks.length % (sizes.length || 1)] ?? 0);
            chunks.push(bytes.subarray(at, at + size));
            at += size;
          }
          expect(await read(chunks)).toEqual(lines);
        },
      ),
    );
  });

  it('drops a rest without an end, and empty lines', async () => {
    expect(await read([Buffer.from('a\n\n \r\nb\nc')])).toEqual(['a', 'b']);
    expect(await read([])).toEqual([]);
  });

  it.each([
    ['one piece', [Buffer.from(`ab\n${'x'.repeat(1001)}\n`)]],
    ['pieces without an end', Array(102).fill(Buffer.from('0123456789'))],
  ])('refuses a line that is too long, in %s', async (_, chunks) => {
    await expect(read(chunks)).rejects.toMatchObject({
      kind: 'garbage',
      message: 'server sent a line of more than 1000 bytes',
    });
  });
});
