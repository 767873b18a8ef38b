import type { HandTable } from './hand-tables.ts';

const guest = '192.168.99.100';

/** Networks of machines of every length, and what lies around them. */
export const networkTables: readonly HandTable[] = [
  {
    what: 'VirtualBox 6.1.28: 192.168.56.0/24, well',
    rows: `192.168.56         link#18            UC               vboxnet0      !
192.168.56.101     8:0:27:1c:2f:90    UHLWIi           vboxnet0    900`,
    ip: '192.168.56.101',
    carries: '192.168.56.0/24 vboxnet0',
    verdict: 'fine',
  },
  {
    what: 'VirtualBox 6.1.28: 192.168.56.0/21 taken as a whole',
    rows: `192.168.56/21      utun3              USc                 utun3`,
    ip: '192.168.59.100',
    network: '192.168.59.0/24',
    carries: '192.168.56.0/21 utun3',
    verdict: 'open',
  },
  {
    what: 'VirtualBox 7 on bridge100, which is not told from Internet sharing by its name',
    rows: `192.168.56         link#25            UC              bridge100      !`,
    ip: '192.168.56.2',
    carries: '192.168.56.0/24 bridge100',
    verdict: 'fine',
  },
  {
    what: 'Internet sharing on bridge100 beside the machine',
    rows: `192.168.2          link#24            UC              bridge100      !
192.168.2.255      ff.ff.ff.ff.ff.ff  UHLWbI          bridge100      !
192.168.99         link#11            UC               vboxnet0      !`,
    ip: '192.168.2.17',
    carries: '192.168.2.0/24 bridge100',
    verdict: 'fine',
  },
  {
    what: 'macOS 11: bridge100 is cut to bridge1',
    version: '11',
    rows: `192.168.64         link#20            UC          bridge1      !`,
    ip: '192.168.64.2',
    carries: '192.168.64.0/24 bridge1',
    verdict: 'fine',
  },
  {
    what: 'macOS 13: bridge1 is not cut, and somebody has made it of two ports',
    version: '13',
    rows: `10.0.5/24          link#7             UCS            bridge1      !`,
    ip: '10.0.5.9',
    carries: '10.0.5.0/24 bridge1',
    verdict: 'fine',
  },
  {
    what: 'a /18 of Apple around a machine of 192.168.64.2',
    rows: `192.168.64/18      utun5              USc                 utun5`,
    ip: '192.168.64.2',
    carries: '192.168.64.0/18 utun5',
    verdict: 'open',
  },
  {
    what: 'a /18 that ends below the machine',
    rows: `192.168.128/18     utun5              USc                 utun5
192.168.64         link#25            UC              bridge100      !`,
    ip: '192.168.64.2',
    carries: '192.168.64.0/24 bridge100',
    verdict: 'fine',
  },
  {
    what: 'a host-only network of 10.0.0.0/8, as `10`',
    rows: `10                 link#11            UC               vboxnet0      !
10.0.1/24          link#6             UCS                   en0      !`,
    ip: '10.200.0.100',
    network: '10.0.0.0/8',
    carries: '10.0.0.0/8 vboxnet0',
    verdict: 'fine',
  },
  {
    what: 'a host-only /16, as `172.17`',
    rows: `172.17             link#11            UC               vboxnet0      !`,
    ip: '172.17.9.100',
    network: '172.17.0.0/16',
    carries: '172.17.0.0/16 vboxnet0',
    verdict: 'fine',
  },
  {
    what: 'a host-only /16 with a /20 taken around the machine',
    rows: `172.17             link#11            UC               vboxnet0      !
172.17.0/20        10.8.0.1           UGSc                utun4`,
    ip: '172.17.9.100',
    network: '172.17.0.0/16',
    carries: '172.17.0.0/20 utun4',
    verdict: 'hijacked',
  },
  {
    what: 'a host-only /16 with a /20 taken beside the machine',
    rows: `172.17             link#11            UC               vboxnet0      !
172.17.16/20       10.8.0.1           UGSc                utun4`,
    ip: '172.17.9.100',
    network: '172.17.0.0/16',
    carries: '172.17.0.0/16 vboxnet0',
    verdict: 'fine',
  },
  {
    what: 'a host-only /20 written out',
    rows: `172.22.16/20       link#11            UC               vboxnet0      !
172.16/12          utun4              USc                 utun4`,
    ip: '172.22.31.200',
    network: '172.22.16.0/20',
    carries: '172.22.16.0/20 vboxnet0',
    verdict: 'fine',
  },
  {
    what: 'a host-only /25 above, and the VPN has the /25 below',
    rows: `192.168.99/25      utun4              USc                 utun4
192.168.99.128/25  link#11            UC               vboxnet0      !`,
    ip: '192.168.99.130',
    network: '192.168.99.128/25',
    carries: '192.168.99.128/25 vboxnet0',
    verdict: 'fine',
  },
  {
    what: 'a host-only /25 below a /24 that the VPN took: shorter, loses',
    rows: `192.168.99         utun4              USc                 utun4
192.168.99/25      link#11            UC               vboxnet0      !`,
    ip: guest,
    network: '192.168.99.0/25',
    carries: '192.168.99.0/25 vboxnet0',
    verdict: 'fine',
  },
  {
    what: 'the same, the row of the /25 gone',
    rows: `192.168.99         utun4              USc                 utun4`,
    ip: guest,
    network: '192.168.99.0/25',
    carries: '192.168.99.0/24 utun4',
    verdict: 'open',
  },
  {
    what: 'a /32 with H beats a /32 without',
    rows: `192.168.99.100     10.8.0.1           UGHS                utun4
192.168.99.100/32  link#11            UCS              vboxnet0      !`,
    ip: guest,
    carries: '192.168.99.100/32 utun4',
    verdict: 'hijacked',
  },
  {
    what: 'the same the other way round',
    rows: `192.168.99.100     link#11            UHS              vboxnet0      !
192.168.99.100/32  10.8.0.1           UGSc                utun4`,
    ip: guest,
    carries: '192.168.99.100/32 vboxnet0',
    verdict: 'fine',
  },
  {
    what: 'Parallels: shared network on bridge100, host-only on bridge101',
    rows: `10.211.55/24       link#21            UC              bridge100      !
10.37.129/24       link#23            UC              bridge101      !
10                 utun4              USc                 utun4`,
    ip: '10.37.129.5',
    carries: '10.37.129.0/24 bridge101',
    verdict: 'fine',
  },
  {
    what: 'Parallels of old: vnic1',
    version: '10.13',
    rows: `10.37.129/24       link#10            UC              1        0   vnic1`,
    ip: '10.37.129.5',
    carries: '10.37.129.0/24 vnic1',
    verdict: 'fine',
  },
  {
    what: 'VMware: vmnet1 and vmnet8 cut out of 172.16/12 that the VPN has',
    rows: `172.16/12          10.8.0.1           UGSc                utun4
172.16.44/24       link#12            UC                 vmnet1      !
172.16.123/24      link#13            UC                 vmnet8      !`,
    ip: '172.16.123.128',
    carries: '172.16.123.0/24 vmnet8',
    verdict: 'fine',
  },
  {
    what: 'Docker Desktop has no interface of its own: 192.168.65 goes to the router',
    rows: `10.0.1/24          link#6             UCS                   en0      !`,
    ip: '192.168.65.3',
    carries: '0.0.0.0/0 en0',
    verdict: 'fine',
  },
  {
    what: 'a private network that is the home network too, by cable and by Wi-Fi',
    rows: `192.168.99         link#6             UCS                   en0      !
192.168.99         link#8             UCSI                  en1      !
192.168.99.1/32    link#6             UCS                   en0      !`,
    ip: guest,
    carries: '192.168.99.0/24 en0',
    verdict: 'fine',
  },
  {
    what: 'proxy ARP: a published entry for the machine on the Ethernet',
    rows: `192.168.99         link#11            UC               vboxnet0      !
192.168.99.100     3c:22:fb:1:2:3     UHLS2Y                en0       `,
    ip: guest,
    carries: '192.168.99.100/32 en0',
    verdict: 'hijacked',
  },
];
