// What the package needs for its HTTP interception would replace http.request of the whole process when it is loaded.
process.env.NOCK_OFF = 'true';

/** The authorities of Sigstore as functions. */
export const { initializeCTLog, initializeTLog, initializeTSA } = await import('@sigstore/mock');
