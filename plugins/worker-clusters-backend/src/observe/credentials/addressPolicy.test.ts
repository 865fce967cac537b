import { AddressPolicy } from './addressPolicy';

describe('AddressPolicy', () => {
  it.each([
    'https://10.0.0.1',
    'https://172.16.5.4:6443',
    'https://192.168.1.10:6443',
    'https://8.8.8.8',
    'https://[fd12:3456::1]',
    'https://[2001:db8::1]:6443',
    'https://ABCD.gr7.eu-west-1.eks.amazonaws.com',
    'https://api.example.org:6443/prefix',
    'https://[64:ff9b::808:808]',
  ])('lets pass %s', url => {
    expect(new AddressPolicy().problemOf(url)).toBeUndefined();
  });

  it.each([
    'https://127.0.0.1',
    'https://127.9.9.9:6443',
    'https://2130706433',
    'https://0x7f.1',
    'https://0177.0.0.1',
    'https://0.0.0.0',
    'https://localhost',
    'https://LOCALHOST.:6443',
    'https://api.localhost',
    'https://169.254.169.254/latest/meta-data',
    'https://169.254.0.1',
    'https://100.100.100.200',
    'https://168.63.129.16',
    'https://192.0.0.192',
    'https://224.0.0.1',
    'https://255.255.255.255',
    'https://[::]',
    'https://[::1]',
    'https://[0:0:0:0:0:0:0:1]',
    'https://[::ffff:127.0.0.1]',
    'https://[::ffff:a9fe:a9fe]',
    'https://[64:ff9b::169.254.169.254]',
    'https://[64:ff9b::7f00:1]',
    'https://[fe80::1]',
    'https://[febf::1]',
    'https://[ff02::1]',
    'https://[fd00:ec2::254]',
  ])('refuses %s', url => {
    expect(new AddressPolicy().problemOf(url)).toMatch(
      /loopback, link-local or reserved.*dangerouslyAllowApiServers/,
    );
  });

  it.each([
    ['http://10.0.0.1', /not an https URL/],
    ['file:///etc/passwd', /not an https URL/],
    ['10.0.0.1:6443', /no URL|not an https URL/],
    ['', /no URL/],
    ['https://', /no URL/],
    ['https://me:s3cret@10.0.0.1', /holds credentials/],
  ])('refuses %s', (url, problem) => {
    const said = new AddressPolicy().problemOf(url);
    expect(said).toMatch(problem);
    expect(said).not.toContain('s3cret');
  });

  it.each([
    ['127.0.0.1', 'https://127.0.0.1:6443', true],
    ['127.0.0.1', 'https://127.0.0.2:6443', false],
    ['127.0.0.0/8', 'https://127.0.0.2:6443', true],
    ['::1', 'https://[::1]:6443', true],
    ['fe80::/10', 'https://[fe80::5]', true],
    ['Localhost', 'https://localhost:6443', true],
    ['example.org', 'https://localhost:6443', false],
  ])('with %s allowed: %s is %s', (allowed, url, expected) => {
    const problem = new AddressPolicy([allowed]).problemOf(url);
    expect(problem === undefined).toBe(expected);
  });

  it.each([
    '127.0.0.1/33',
    '127.0.0.1/x',
    '::1/129',
    'a/b',
    'https://a',
    '',
    'a b',
  ])('says that %j is no entry', entry => {
    expect(() => new AddressPolicy([entry])).toThrow(
      'workerClusters.workers.dangerouslyAllowApiServers',
    );
  });

  describe('when a name is resolved', () => {
    const resolve = (policy: AddressPolicy, options: object) =>
      new Promise((done, fail) => {
        policy.lookup('localhost', options, (error, address) =>
          error ? fail(error) : done(address),
        );
      });

    it('refuses a name that leads to this machine', async () => {
      await expect(
        resolve(new AddressPolicy(), { all: true }),
      ).rejects.toMatchObject({ code: 'ERR_FORBIDDEN_ADDRESS' });
      await expect(resolve(new AddressPolicy(), {})).rejects.toMatchObject({
        code: 'ERR_FORBIDDEN_ADDRESS',
      });
    });

    it('lets pass what is allowed, as it is asked for', async () => {
      const byAddress = new AddressPolicy(['127.0.0.1']);
      expect(await resolve(byAddress, { family: 4 })).toBe('127.0.0.1');
      expect(await resolve(byAddress, { all: true, family: 4 })).toEqual([
        { address: '127.0.0.1', family: 4 },
      ]);
      const byName = new AddressPolicy(['localhost']);
      expect(await resolve(byName, { family: 4 })).toBe('127.0.0.1');
    });
  });
});
