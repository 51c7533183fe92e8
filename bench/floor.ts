import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';

// The yardstick: the least that a webhook must do. Frozen: making it faster or slower changes the
// meaning of every figure ever measured against it.
const [port, certFile, keyFile] = process.argv.slice(2);

const server = createServer(
  { cert: readFileSync(String(certFile)), key: readFileSync(String(keyFile)) },
  (request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => {
      if (request.method === 'GET') return response.end();
      const review = JSON.parse(Buffer.concat(chunks).toString());
      const answer = JSON.stringify({
        apiVersion: 'admission.k8s.io/v1',
        kind: 'AdmissionReview',
        response: { uid: review.request.uid, allowed: true },
      });
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(answer) });
      response.end(answer);
    });
  },
);
server.keepAliveTimeout = 120_000;
server.listen(Number(port), '127.0.0.1');
