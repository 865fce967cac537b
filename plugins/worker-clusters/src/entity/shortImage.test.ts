import { shortImage } from './shortImage';

const DIGEST = `sha256:${'0123456789ab'.repeat(5)}0123`;

describe('shortImage', () => {
  it.each([
    ['registry.example.org:5000/team/shop:1.4.2', 'shop:1.4.2'],
    ['shop', 'shop'],
    [`registry.example.org/shop@${DIGEST}`, 'shop@0123456789ab'],
    [`registry.example.org/shop:1.4.2@${DIGEST}`, 'shop:1.4.2'],
    ['', ''],
  ])('writes %s as %s', (image, expected) => {
    expect(shortImage(image)).toBe(expected);
  });
});
