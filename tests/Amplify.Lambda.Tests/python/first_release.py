"""The first release's two usage examples, run by boto3; changed only in the client context, which AWS takes as base64."""
import base64
import json
import sys

import boto3

function_name, sequence, client_context_key = sys.argv[1:]
lambda_client = boto3.client('lambda')


def context(tool):
    return base64.b64encode(json.dumps({"custom": {client_context_key: tool}}).encode()).decode()


response = lambda_client.invoke(
    FunctionName=function_name,
    Payload=json.dumps({"sequence": sequence}),
    ClientContext=context("invoke_endpoint"),
)
result = json.loads(response['Payload'].read())
if result['success']:
    print(f"Output ID: {result['data']['output_id']}")
    print(f"S3 Output Path: {result['data']['s3_output_path']}")
else:
    print(f"Error: {result['message']}")

response = lambda_client.invoke(
    FunctionName=function_name,
    Payload=json.dumps({"output_id": result['data']['output_id']}),
    ClientContext=context("get_results"),
)
result = json.loads(response['Payload'].read())
if result['success'] and result['data']['status'] == 'completed':
    print(f"Predictions: {result['data']['results']['predictions']}")
elif result['success'] and result['data']['status'] == 'in_progress':
    print("Prediction still in progress, check again later")
else:
    print(f"Error: {result['message']}")

# As the first release printed it: without base64.
try:
    lambda_client.invoke(FunctionName=function_name, Payload=b"{}", ClientContext=json.dumps({"custom": {}}))
except lambda_client.exceptions.InvalidRequestContentException as refused:
    print(f"Refused: {refused}")
