"""Creates the template's stack in a local AWS, and reports, as JSON, what its policy for the tools, or that of one of its roles, allows.

usage: policy.py TEMPLATE STACK_PARAMETERS_AS_JSON ToolsPolicy|ROLE < {"name": [action, bucket or other place, key], ...}
"""
import ast
import json
import sys
import urllib.request

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError
from moto.ecr.responses import ECRResponse
from moto.iam.access_control import IAMRequestBase
from moto.logs.responses import LogsResponse
from moto.sagemakerruntime.responses import SageMakerRuntimeResponse
from moto.server import ThreadedMotoServer

REGION, ACCOUNT = 'us-east-1', '123456789012'

# Rights are the question here, not signatures: moto's check of those fails on prefixes and empty bodies.
IAMRequestBase.check_signature = lambda self: None

# moto checks the resource of S3 calls; for others it must be told what the resource is.
SageMakerRuntimeResponse._determine_resource = (
    lambda self: f'arn:aws:sagemaker:{REGION}:{ACCOUNT}:endpoint/{self.path.split("/")[2]}')

ECRResponse._determine_resource = lambda self: (
    f'arn:aws:ecr:{REGION}:{self._get_param("registryId")}:repository/{self._get_param("repositoryName")}'
    if self._get_param('repositoryName') else '*')
# moto writes the ARN of a group without the asterisk that AWS ends it with.
LogsResponse._determine_resource = lambda self: f'arn:aws:logs:{REGION}:{ACCOUNT}:log-group:{self._get_param("logGroupName")}'


def client(service, url, keys):
    plain = Config(s3={'addressing_style': 'path'}, request_checksum_calculation='when_required', retries={'total_max_attempts': 1})
    return boto3.client(service, endpoint_url=url, region_name=REGION, config=plain, **keys)


def deploy(url, template, parameters, subject):
    """The stack's outputs, and keys that may do what the subject may."""
    def admin(service):
        return client(service, url, {'aws_access_key_id': 'admin', 'aws_secret_access_key': 'admin'})

    s3 = admin('s3')
    s3.create_bucket(Bucket=parameters['CodeBucket'])
    s3.put_object(Bucket=parameters['CodeBucket'], Key=parameters['CodeKey'], Body=b'PK\x05\x06' + bytes(18))
    s3.create_bucket(Bucket='somebody-elses')
    s3.create_bucket(Bucket='models')
    for kind in ('', 'Output', 'Failure'):
        if bucket := parameters.get(f'Existing{kind}BucketName'):
            s3.create_bucket(Bucket=bucket)
    cloudformation = admin('cloudformation')
    cloudformation.create_stack(
        StackName='vep', TemplateBody=open(template).read(), Capabilities=['CAPABILITY_IAM'],
        Parameters=[{'ParameterKey': key, 'ParameterValue': value} for key, value in parameters.items()])
    stack = cloudformation.describe_stacks(StackName='vep')['Stacks'][0]
    outputs = {it['OutputKey']: it['OutputValue'] for it in stack['Outputs']}
    # moto does not read managed policies of roles: the document, as the stack resolved it, goes to a user.
    iam = admin('iam')
    iam.create_user(UserName=subject)
    iam.put_user_policy(UserName=subject, PolicyName=subject, PolicyDocument=json.dumps(document(iam, outputs, subject)))
    key = iam.create_access_key(UserName=subject)['AccessKey']
    return outputs, {'aws_access_key_id': key['AccessKeyId'], 'aws_secret_access_key': key['SecretAccessKey']}


def document(iam, outputs, subject):
    if subject == 'ToolsPolicy':
        version = iam.get_policy(PolicyArn=outputs['ToolsPolicyArn'])['Policy']['DefaultVersionId']
        return iam.get_policy_version(PolicyArn=outputs['ToolsPolicyArn'], VersionId=version)['PolicyVersion']['Document']
    role, = (it['RoleName'] for it in iam.list_roles()['Roles'] if f'-{subject}-' in it['RoleName'])
    policy, = iam.list_role_policies(RoleName=role)['PolicyNames']
    # moto hands it out as Python writes it, not as JSON, with nothing where AWS::NoValue was.
    found = ast.literal_eval(str(iam.get_role_policy(RoleName=role, PolicyName=policy)['PolicyDocument']))
    return {**found, 'Statement': [it for it in found['Statement'] if it]}


def attempt(call):
    try:
        call()
        return 'allowed'
    except ClientError as error:
        status = error.response['ResponseMetadata']['HTTPStatusCode']
        # A missing thing is an answer: the right to ask for it was there.
        if error.response['Error']['Code'] in ('RepositoryNotFoundException', 'ResourceNotFoundException'):
            return 'allowed'
        if error.response['Error']['Code'].startswith('AccessDenied'):
            return 'refused'
        return {403: 'refused', 404: 'allowed'}.get(status, str(error))


def main():
    server = ThreadedMotoServer(ip_address='127.0.0.1', port=0, verbose=False)
    server.start()
    try:
        url = 'http://{}:{}'.format(*server.get_host_and_port())
        outputs, keys = deploy(url, sys.argv[1], json.loads(sys.argv[2]), sys.argv[3])
        urllib.request.urlopen(urllib.request.Request(f'{url}/moto-api/reset-auth', b'0', {'Content-Type': 'text/plain'}))
        s3, sagemaker, ecr, logs = (client(it, url, keys) for it in ('s3', 'sagemaker-runtime', 'ecr', 'logs'))
        calls = {
            's3:PutObject': lambda bucket, key: s3.put_object(Bucket=bucket, Key=key, Body=b'{}'),
            's3:GetObject': lambda bucket, key: s3.get_object(Bucket=bucket, Key=key),
            's3:DeleteObject': lambda bucket, key: s3.delete_object(Bucket=bucket, Key=key),
            's3:ListBucket': lambda bucket, key: s3.list_objects_v2(Bucket=bucket, Prefix=key),
            'sagemaker:InvokeEndpointAsync': lambda endpoint, _: sagemaker.invoke_endpoint_async(
                EndpointName=endpoint, InputLocation='s3://anywhere/input.json'),
            'ecr:BatchGetImage': lambda registry, repository: ecr.batch_get_image(
                registryId=registry, repositoryName=repository, imageIds=[{'imageTag': '1'}]),
            'ecr:PutImage': lambda registry, repository: ecr.put_image(registryId=registry, repositoryName=repository, imageManifest='{}'),
            'logs:PutLogEvents': lambda group, stream: logs.put_log_events(
                logGroupName=group, logStreamName=stream, logEvents=[{'timestamp': 0, 'message': '-'}]),
            'logs:CreateLogGroup': lambda group, _: logs.create_log_group(logGroupName=group),
            'sagemaker:InvokeEndpoint': lambda endpoint, _: sagemaker.invoke_endpoint(EndpointName=endpoint, Body=b'{}'),
        }
        names = {'{bucket}': outputs['BucketName'], '{endpoint}': outputs['EndpointName']}
        asked = json.load(sys.stdin)
        json.dump({name: attempt(lambda: calls[action](names.get(where, where), key)) for name, (action, where, key) in asked.items()},
                  sys.stdout)
    finally:
        server.stop()


main()
