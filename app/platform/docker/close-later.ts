import { TLSSocket } from 'node:tls';

/**
 * Lets `close` come after `destroy` has returned, as it does with every other socket. Where the connection below TLS is
 * gone already, Node 24 emits it from within `destroy`. A client of node:http that hangs up in an `error` then gives its
 * parser back to the pool of the process twice, two later requests share it, and an assertion in node:http ends the
 * process: an engine that is stopped while it is asked over SSH is enough.
 */
export function closeLater(socket: TLSSocket): void {
  const emit = socket.emit.bind(socket) as (event: string | symbol, ...values: unknown[]) => boolean;
  const later = (event: string | symbol, ...values: unknown[]): boolean => {
    if (event !== 'close') return emit(event, ...values);
    process.nextTick(() => emit('close', ...values));
    return true;
  };
  socket.destroy = (error) => {
    if (socket.destroyed) return socket;
    socket.emit = later;
    try {
      TLSSocket.prototype.destroy.call(socket, error);
      return socket;
    } finally {
      Reflect.deleteProperty(socket, 'emit');
    }
  };
}
