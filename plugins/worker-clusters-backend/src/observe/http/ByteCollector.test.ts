import fc from 'fast-check';
import { ByteCollector } from './ByteCollector';

describe('ByteCollector', () => {
  it('joins chunks of any size', () => {
    const chunk = fc.uint8Array({ maxLength: 40_000 });
    fc.assert(
      fc.property(fc.array(chunk), chunks => {
        const collector = new ByteCollector();
        for (const bytes of chunks) collector.add(bytes);
        const whole = Buffer.concat(chunks);
        expect(collector.size).toBe(whole.length);
        expect(collector.take().equals(whole)).toBe(true);
        expect(collector.size).toBe(0);
      }),
      { numRuns: 30 },
    );
  });

  it('returns memory of its own each time', () => {
    const collector = new ByteCollector();
    collector.add(Buffer.from('a'));
    const first = collector.take();
    collector.add(Buffer.from('b'));
    expect(collector.take().buffer).not.toBe(first.buffer);
    expect(first.toString()).toBe('a');
  });

  it('takes twice the size of a million chunks of one byte, and no more', () => {
    const collector = new ByteCollector();
    const byte = Buffer.from('a');
    for (let i = 0; i < 1_000_000; i++) collector.add(byte);
    expect(collector.take().buffer.byteLength).toBeLessThan(2_100_000);
  });
});
