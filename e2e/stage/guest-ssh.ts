export interface GuestSshOptions {
  /** Directory that stands for the guest. */
  readonly root: string;
  readonly port: number;
  /** OpenSSH line of the key that may log in. */
  readonly authorizedKey: string;
}

export function startGuestSsh(_options: GuestSshOptions): Promise<AsyncDisposable> {
  return Promise.resolve({ [Symbol.asyncDispose]: () => Promise.resolve() });
}
