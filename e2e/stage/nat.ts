/**
 * VirtualBox's NAT engine: a listener on 127.0.0.1 for every rule of a running VM. A port that is taken
 * is skipped without a word to the caller, and only VBox.log has it, as in the original.
 */
import { appendFileSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import type { NatRule } from '../../app/ports.ts';
import { inMachine } from './delivery.ts';
import { dial, join } from './socks.ts';
import type { StageVm } from './vm.ts';
import type { World } from './world.ts';

interface Redirect {
  readonly vm: StageVm;
  readonly rule: NatRule;
  readonly server: Server;
  readonly sockets: Set<Socket>;
}

export class Nat implements AsyncDisposable {
  readonly #world: World;
  readonly #redirects = new Map<string, Redirect>();
  #closed = false;

  constructor(world: World) {
    this.#world = world;
    world.onChange(() => this.#follow());
  }

  #follow(): void {
    if (this.#closed) return;
    const wanted = new Map<string, Pick<Redirect, 'vm' | 'rule'>>(
      [...this.#world.vms.values()]
        .filter(({ state }) => state === 'running' || state === 'paused')
        .flatMap((vm) =>
          // The SSH server listens on its rule's port by itself.
          vm.natRules
            .filter(({ guestPort }) => guestPort !== 22)
            .map((rule) => [`${vm.name} ${JSON.stringify(rule)}`, { vm, rule }] as const),
        ),
    );
    for (const [key, redirect] of this.#redirects)
      if (!wanted.has(key)) {
        this.#redirects.delete(key);
        void this.#close(redirect);
      }
    for (const [key, { vm, rule }] of wanted) if (!this.#redirects.has(key)) this.#open(key, { vm, rule });
  }

  #open(key: string, { vm, rule }: Pick<Redirect, 'vm' | 'rule'>): void {
    const sockets = new Set<Socket>();
    const server = createServer((socket) => {
      sockets.add(socket);
      socket.on('close', () => sockets.delete(socket));
      socket.on('error', () => socket.destroy());
      this.#carry(socket, { vm, rule });
    });
    this.#redirects.set(key, { vm, rule, server, sockets });
    const line = `TCP ${rule.hostIp}:${rule.hostPort} -> 10.0.2.15:${rule.guestPort}`;
    server.once('error', () => log(vm, `NAT: Failed to redirect ${line} (Address already in use)`));
    server.listen({ port: rule.hostPort, host: '127.0.0.1', exclusive: true }, () => {
      log(vm, `NAT: Set redirect ${line}`);
      this.#world.change('', () =>
        this.#world.holders.set(rule.hostPort, {
          command: 'VBoxHeadless',
          pid: 4_803_021,
          user: 'developer',
          address: '127.0.0.1',
        }),
      );
    });
  }

  /** The NAT engine accepts first and dials the guest after, so a stopped engine shows as a reset. */
  #carry(socket: Socket, { vm, rule }: Pick<Redirect, 'vm' | 'rule'>): void {
    if (vm.state !== 'running') return;
    const delivery = inMachine(vm, rule.guestPort);
    if (delivery.kind !== 'machine') return void socket.destroy();
    const remote = dial(delivery.target);
    remote.on('error', () => socket.resetAndDestroy());
    join(socket, remote);
  }

  async #close({ rule, server, sockets }: Redirect): Promise<void> {
    for (const socket of sockets) socket.destroy();
    if (!server.listening) return;
    this.#world.change('', () => this.#world.holders.delete(rule.hostPort));
    await new Promise((resolve) => server.close(resolve));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true;
    await Promise.all([...this.#redirects.values()].map((redirect) => this.#close(redirect)));
  }
}

function log(vm: StageVm, line: string): void {
  appendFileSync(`${vm.logFolder}/VBox.log`, `00:00:12.345678 ${line}\n`);
}
