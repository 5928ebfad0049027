"""One line of JSON an event on standard error. Lengths, durations and ids; never residues."""
import json
import re
import sys

RUN = 8  # residues in a row that a header may share with the sequence by chance

# What SageMaker hands on of an asynchronous request, and what it is called in the log.
HEADERS = {'x-amzn-sagemaker-inference-id': 'inference_id', 'x-amzn-sagemaker-custom-attributes': 'custom_attributes'}


def write(level, message, **fields):
    print(json.dumps({'level': level, 'message': message, **fields}), file=sys.stderr, flush=True)


def ids(context, sequence=''):
    """The request's ids, less any that repeats a part of the sequence."""
    processors = getattr(context, 'request_processor', None) or []
    headers = processors[0].get_request_properties() if processors else {}
    found = {HEADERS[key.lower()]: str(value) for key, value in headers.items() if key.lower() in HEADERS}
    return {name: _shown(value, sequence) for name, value in found.items()}


def _shown(value, sequence):
    letters = re.sub('[^A-Z]', '', value.upper())
    parts = {sequence[at:at + RUN] for at in range(max(1, len(sequence) - RUN + 1))} - {''}
    return '(withheld: it repeats residues)' if any(it in letters for it in parts) else value[:1024]
