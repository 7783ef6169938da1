/** One request to the watcher's address; anything but a 2xx is a failure. */
export async function beat(url: string): Promise<void> {
  const response = await fetch(url, { method: 'GET', redirect: 'follow', signal: AbortSignal.timeout(10_000) });
  await response.body?.cancel();
  if (!response.ok) throw new Error(`heartbeat answered ${response.status}`);
}
