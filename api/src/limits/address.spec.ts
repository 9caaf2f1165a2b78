import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { networkOf } from './address.js';

describe('whose address it is', () => {
  it.each([
    ['192.0.2.1', '192.0.2.1'],
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:0DB8:0001:0002::', '2001:db8:1:2::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['64:ff9b::192.0.2.1', '64:ff9b:0:0::/64'],
    ['', ''],
    [undefined, 'gone'],
  ])('%s is of %s', (address, network) => {
    expect(networkOf(address)).toBe(network);
  });

  it('is the same for every address of one /64, however it is written', () => {
    const group = fc.integer({ min: 0, max: 0xffff }).map((value) => value.toString(16));
    const groups = (count: number) => fc.array(group, { minLength: count, maxLength: count });
    fc.assert(
      fc.property(groups(4), groups(4), groups(4), (net, one, two) => {
        const network = networkOf([...net, ...one].join(':'));
        expect(networkOf([...net, ...two].join(':'))).toBe(network);
        expect(networkOf(new URL(`http://[${[...net, ...two].join(':')}]`).hostname.slice(1, -1))).toBe(network);
      }),
    );
  });
});
