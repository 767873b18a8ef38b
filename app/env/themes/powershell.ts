import { configure, type Theme } from '../theme.ts';

export const powershell: Theme = {
  names: ['powershell', 'pwsh'],
  // PowerShell takes typographic quotes for straight ones.
  set: ({ name, value }) => `$Env:${name} = "${value.replace(/[`"$\u201c\u201d\u201e]/g, '`$&')}"`,
  unset: (name) => `Remove-Item Env:\\\\${name}`,
  clear: (name) => `$Env:${name} = $null`,
  hint: (command) => [`# ${configure}`, `# & ${command} | Invoke-Expression`],
};
