/** The bytes of an answer as they come, no faster than they are taken. */
export async function* bodyChunks({ body }: Response): AsyncGenerator<Uint8Array> {
  const reader = body?.getReader();
  try {
    for (let read = await reader?.read(); read && !read.done; read = await reader?.read()) {
      yield read.value;
    }
  } finally {
    await reader?.cancel();
  }
}
