import fc from 'fast-check';
import { LineSplitter } from './LineSplitter';

function read(chunks: Array<Buffer<ArrayBuffer>>, maxBytes = 1000) {
  const splitter = new LineSplitter(maxBytes, 'server');
  const lines = chunks.flatMap(chunk => [...splitter.push(chunk)]);
  return lines.map(line => line.toString('utf8'));
}

describe('LineSplitter', () => {
  it('reads the same lines however the bytes are cut', async () => {
    const line = fc
      .string({ unit: 'binary', maxLength: 30 })
      .filter(text => !text.includes('\n'));
    await fc.assert(
      fc.property(fc.array(line), fc.array(fc.nat(7)), (lines, sizes) => {
        const bytes = Buffer.from(lines.map(l => `${l}\n`).join(''));
        const chunks: Array<Buffer<ArrayBuffer>> = [];
        for (let at = 0; at < bytes.length; ) {
          const size = 1 + (sizes[chunks.length % (sizes.length || 1)] ?? 0);
          chunks.push(bytes.subarray(at, at + size));
          at += size;
        }
        expect(read(chunks)).toEqual(lines);
      }),
    );
  });

  it('drops a rest without an end, and no empty line', () => {
    expect(read([Buffer.from('a\n\n \nb\nc')])).toEqual(['a', '', ' ', 'b']);
    expect(read([])).toEqual([]);
  });

  it.each([
    ['one piece', [Buffer.from(`ab\n${'x'.repeat(1001)}\n`)]],
    ['pieces without an end', Array(102).fill(Buffer.from('0123456789'))],
  ])('refuses a line that is too long, in %s', (_, chunks) => {
    expect(() => read(chunks)).toThrow(
      'server sent a line of more than 1000 bytes',
    );
  });
});
