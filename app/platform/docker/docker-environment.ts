/**
 * docker-modem reads DOCKER_HOST and DOCKER_CERT_PATH when it is made, whatever it is told, and throws when
 * they are stale, which is the very situation we are here for.
 */
export function withoutDockerEnvironment<T>(make: () => T): T {
  const host = process.env['DOCKER_HOST'];
  delete process.env['DOCKER_HOST'];
  try {
    return make();
  } finally {
    if (host !== undefined) process.env['DOCKER_HOST'] = host;
  }
}
