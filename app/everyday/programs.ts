/** The command starts the system's own ssh, scp and docker-machine through these. */
export { findProgram, handOver } from '../platform/process/hand-over.ts';
export { run } from '../platform/process/run.ts';
