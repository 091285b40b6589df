export async function benchOffers() {}
