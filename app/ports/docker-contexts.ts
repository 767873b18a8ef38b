import type { Reading } from '../reading.ts';

/** A Docker context without certificates of its own, as the docker command keeps it. */
export interface DockerContext {
  readonly name: string;
  /** `unix:///…/docker.sock`. */
  readonly host: string;
  readonly description: string;
}

/** The contexts in Docker's own folder. Writers throw an Error with a sentence. */
export interface DockerContexts {
  /** $DOCKER_CONFIG or ~/.docker. */
  readonly folder: string;
  /** Undefined when there is none of that name. */
  read(name: string): Promise<Reading<DockerContext | undefined>>;
  write(context: DockerContext): Promise<void>;
  /** Why a context of that name cannot be written, in words, found out without a change; undefined when nothing is seen. */
  obstacle(name: string): Promise<string | undefined>;
  remove(name: string): Promise<void>;
  /** The context that new shells use; undefined for Docker's default one. */
  readSelected(): Promise<Reading<string | undefined>>;
  select(name: string | undefined): Promise<void>;
}
