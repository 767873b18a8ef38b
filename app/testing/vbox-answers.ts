/** What VBoxManage says in general, in the forms of the real one. */
export interface VBoxAnswer {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

export function ok(stdout = ''): VBoxAnswer {
  return { exitCode: 0, stdout, stderr: '' };
}

/** Long tasks draw their progress on standard error, also when nobody looks. */
export function done(stdout = ''): VBoxAnswer {
  const steps = Array.from({ length: 11 }, (_, step) => `${step * 10}%`);
  return { exitCode: 0, stdout, stderr: `${steps.join('...')}\n` };
}

/** `code` is what follows "Details: code": `E_FAIL (0x80004005), component …`. */
export function error(text: string, code?: string): VBoxAnswer {
  const details = code === undefined ? '' : `VBoxManage: error: Details: code ${code}\n`;
  return { exitCode: 1, stdout: '', stderr: `VBoxManage: error: ${text}\n${details}` };
}

export function syntaxError(text: string): VBoxAnswer {
  return { exitCode: 2, stdout: '', stderr: `VBoxManage: error: Syntax error: ${text}\n` };
}

/** `modifyvm` and its kind, while a process holds the VM. */
export function locked(name: string): VBoxAnswer {
  return error(
    `The machine '${name}' is already locked for a session (or being unlocked)`,
    'VBOX_E_INVALID_OBJECT_STATE (0x80bb0007), component MachineWrap, interface IMachine',
  );
}

export function unknownVm(name: string): VBoxAnswer {
  return error(
    `Could not find a registered machine named '${name}'`,
    'VBOX_E_OBJECT_NOT_FOUND (0x80bb0001), component VirtualBoxWrap, interface IVirtualBox, callee nsISupports',
  );
}

/** The value after an option; undefined when the option is not there. */
export function optionOf(words: readonly string[], option: string): string | undefined {
  const at = words.indexOf(option);
  return at < 0 ? undefined : words[at + 1];
}
