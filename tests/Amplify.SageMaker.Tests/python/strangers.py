"""Reads a job as JSON on stdin and answers as JSON: botocore signs the recorded requests again, boto3 reads the stored objects."""
import hashlib
import json
import re
import sys

import boto3
from botocore.auth import S3SigV4Auth, SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.config import Config
from botocore.credentials import Credentials

CREDENTIAL = re.compile(r"Credential=([^/]+)/(\d{8})/([^/]+)/([^/]+)/aws4_request, ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})")


def check(request, keys):
    headers = {name.lower(): value for name, value in request["headers"]}
    key, _, region, service, signed, signature = CREDENTIAL.search(headers["authorization"]).groups()
    again = AWSRequest(
        method=request["method"],
        url="http://" + headers["host"] + request["target"],
        headers={name: headers[name] for name in signed.split(";")},
    )
    again.context["timestamp"] = headers["x-amz-date"]
    auth = (S3SigV4Auth if service == "s3" else SigV4Auth)(Credentials(key, keys["secret"], keys["token"]), service, region)
    body = bytes.fromhex(request["body"])
    return {
        "service": service,
        "region": region,
        "signature": auth.signature(auth.string_to_sign(again, auth.canonical_request(again)), again) == signature,
        "body": headers.get("x-amz-content-sha256", hashlib.sha256(body).hexdigest()) == hashlib.sha256(body).hexdigest(),
        "signed": signed.split(";"),
    }


def main():
    job = json.load(sys.stdin)
    keys = job["keys"]
    s3 = boto3.client(
        "s3", endpoint_url=job["s3"], region_name=job["region"], aws_access_key_id=keys["id"], aws_secret_access_key=keys["secret"],
        aws_session_token=keys["token"], config=Config(s3={"addressing_style": "path"}))
    objects = {}
    for found in s3.list_objects_v2(Bucket=job["bucket"]).get("Contents", []):
        stored = s3.get_object(Bucket=job["bucket"], Key=found["Key"])
        objects[found["Key"]] = {"text": stored["Body"].read().decode(), "type": stored["ContentType"]}
    json.dump({"requests": [check(it, keys) for it in job["requests"]], "objects": objects}, sys.stdout)


main()
