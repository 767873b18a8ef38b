import type { HandTable } from './hand-tables.ts';

const guest = '192.168.99.100';

/** Rows that refuse, lead in a circle, repeat, or do not count. */
export const rowTables: readonly HandTable[] = [
  {
    what: 'a row that rejects the network',
    rows: `192.168.99         127.0.0.1          UGRSc                 lo0       `,
    ip: guest,
    carries: '192.168.99.0/24 lo0',
    verdict: 'hijacked',
  },
  {
    what: 'a row that swallows the network, on the own interface',
    rows: `192.168.99         link#11            UCSB             vboxnet0      !`,
    ip: guest,
    carries: '192.168.99.0/24 vboxnet0',
    verdict: 'hijacked',
  },
  {
    what: 'a row that rejects the machine alone',
    rows: `192.168.99         link#11            UC               vboxnet0      !
192.168.99.100     127.0.0.1          UGHRS                 lo0       `,
    ip: guest,
    carries: '192.168.99.100/32 lo0',
    verdict: 'hijacked',
  },
  {
    what: 'b is broadcast and no B',
    rows: `192.168.99         link#11            UCb              vboxnet0      !`,
    ip: guest,
    carries: '192.168.99.0/24 vboxnet0',
    verdict: 'fine',
  },
  {
    what: 'a kill switch rejects all private networks, and the own row is gone',
    rows: `192.168.0/16       127.0.0.1          UGRSc                 lo0       `,
    ip: guest,
    carries: '192.168.0.0/16 lo0',
    verdict: 'hijacked',
  },
  {
    what: 'a kill switch as default, on loopback',
    rows: `default            127.0.0.1          UGRSc                 lo0
default            10.0.1.1           UGScI                 en0`,
    ip: guest,
    carries: '0.0.0.0/0 lo0',
    verdict: 'hijacked',
  },
  {
    what: 'a kill switch that swallows by the Ethernet',
    rows: `192.168.0/16       10.0.1.1           UGSBc                 en0       `,
    ip: guest,
    carries: '192.168.0.0/16 en0',
    verdict: 'hijacked',
  },
  {
    what: 'a kill switch under the own row does nothing to it',
    rows: `192.168.0/16       127.0.0.1          UGRSc                 lo0
192.168.99         link#11            UC               vboxnet0      !`,
    ip: guest,
    carries: '192.168.99.0/24 vboxnet0',
    verdict: 'fine',
  },
  {
    what: 'the MAC address of the machine as gateway, on another interface',
    rows: `192.168.99         link#11            UC               vboxnet0      !
192.168.99.100     8:0:27:5:a7:11     UHLS                  en0       `,
    ip: guest,
    carries: '192.168.99.100/32 en0',
    verdict: 'hijacked',
  },
  {
    what: 'the router of the local network as gateway: no tunnel in the row',
    rows: `192.168.99         10.0.1.1           UGSc                  en0       `,
    ip: guest,
    carries: '192.168.99.0/24 en0',
    verdict: 'hijacked',
  },
  {
    what: 'the Mac itself has the address of the machine',
    rows: `192.168.99.100     127.0.0.1          UHS                   lo0       
192.168.99         link#11            UC               vboxnet0      !`,
    ip: guest,
    carries: '192.168.99.100/32 lo0',
    verdict: 'fine',
  },
  {
    what: 'stale rows: the own one is bound to its scope, a clone of it too',
    rows: `192.168.99         link#11            UCSI             vboxnet0      !
192.168.99.100     8:0:27:5:a7:11     UHLWIi           vboxnet0      7`,
    ip: guest,
    carries: '0.0.0.0/0 en0',
    verdict: 'fine',
  },
  {
    what: 'the same prefix three times, one without a scope',
    rows: `192.168.99         link#11            UCSI             vboxnet0      !
192.168.99         link#22            UCS                 utun4       
192.168.99         link#6             UCSI                  en0      !`,
    ip: guest,
    carries: '192.168.99.0/24 utun4',
    verdict: 'hijacked',
  },
  {
    what: 'defaults on three interfaces, two of them bound',
    rows: `default            10.0.1.1           UGScg                 en0
default            172.20.10.1        UGScIg                en7
default            link#22            UCSIg               utun4`,
    ip: guest,
    carries: '0.0.0.0/0 en0',
    verdict: 'fine',
  },
  {
    what: 'only bound defaults',
    rows: `default            10.0.1.1           UGScIg                en0
default            link#22            UCSIg               utun4`,
    ip: guest,
    carries: 'none',
    verdict: 'fine',
  },
  {
    what: 'all but 0/8 in eight rows: 128.0/1 carries it',
    rows: `1                  198.18.0.1         UGSc               utun10
2/7                198.18.0.1         UGSc               utun10
4/6                198.18.0.1         UGSc               utun10
8/5                198.18.0.1         UGSc               utun10
16/4               198.18.0.1         UGSc               utun10
32/3               198.18.0.1         UGSc               utun10
64/2               198.18.0.1         UGSc               utun10
128.0/1            198.18.0.1         UGSc               utun10
198.18.0.1         198.18.0.1         UH                 utun10`,
    ip: guest,
    carries: '128.0.0.0/1 utun10',
    verdict: 'open',
  },
  {
    what: 'a prefix of 31, and the machine is the other of the two',
    rows: `192.168.99.100/31  utun4              USc                 utun4
192.168.99         link#11            UC               vboxnet0      !`,
    ip: '192.168.99.101',
    carries: '192.168.99.100/31 utun4',
    verdict: 'hijacked',
  },
  {
    what: 'a prefix of 31 just below the machine',
    rows: `192.168.99.98/31   utun4              USc                 utun4
192.168.99         link#11            UC               vboxnet0      !`,
    ip: guest,
    carries: '192.168.99.0/24 vboxnet0',
    verdict: 'fine',
  },
  {
    what: 'octets that fill the column to its end',
    rows: `192.168.199.128/27 192.168.199.129    UGSc                utun4       
192.168.199        link#11            UC               vboxnet0      !`,
    ip: '192.168.199.144',
    carries: '192.168.199.128/27 utun4',
    verdict: 'hijacked',
  },
  {
    what: 'ten letters of flags and no more',
    rows: `192.168.99         10.8.0.1           UGdCLS2WcI          utun4       
192.168.99         link#11            UC               vboxnet0      !`,
    ip: guest,
    carries: '192.168.99.0/24 vboxnet0',
    verdict: 'fine',
  },
  {
    what: 'an interface of VLANs with a dot in its name',
    rows: `192.168.99         10.0.1.1           UGSc             vlan0.17       `,
    ip: guest,
    carries: '192.168.99.0/24 vlan0.17',
    verdict: 'hijacked',
  },
  {
    what: 'macOS 12: a name of eleven letters loses its last',
    version: '13',
    rows: `192.168.99         10.8.0.1           UGSc        feth153212`,
    ip: guest,
    carries: '192.168.99.0/24 feth153212',
    verdict: 'open',
  },
  {
    what: 'a redirect has made a row for the machine, by the router',
    rows: `192.168.99         link#11            UC               vboxnet0      !
192.168.99.100     10.0.1.254         UGHD                  en0       `,
    ip: guest,
    carries: '192.168.99.100/32 en0',
    verdict: 'hijacked',
  },
  {
    what: '192.168.0/17 on the tunnel ends below 192.168.128',
    rows: `192.168.0/17       utun4              USc                 utun4
192.168.130        link#11            UC               vboxnet0      !`,
    ip: '192.168.130.100',
    carries: '192.168.130.0/24 vboxnet0',
    verdict: 'fine',
  },
  {
    what: 'a name nobody knows, without a gateway',
    rows: `192.168.99         link#31            UCS             acmevpn0      !`,
    ip: guest,
    carries: '192.168.99.0/24 acmevpn0',
    verdict: 'open',
  },
  {
    what: 'a name nobody knows, without any word in it for what it is',
    rows: `192.168.99         link#31            UCS                acme0      !`,
    ip: guest,
    carries: '192.168.99.0/24 acme0',
    verdict: 'open',
  },
  {
    what: 'a name nobody knows with a network around that of the machine',
    rows: `192.168.0/16       acme0              USc                acme0       `,
    ip: guest,
    carries: '192.168.0.0/16 acme0',
    verdict: 'open',
  },
  {
    what: 'localhost as every Mac has it',
    rows: `192.168.99         link#11            UC               vboxnet0      !`,
    ip: '127.0.0.1',
    carries: '127.0.0.1/32 lo0',
    verdict: 'fine',
  },
  {
    what: 'a VPN takes localhost itself, where the forwards listen',
    rows: `127.0.0.0/9        10.8.0.1           UGSc                utun3       
192.168.99         link#11            UC               vboxnet0      !`,
    ip: '127.0.0.9',
    carries: '127.0.0.0/9 utun3',
    verdict: 'hijacked',
  },
];
