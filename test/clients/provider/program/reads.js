/** Reads everything back through the provider's functions. */
exports.readAll = () => ({});
