// usage: inline-request.mjs ADDRESS MEMBERS_AS_JSON BODY: one InvokeEndpointAsync, as AWS's own client sends it.
import { InvokeEndpointAsyncCommand, SageMakerRuntimeClient } from '@aws-sdk/client-sagemaker-runtime';

const [endpoint, members, body] = process.argv.slice(2);
const client = new SageMakerRuntimeClient({
  endpoint, region: 'eu-central-1', maxAttempts: 1, credentials: { accessKeyId: 'key', secretAccessKey: 'secret', sessionToken: 'token' },
});
await client.send(new InvokeEndpointAsyncCommand({ ...JSON.parse(members), Body: new TextEncoder().encode(body) }));
