import assert from 'node:assert/strict';
import { findProgram } from '../needs.ts';
import { labTest } from './lab-test.ts';

const shells: Readonly<Record<string, { readonly evaluate: string; readonly options: readonly string[] }>> = {
  bash: { evaluate: 'eval "$(FAIRLEAD env default --shell bash)"', options: ['--norc', '-c'] },
  zsh: { evaluate: 'eval "$(FAIRLEAD env default --shell zsh)"', options: ['-f', '-c'] },
  fish: {
    evaluate: 'eval (FAIRLEAD env default --shell fish | string collect)',
    options: ['--no-config', '-c'],
  },
  tcsh: { evaluate: 'eval `FAIRLEAD env default --shell tcsh`', options: ['-f', '-c'] },
  pwsh: {
    evaluate: 'FAIRLEAD env default --shell powershell | Out-String | Invoke-Expression',
    options: ['-NoProfile', '-Command'],
  },
};

for (const [shell, { evaluate, options }] of Object.entries(shells)) {
  const program = findProgram(shell);
  labTest(
    `what "fairlead env" prints works in ${shell}`,
    { lab: { vpn: false }, skip: program === undefined ? `${shell} is not installed` : undefined },
    async (play, lab) => {
      await play.step('Docker answers', play.dockerAnswers());
      const command = `${lab.names.node} ${lab.names.repository}/dist/fairlead.js`;
      // One after the other in one shell: the endpoint must take the certificates of the address away again.
      const look = `docker version --format '{{.Server.Version}}'; printenv DOCKER_HOST`;
      const script = ['env default --tcp', 'env default']
        .map((words) => `${evaluate.replace('FAIRLEAD env default', `${command} ${words}`)}; ${look}`)
        .join('; ');
      const answer = await lab.onMac([program ?? shell, ...options, script]);
      assert.equal(answer.exitCode, 0, answer.stderr);
      assert.match(answer.stdout, /^\d+\.\d+\S*\ntcp:\/\/\S+\n\d+\.\d+\S*\nunix:\/\/\S+docker\.sock\n$/);
    },
  );
}
