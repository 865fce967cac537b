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
    // Behind NAT64, and IPv4-mapped: what the IPv4 address is.
    'https://[64:ff9b::808:808]',
    'https://[64:ff9b::8.8.8.8]',
    'https://[64:ff9b::a00:1]',
    'https://[::ffff:8.8.8.8]',
    'https://[::ffff:a00:1]',
    'https://[2001:1::1]',
    'https://[2001:4860:4860::8888]',
    'https://[2003::1]',
    'https://[fc00::1]',
    'https://[64:ff9b:2::1]',
    'https://api.example.org.:6443',
  ])('lets pass %s', url => {
    expect(new AddressPolicy().problemOf(url)).toBeUndefined();
  });

  it.each([
    // IPv4, in all spellings of a URL.
    'https://127.0.0.1',
    'https://127.0.0.1.',
    'https://127.9.9.9:6443',
    'https://127.1',
    'https://2130706433',
    'https://0x7f000001',
    'https://0x7f.1',
    'https://0177.0.0.1',
    'https://017700000001.',
    'https://①②⑦.0.0.1',
    'https://127。0。0。1',
    'https://%31%32%37.0.0.1',
    'https://0',
    'https://0.0.0.0',
    'https://0.1.2.3',
    'https://169.254.169.254/latest/meta-data',
    'https://0xa9fea9fe',
    'https://169.254.0.1',
    'https://100.100.100.200',
    'https://168.63.129.16',
    'https://192.0.0.192',
    'https://224.0.0.1',
    'https://240.0.0.1',
    'https://255.255.255.255',
    // Names.
    'https://localhost',
    'https://LOCALHOST.:6443',
    'https://localhost..',
    'https://api.localhost',
    'https://api.localhost.',
    // IPv6, in all spellings.
    'https://[::]',
    'https://[::1]',
    'https://[0:0:0:0:0:0:0:1]',
    'https://[0000:0000:0000:0000:0000:0000:0000:0001]',
    'https://[fe80::1]',
    'https://[febf::1]',
    'https://[fec0::1]',
    'https://[ff02::1]',
    'https://[fd00:ec2::254]',
    'https://[fd00:ec2::23]',
    'https://[fd20:ce::254]',
    'https://[fd00:c1::a9fe:a9fe]',
    // IPv4-compatible.
    'https://[::7f00:1]',
    'https://[::127.0.0.1]',
    'https://[0:0:0:0:0:0:7f00:1]',
    'https://[::8.8.8.8]',
    // IPv4-mapped.
    'https://[::ffff:127.0.0.1]',
    'https://[::ffff:7f00:1]',
    'https://[::FFFF:7F00:1]',
    'https://[0:0:0:0:0:ffff:7f00:1]',
    'https://[0:0:0:0:0:ffff:127.0.0.1]',
    'https://[::ffff:a9fe:a9fe]',
    'https://[::ffff:0.0.0.0]',
    'https://[::ffff:100.100.100.200]',
    // IPv4-translated.
    'https://[::ffff:0:7f00:1]',
    'https://[::ffff:0:127.0.0.1]',
    // 6to4 and Teredo.
    'https://[2002:7f00:1::]',
    'https://[2002:7f00:1::1]',
    'https://[2002:a9fe:a9fe::]',
    'https://[2001:0:7f00:1::]',
    'https://[2001::80ff:fffe]',
    // NAT64.
    'https://[64:ff9b::7f00:1]',
    'https://[64:ff9b::127.0.0.1]',
    'https://[64:ff9b:0:0:0:0:7f00:1]',
    'https://[64:ff9b::169.254.169.254]',
    'https://[64:ff9b::6464:64c8]',
    'https://[64:ff9b::]',
    'https://[64:ff9b::1]',
    'https://[64:ff9b:1::7f00:1]',
    'https://[64:ff9b:1:7f00:0:100::]',
    'https://[64:ff9b:1::808:808]',
  ])('refuses %s', url => {
    expect(new AddressPolicy().problemOf(url)?.message).toMatch(
      /loopback, link-local or reserved.*dangerouslyAllowApiServers/,
    );
  });

  it.each([
    ['http://10.0.0.1', /not an https URL/],
    ['file:///etc/passwd', /not an https URL/],
    ['10.0.0.1:6443', /not a URL|not an https URL/],
    ['', /not a URL/],
    ['https://', /not a URL/],
    ['https://me:s3cret@10.0.0.1', /holds credentials/],
    // A zone has no place in a URL of an API server.
    ['https://[fe80::1%25eth0]', /not a URL/],
    ['https://[::1%25lo]', /not a URL/],
    ['https://[::1].', /not a URL/],
    ['https://[127.0.0.1]', /not a URL/],
    ['https://256.1.1.1', /not a URL/],
    ['https://0x7f.0.0.0x100', /not a URL/],
  ])('refuses %s', (url, problem) => {
    const said = new AddressPolicy().problemOf(url);
    expect(said?.message).toMatch(problem);
    expect(JSON.stringify(said)).not.toContain('s3cret');
  });

  it.each([
    ['127.0.0.1', 'https://127.0.0.1:6443', true],
    ['127.0.0.1', 'https://127.0.0.2:6443', false],
    ['127.0.0.0/8', 'https://127.0.0.2:6443', true],
    ['::1', 'https://[::1]:6443', true],
    ['fe80::/10', 'https://[fe80::5]', true],
    ['Localhost', 'https://localhost:6443', true],
    ['example.org', 'https://localhost:6443', false],
    ['localhost', 'https://localhost.:6443', true],
    ['127.0.0.1', 'https://[::ffff:127.0.0.1]', true],
    ['127.0.0.1', 'https://[64:ff9b::127.0.0.1]', true],
    ['127.0.0.1', 'https://[::127.0.0.1]', false],
    ['127.0.0.1', 'https://[2002:7f00:1::]', false],
    ['64:ff9b:1::/48', 'https://[64:ff9b:1::808:808]', true],
    ['2002:7f00:1::', 'https://[2002:7f00:1::]', true],
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

  it.each<[string, boolean]>([
    ['10.0.0.1', true],
    ['fd12:3456::1', true],
    ['fd12:3456::1%eth0', true],
    ['fe80::1%eth0', false],
    ['::1%1', false],
    ['::ffff:127.0.0.1%lo', false],
    // No address is no address to connect to.
    ['', false],
    ['localhost', false],
    ['127.1', false],
    ['0177.0.0.1', false],
    ['10.0.0.1/8', false],
  ])('takes %j as an address of a name server: %s', (address, expected) => {
    expect(new AddressPolicy().allowsAddress(address)).toBe(expected);
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
