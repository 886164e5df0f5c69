// Stands in for `server-only` outside Next, where that package would throw.
export {};
