"""Prints what botocore knows of InvokeEndpointAsync: its members with their headers, its errors, and the address for each region asked for."""
import json
import sys

import botocore.session
from botocore.endpoint_provider import EndpointProvider

loader = botocore.session.get_session().get_component("data_loader")
service = loader.load_service_model("sagemaker-runtime", "service-2")
rules = EndpointProvider(loader.load_service_model("sagemaker-runtime", "endpoint-rule-set-1"), loader.load_data("partitions"))
operation = service["operations"]["InvokeEndpointAsync"]


def members(shape):
    return {name: member.get("locationName", "") for name, member in service["shapes"][shape]["members"].items()}


json.dump({
    "uri": operation["http"]["requestUri"],
    "input": members(operation["input"]["shape"]),
    "output": members(operation["output"]["shape"]),
    "errors": [error["shape"] for error in operation["errors"]],
    "signing": service["metadata"]["signingName"],
    "addresses": [rules.resolve_endpoint(Region=region, UseFIPS=fips, UseDualStack=dual).url for region, fips, dual in json.loads(sys.argv[1])],
}, sys.stdout)
