"""Stands in for the program inside AWS's inference containers: loads the handler and calls its four functions as that program does.

usage: toolkit.py HANDLER_DIRECTORY MODEL_DIRECTORY < requests > answers    (a line of JSON each)
CARD_HOLDS=n: a batch of more than n sequences does not fit the memory. FUSED_ATTENTION=true: torch has the function that version 2 has.
A request: {"body": base64, "headers": {...}}. An answer: {"status", "body", "memory"}, the last one the peak so far in kB.
"""
import base64
import importlib
import inspect
import json
import os
import resource
import sys

import torch


class Headers:
    def __init__(self, headers):
        self.headers = headers

    def get_request_properties(self):
        return self.headers


class Context:
    """One for the worker's life; each request changes what it holds."""

    def __init__(self, model_dir):
        self.system_properties = {'model_dir': model_dir, 'gpu_id': None, 'batch_size': 1}
        self.request_processor, self.status = None, None

    def set_response_status(self, code=200, phrase='', idx=0):
        self.status = int(code)


def call(function, context, *arguments):
    takes_context = len(inspect.signature(function).parameters) == len(arguments) + 1
    return function(*arguments, *([context] if takes_context else []))


def fused(query, key, value):
    print('fused', file=sys.stderr)
    return torch.softmax(query.double() @ key.double().transpose(-1, -2) / query.shape[-1] ** 0.5, -1).float() @ value


def small_card(most):
    network = importlib.import_module('amplify_endpoint.network').Network
    whole = network.logits

    def logits(self, ids, wanted):
        if len(ids) > most:
            raise torch.cuda.OutOfMemoryError('it does not fit')
        return whole(self, ids, wanted)
    network.logits = logits


def main():
    sys.path.insert(0, sys.argv[1])
    if os.environ.get('FUSED_ATTENTION'):
        torch.nn.functional.scaled_dot_product_attention = fused
    if most := os.environ.get('CARD_HOLDS'):
        small_card(int(most))
    handler, context = importlib.import_module('inference'), Context(sys.argv[2])
    model = call(handler.model_fn, context, sys.argv[2])
    for line in sys.stdin:
        request = json.loads(line)
        context.status, context.request_processor = 200, [Headers(request['headers'])]
        body = base64.b64decode(request['body'])
        try:
            data = call(handler.input_fn, context, body, 'application/json')
            prediction = call(handler.predict_fn, context, data, model)
            answer = call(handler.output_fn, context, prediction, 'application/json')
        except Exception as fault:
            context.status, answer = 500, f'not the handler\'s own: {fault}'
        print(json.dumps({'status': context.status, 'body': answer, 'memory': resource.getrusage(resource.RUSAGE_SELF).ru_maxrss}))


main()
