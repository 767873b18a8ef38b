import type { HandTable } from './hand-tables.ts';

const guest = '192.168.99.100';

/** One table for each VPN client that people name, with the interface it makes. */
export const clientTables: readonly HandTable[] = [
  {
    what: 'AnyConnect, split: the network with link# on its utun, the clone of before still there',
    rows: `10.20/16           utun4              USc                 utun4
192.168.99         link#22            UCS                 utun4
192.168.99.100     8:0:27:5:a7:11     UHLWIi           vboxnet0   1043`,
    ip: guest,
    carries: '192.168.99.0/24 utun4',
    verdict: 'hijacked',
  },
  {
    what: 'AnyConnect of old: cscotun0, whose name is cut after seven letters',
    version: '10.13',
    rows: `192.168.99         link#9             UCS             0        0 cscotun`,
    ip: guest,
    carries: '192.168.99.0/24 cscotun',
    verdict: 'open',
  },
  {
    what: 'Pulse Secure of old: jnprtun0, cut',
    version: '10.13',
    rows: `192.168.99         link#12            UCS             3        0 jnprtun`,
    ip: guest,
    carries: '192.168.99.0/24 jnprtun',
    verdict: 'open',
  },
  {
    what: 'Pulse Secure: jnprtun0 with all private networks',
    rows: `10                 link#17            UCS              jnprtun0
172.16/12          link#17            UCS              jnprtun0
192.168.0/16       link#17            UCS              jnprtun0`,
    ip: guest,
    carries: '192.168.0.0/16 jnprtun0',
    verdict: 'open',
  },
  {
    what: 'GlobalProtect: gpd0 takes everything under a default of its own',
    rows: `default            link#15            UCS                  gpd0
default            10.0.1.1           UGScIg                en0
10.10.10.2         10.10.10.2         UH                   gpd0`,
    ip: guest,
    carries: '0.0.0.0/0 gpd0',
    verdict: 'open',
  },
  {
    what: 'GlobalProtect with no direct access to the local network',
    rows: `10.0.1             10.10.10.2         UGSc                 gpd0
192.168.99         10.10.10.2         UGSc                 gpd0
192.168.99         link#11            UCSI             vboxnet0      !`,
    ip: guest,
    carries: '192.168.99.0/24 gpd0',
    verdict: 'hijacked',
  },
  {
    what: 'Zscaler: utun with 100.64.0.0/16, and the machine left alone',
    rows: `100.64.0.1         100.64.0.1         UH                  utun5
100.64/16          utun5              USc                 utun5
192.168.99         link#11            UC               vboxnet0      !`,
    ip: guest,
    carries: '192.168.99.0/24 vboxnet0',
    verdict: 'fine',
  },
  {
    what: 'FortiClient over ppp0, the gateway its far end',
    rows: `169.254.31.7       10.212.134.200     UH                   ppp0
192.168.0/16       ppp0               USc                  ppp0`,
    ip: '192.168.56.101',
    carries: '192.168.0.0/16 ppp0',
    verdict: 'open',
  },
  {
    what: 'L2TP: the far end as gateway, ppp0 carries 10/8, the machine is in it',
    rows: `10                 ppp0               USc                  ppp0
10.11.12.1         10.11.12.13        UH                   ppp0`,
    ip: '10.99.0.100',
    carries: '10.0.0.0/8 ppp0',
    verdict: 'open',
  },
  {
    what: 'IKEv2 of the system: ipsec0 as default, the network its own row',
    rows: `default            link#19            UCS                ipsec0
default            10.0.1.1           UGScIg                en0
10.9.0.5           10.9.0.5           UH                 ipsec0
192.168.99         link#11            UC               vboxnet0      !`,
    ip: guest,
    carries: '192.168.99.0/24 vboxnet0',
    verdict: 'fine',
  },
  {
    what: 'IKEv2 of the system: ipsec0 takes the network',
    rows: `192.168.99         ipsec0             USc                ipsec0`,
    ip: guest,
    carries: '192.168.99.0/24 ipsec0',
    verdict: 'open',
  },
  {
    what: 'WireGuard with AllowedIPs 0.0.0.0/0: two halves, the network its own row',
    rows: `0/1                utun7              USc                 utun7
128.0/1            utun7              USc                 utun7
192.168.99         link#11            UC               vboxnet0      !`,
    ip: guest,
    carries: '192.168.99.0/24 vboxnet0',
    verdict: 'fine',
  },
  {
    what: 'WireGuard with the machine alone in AllowedIPs',
    rows: `192.168.99         link#11            UC               vboxnet0      !
192.168.99.100/32  utun7              USc                 utun7`,
    ip: guest,
    carries: '192.168.99.100/32 utun7',
    verdict: 'hijacked',
  },
  {
    what: 'Tailscale: a subnet router announces 192.168.0.0/16, which is shorter',
    rows: `100.64/10          link#21            UCS                 utun3
100.100.100.100/32 link#21            UCS                 utun3
100.101.102.103    100.101.102.103    UH                  utun3
192.168.0/16       link#21            UCS                 utun3
192.168.99         link#11            UC               vboxnet0      !`,
    ip: guest,
    carries: '192.168.99.0/24 vboxnet0',
    verdict: 'fine',
  },
  {
    what: 'Tailscale: a machine of its own network',
    rows: `100.64/10          link#21            UCS                 utun3
100.101.102.103    100.101.102.103    UH                  utun3`,
    ip: '100.101.102.104',
    network: '100.64.0.0/10',
    carries: '100.64.0.0/10 utun3',
    verdict: 'fine',
  },
  {
    what: 'Hamachi: ham0, with the 25.0.0.0/8 it uses and the network of the machine',
    rows: `25                 link#14            UC                   ham0      !
192.168.99         link#14            UCS                  ham0      !`,
    ip: guest,
    carries: '192.168.99.0/24 ham0',
    verdict: 'open',
  },
  {
    what: 'BIG-IP Edge: a /32 for each excluded host, the rest by utun',
    rows: `default            10.44.7.1          UGSc                utun6
default            10.0.1.1           UGScIg                en0
10.44.7.1          10.44.7.9          UH                  utun6
192.168.99/25      10.44.7.1          UGSc                utun6
192.168.99.128/25  10.44.7.1          UGSc                utun6
192.168.99         link#11            UC               vboxnet0      !`,
    ip: guest,
    carries: '192.168.99.0/25 utun6',
    verdict: 'hijacked',
  },
  {
    what: 'BIG-IP Edge: the other half, for a machine above',
    rows: `192.168.99/25      10.44.7.1          UGSc                utun6
192.168.99         link#11            UC               vboxnet0      !`,
    ip: '192.168.99.200',
    carries: '192.168.99.0/24 vboxnet0',
    verdict: 'fine',
  },
  {
    what: 'OpenVPN of old: tun0 with a peer, and the network by that peer',
    version: '11',
    rows: `10.8.0.5           10.8.0.6           UH             tun0       
192.168.99         10.8.0.5           UGSc           tun0       `,
    ip: guest,
    carries: '192.168.99.0/24 tun0',
    verdict: 'open',
  },
  {
    what: 'OpenVPN, subnet: the network of the tunnel is no hijack',
    rows: `10.8/24            10.8.0.4           UGSc                utun4
10.8.0.4           10.8.0.4           UH                  utun4`,
    ip: '10.8.0.1',
    carries: '10.8.0.0/24 utun4',
    verdict: 'fine',
  },
  {
    what: 'SoftEther on tap0, an Ethernet whose own network has the numbers of the machine',
    rows: `192.168.99         link#18            UC                   tap0      !
192.168.99.1       2:ca:fe:0:0:1      UHLWIi               tap0    894`,
    ip: guest,
    carries: '192.168.99.0/24 tap0',
    verdict: 'fine',
  },
  {
    what: 'ZeroTier routes the network to a member',
    rows: `10.147.17/24       link#20            UC               feth1532      !
192.168.99         10.147.17.4        UGSc             feth1532       `,
    ip: guest,
    carries: '192.168.99.0/24 feth1532',
    verdict: 'open',
  },
  {
    what: 'Cloudflare WARP: holes around the private networks, which stay at home',
    rows: `0/5                utun8              USc                 utun8
8/7                utun8              USc                 utun8
192.0.0/9          utun8              USc                 utun8
192.128.0/11       utun8              USc                 utun8
192.160.0/13       utun8              USc                 utun8
192.169.0/16       utun8              USc                 utun8`,
    ip: guest,
    carries: '0.0.0.0/0 en0',
    verdict: 'fine',
  },
  {
    what: 'a per-app VPN: its rows are bound to its interface only',
    rows: `default            10.0.1.1           UGScg                 en0
default            link#23            UCSIg               utun9
192.168.99         link#23            UCSI                utun9
192.168.99         link#11            UC               vboxnet0      !`,
    ip: guest,
    carries: '192.168.99.0/24 vboxnet0',
    verdict: 'fine',
  },
  {
    what: 'two VPNs, the second carves a longer prefix out of what the first took',
    rows: `192.168.99         utun4              USc                 utun4
192.168.99.96/27   10.77.0.1          UGSc                utun7`,
    ip: guest,
    carries: '192.168.99.96/27 utun7',
    verdict: 'open',
  },
];
