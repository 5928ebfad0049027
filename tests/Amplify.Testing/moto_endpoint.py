"""moto_server, but its endpoint names a result as SageMaker does: in the bucket its input came from, where moto invents a bucket for each."""
import uuid

from moto.sagemakerruntime.models import SageMakerRuntimeBackend
from moto.server import main


def invoke_endpoint_async(self, endpoint_name, input_location):
    bucket, job = input_location.split("/")[2], uuid.uuid4()
    return f"s3://{bucket}/async-inference-output/{job}.out", f"s3://{bucket}/async-inference-failures/{job}-error.out"


SageMakerRuntimeBackend.invoke_endpoint_async = invoke_endpoint_async
main()
