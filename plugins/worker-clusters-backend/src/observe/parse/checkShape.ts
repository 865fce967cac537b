/** JSON of up to this size is parsed whatever its shape: it fills neither the memory nor the time of a thread. */
const UNCHECKED_BYTES = 2 * 1024 * 1024;

/** Objects of Kubernetes are some ten levels deep. */
const MAX_DEPTH = 512;
/** A value of a Kubernetes object has some thirty bytes, its key included. */
const MIN_BYTES_PER_VALUE = 4;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const isOpen = (byte: number) => byte === 0x5b || byte === 0x7b;
const isClose = (byte: number) => byte === 0x5d || byte === 0x7d;

/**
 * Whether large JSON has the shape of Kubernetes objects: not nested without end, and not made of millions of tiny values,
 * which take many times their size in memory. Reads the bytes once and allocates nothing.
 */
export function checkShape(bytes: Uint8Array): boolean {
  if (bytes.length <= UNCHECKED_BYTES) return true;
  const maxValues = bytes.length / MIN_BYTES_PER_VALUE;
  let depth = 0;
  let values = 0;
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i];
    if (byte === QUOTE) {
      i = endOfString(bytes, i + 1);
    } else if (byte === COMMA) {
      values += 1;
    } else if (isOpen(byte)) {
      depth += 1;
      values += 1;
      if (depth > MAX_DEPTH) return false;
    } else if (isClose(byte)) {
      depth -= 1;
    }
    if (values > maxValues) return false;
  }
  return true;
}

/** Position of the quote that ends a string; the end of the bytes if none does. */
function endOfString(bytes: Uint8Array, from: number): number {
  for (let i = from; i < bytes.length; i++) {
    if (bytes[i] === BACKSLASH) i += 1;
    else if (bytes[i] === QUOTE) return i;
  }
  return bytes.length;
}
