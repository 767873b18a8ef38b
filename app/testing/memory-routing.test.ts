import { routingContract } from './contracts/routing.ts';
import { MemoryRouting } from './memory-routing.ts';
import { parsed } from './memory-kernel.ts';

routingContract({
  name: 'memory routing',
  open: () => {
    const routing = new MemoryRouting();
    const { kernel } = routing;
    kernel.addInterface('vboxnet0', '192.168.99.1/24');
    kernel.addInterface('utun0', '10.20.0.7/32', { pointToPoint: true });
    kernel.put(parsed('10.20.0.1/32'), 'utun0');
    const take = (network: string): Promise<void> => Promise.resolve(kernel.put(parsed(network), 'utun0'));
    return Promise.resolve({
      routing,
      tunnel: 'utun0',
      gateway: '10.20.0.1',
      take,
      lose: (network) => Promise.resolve(void kernel.remove(parsed(network))),
      retake: () => {
        kernel.watcher = () => kernel.put(parsed('192.168.99.0/24'), 'utun0');
        return Promise.resolve();
      },
      deny: () => Promise.resolve(void (routing.refusal = 'not permitted')),
      blind: () => Promise.resolve(void (routing.blindness = 'nothing was printed')),
      [Symbol.asyncDispose]: () => Promise.resolve(),
    });
  },
});
