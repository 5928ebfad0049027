"""Prints what botocore knows of InvokeEndpointAsync and DescribeEndpoint: members, headers, errors, addresses for the regions asked for."""
import json
import sys

import botocore.session
from botocore.endpoint_provider import EndpointProvider

loader = botocore.session.get_session().get_component("data_loader")
service = loader.load_service_model("sagemaker-runtime", "service-2")
control = loader.load_service_model("sagemaker", "service-2")
operation = service["operations"]["InvokeEndpointAsync"]


def members(shape):
    return {name: member.get("locationName", "") for name, member in service["shapes"][shape]["members"].items()}


def addresses(name):
    rules = EndpointProvider(loader.load_service_model(name, "endpoint-rule-set-1"), loader.load_data("partitions"))
    return [rules.resolve_endpoint(Region=region, UseFIPS=fips, UseDualStack=dual).url for region, fips, dual in json.loads(sys.argv[1])]


json.dump({
    "uri": operation["http"]["requestUri"],
    "input": members(operation["input"]["shape"]),
    "output": members(operation["output"]["shape"]),
    "errors": [error["shape"] for error in operation["errors"]],
    "signing": service["metadata"]["signingName"],
    "addresses": addresses("sagemaker-runtime"),
    "control": {
        "addresses": addresses("sagemaker"),
        "target": control["metadata"]["targetPrefix"] + ".DescribeEndpoint",
        "version": control["metadata"]["jsonVersion"],
        "shapes": {name: list(shape["members"]) for name, shape in control["shapes"].items() if "members" in shape},
        "statuses": control["shapes"]["EndpointStatus"]["enum"],
    },
}, sys.stdout)
