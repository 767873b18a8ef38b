import manifest from '../package.json' with { type: 'json' };

/** Version of this build, as package.json has it; the bundle carries it inside. */
export const version: string = manifest.version;
