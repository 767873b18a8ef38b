import { engineMessages } from './engine-messages.ts';
import type { SymptomId } from '../doctor/catalogue/catalogue.ts';

/** Messages as tools print them, from issues, manuals and sources, under the symptom that has to come first. */
export const errorMessages: { readonly [Id in SymptomId]: readonly string[] } = {
  ROUTE_EXISTS: [
    'route: writing to routing socket: File exists\nadd net 192.168.99.0: gateway vboxnet0: File exists',
    'add net 192.168.99.0: gateway vboxnet0: File exists',
    'add host 192.168.99.100: gateway vboxnet0: File exists',
    'RTNETLINK answers: File exists',
    'SIOCADDRT: File exists',
  ],
  GUEST_TIMEOUT_VPN: [
    'dial tcp 192.168.99.100:2376: i/o timeout',
    'Get https://192.168.99.100:2376/v1.21/containers/json: dial tcp 192.168.99.100:2376: i/o timeout.\n* Are you trying to connect to a TLS-enabled daemon without TLS?\n* Is your docker daemon up and running?',
    'An error occurred trying to connect: Get https://192.168.99.100:2376/v1.20/version: dial tcp 192.168.99.100:2376: i/o timeout',
    'error during connect: Get "https://192.168.99.100:2376/v1.40/containers/json": dial tcp 192.168.99.100:2376: i/o timeout',
    'error during connect: Get https://192.168.99.100:2376/v1.39/info: dial tcp 192.168.99.100:2376: connect: operation timed out',
    'Cannot connect to the Docker daemon at tcp://192.168.99.100:2376. Is the docker daemon running?',
    'Error checking TLS connection: Error checking and/or regenerating the certs: There was an error validating certificates for host "192.168.99.100:2376": dial tcp 192.168.99.100:2376: i/o timeout',
    'error during connect: Get "https://192.168.99.100:2376/v1.41/version": context deadline exceeded (Client.Timeout exceeded while awaiting headers)',
    'Get https://192.168.99.100:2376/v1.24/info: net/http: request canceled while waiting for connection (Client.Timeout exceeded while awaiting headers)',
    "ERROR: HTTPSConnectionPool(host='192.168.99.100', port=2376): Max retries exceeded with url: /v1.21/version (Caused by ConnectTimeoutError(<urllib3.connection.HTTPSConnection object at 0x10>, 'Connection to 192.168.99.100 timed out. (connect timeout=60)'))",
    "requests.exceptions.ConnectionError: HTTPSConnectionPool(host='192.168.99.100', port=2376): Max retries exceeded with url: /v1.22/info (Caused by NewConnectionError('<requests.packages.urllib3.connection.VerifiedHTTPSConnection object at 0x7f>: Failed to establish a new connection: [Errno 60] Operation timed out',))",
    "curl: (28) Failed to connect to 192.168.99.100 port 2376 after 75003 ms: Couldn't connect to server",
    'curl: (7) Failed to connect to 192.168.99.100 port 2376: Operation timed out',
    'ssh: connect to host 192.168.99.100 port 22: Operation timed out',
    'Unable to connect to the server: dial tcp 192.168.99.101:8443: i/o timeout',
    'Error: connect ETIMEDOUT 192.168.99.100:2376',
    'PING 192.168.99.100 (192.168.99.100): 56 data bytes\nRequest timeout for icmp_seq 0\nRequest timeout for icmp_seq 1',
    "dial tcp 192.168.99.100:2376: connect: can't assign requested address",
  ],
  CREATE_UNREACHABLE: [
    'This machine has been allocated an IP address, but Docker Machine could not\nreach it successfully.\n\nSSH for the machine should still work, but connecting to exposed ports, such as\nthe Docker daemon port (usually <ip>:2376), may not work properly.\n\nYou may need to add the route manually, or use another related workaround.\n\nThis could be due to a VPN, proxy, or host file configuration issue.',
  ],
  ROUTES_GONE_AFTER_VPN: [
    'route: writing to routing socket: not in table\ndelete net 192.168.99.0: not in table',
    'add net 192.168.99.0: gateway vboxnet0: Network is unreachable',
    'error during connect: Get https://192.168.99.100:2376/v1.40/info: dial tcp 192.168.99.100:2376: connect: network is unreachable',
    'timeouts persist after disconnect; no route for the subnet',
  ],
  VPN_REDELETES: [
    'Oct 12 10:01:02 mac acvpnagent[123]: Function: RouteTableMac.cpp route delete - dest 192.168.64.0/24 intf bridge100',
    'acvpnagent: A routing table change notification has been received. Starting automatic correction of the routing table.',
    'a repaired route to 192.168.99.0/24 vanishes at once',
  ],
  VPN_PF_BLOCK: [
    'acvpnagent[88]: Adding filter rule: block log quick inet all ! tagged cisco_anyconnect_vpn_pass',
    'Updating pf configuration file /opt/cisco/anyconnect/ac_pf_final.conf',
    'block drop log quick inet all ! tagged cisco_anyconnect_vpn_pass',
    'dial tcp 192.168.99.100:2376: connect: operation not permitted',
  ],
  VPN_DROPS_ON_VM_START: [
    'VPN disconnects/reconnects when a VM starts or is created',
    'Every time I start a docker machine the VPN reconnects when the vm is created',
  ],
  WRONG_VBOXNET: [
    'route points to vboxnet1 while the VM is on vboxnet0',
    'the route goes to vboxnet2 instead of vboxnet0',
  ],
  SUBNET_OVERLAP: [
    'the VPN network overlaps with the host-only network',
    'corporate hosts in 192.168.99.x unreachable',
  ],
  CIDR_COLLISION: [
    'Error with pre-create check: "host-only cidr conflicts with the network address of a host interface"',
    'The specified host network collides with a non-hostonly network!\nThis will cause your specified IP to be inaccessible.',
  ],
  EXIT_NODE_BREAKS_VM_IP: [
    'VM address dead with a Tailscale exit node, works again only after VM restart',
    'colima: with the exit node enabled the vm ip is unreachable',
  ],
  PULSE_HOSTS_EDIT: [
    'dial tcp: lookup localhost: i/o timeout',
    'error during connect: Get https://localhost:2376/v1.40/version: dial tcp: lookup localhost on 10.11.0.2:53: no such host',
    'ssh: Could not resolve hostname localhost: nodename nor servname provided, or not known',
    'curl: (6) Could not resolve host: localhost',
    'Error: getaddrinfo ENOTFOUND localhost localhost:2376',
  ],
  LOCAL_NETWORK_PRIVACY: [
    'dial tcp 192.168.99.100:2376: connect: no route to host',
    'ssh: connect to host 192.168.64.5 port 22: No route to host',
    'Error: connect EHOSTUNREACH 192.168.99.100:2376 - Local (192.168.99.1:50123)',
    'error during connect: Get "https://192.168.99.100:2376/v1.47/version": dial tcp 192.168.99.1:50012->192.168.99.100:2376: connect: no route to host',
    "Failed to establish a new connection: [Errno 65] No route to host: HTTPSConnectionPool(host='192.168.99.100', port=2376)",
  ],
  SOCKET_FILTER: [
    '* * DE8Y96K9QP com.cisco.anyconnect.macos.acsockext (5.1.3/5.1.3) Cisco Secure Client - Socket Filter [activated enabled]',
  ],
  PROXY_FORBIDDEN: [
    'Post https://192.168.99.100:2376/v1.20/containers/create: Forbidden',
    'An error occurred trying to connect: Post https://192.168.99.100:2376/v1.20/containers/create: Forbidden',
    'error during connect: Get "https://192.168.99.100:2376/v1.24/info": Service Unavailable',
    'error during connect: Get https://192.168.99.100:2376/v1.40/info: proxyconnect tcp: dial tcp 10.1.1.1:8080: connect: connection refused',
    "requests.exceptions.ProxyError: HTTPSConnectionPool(host='192.168.99.100', port=2376): Max retries exceeded with url: /version (Caused by ProxyError('Cannot connect to proxy.', OSError('Tunnel connection failed: 403 Forbidden')))",
  ],
  MTU: [
    'Error response from daemon: Get https://registry-1.docker.io/v2/: net/http: TLS handshake timeout',
    'docker pull hangs at downloading as soon as the VPN is up, MTU is 1500',
    'ping: sendto: Message too long',
  ],
  DNS_IN_VM: [
    'Error response from daemon: Get https://registry-1.docker.io/v2/: dial tcp: lookup registry-1.docker.io on 10.0.2.3:53: read udp 10.0.2.15:45000->10.0.2.3:53: i/o timeout',
    'Pulling repository docker.io/library/alpine\nNetwork timed out while trying to connect to https://index.docker.io/v1/repositories/library/alpine/images. You may want to check your internet connection or if you are behind a proxy.',
    'dial tcp: lookup registry-1.docker.io: no such host',
    'Error: failed to resolve: lookup auth.docker.io on 10.0.2.3:53: server misbehaving',
    "Step 3/7 : RUN apt-get update\nErr:1 http://deb.example.org stretch InRelease\n  Temporary failure resolving 'deb.example.org'",
  ],
  DNS_BRIDGE_BLOCKED: [
    'lookup registry-1.docker.io on 192.168.64.1:53: read udp 192.168.64.5:40000->192.168.64.1:53: read: connection refused',
    'dial tcp: lookup registry.k8s.io on 192.168.105.1:53: i/o timeout',
  ],
  ...engineMessages,
};
