"""moto_server, but its endpoint names a result as SageMaker does: in the bucket its input came from, where moto invents a bucket for each.
Like a SageMaker that knows no input within a request, it demands a place, where moto takes any request."""
import uuid

from moto.core.exceptions import JsonRESTError
from moto.sagemakerruntime.models import SageMakerRuntimeBackend
from moto.server import main


def invoke_endpoint_async(self, endpoint_name, input_location):
    if not input_location:
        raise JsonRESTError("ValidationError", "Value null at 'inputLocation' failed to satisfy constraint: Member must not be null")
    bucket, job = input_location.split("/")[2], uuid.uuid4()
    return f"s3://{bucket}/async-inference-output/{job}.out", f"s3://{bucket}/async-inference-failures/{job}-error.out"


SageMakerRuntimeBackend.invoke_endpoint_async = invoke_endpoint_async
main()
