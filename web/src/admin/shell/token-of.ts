/** Secrets travel behind `#`, which browsers keep to themselves: `#token=…`. */
export const tokenOf = (hash: string) => new URLSearchParams(hash).get("token");
