// The VBoxManage that the daemon under test finds: it hands its command line to the lab, which knows the VMs,
// and prints the answer. VirtualBox works the same way: VBoxManage asks VBoxSVC.
import { connect } from 'node:net';

const socket = connect(process.argv[2]);
let answer = '';
socket.on('connect', () => socket.end(JSON.stringify(process.argv.slice(3))));
socket.on('data', (chunk) => (answer += chunk));
socket.on('error', (error) => {
  process.stderr.write(`VBoxManage: error: Failed to create the VirtualBox object! (${error.message})\n`);
  process.exitCode = 1;
});
socket.on('close', () => {
  if (answer === '') return;
  const { exitCode, stdout, stderr } = JSON.parse(answer);
  process.stdout.write(stdout);
  process.stderr.write(stderr);
  process.exitCode = exitCode;
});
