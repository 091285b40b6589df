export async function benchFollowing() {}
