import { identitiesUrl } from './azureProvider';

describe('identitiesUrl', () => {
  it.each([
    ['https://dev.azure.com/acme', 'https://vssps.dev.azure.com/acme'],
    ['https://acme.visualstudio.com', 'https://acme.vssps.visualstudio.com'],
    ['https://azure.acme.example/tfs/Default', 'the same'],
    ['https://dev.azure.com.acme.example/x', 'the same'],
  ])('of %s is %s', (apiUrl, expected) => {
    expect(identitiesUrl(apiUrl)).toBe(
      expected === 'the same' ? apiUrl : expected,
    );
  });
});
