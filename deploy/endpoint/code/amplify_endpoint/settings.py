"""What the container's environment says."""
import os
import tempfile

from .problem import CheckpointError
from .scoring import MASKED, WILD_TYPE


class Settings:
    def __init__(self, read=os.environ.get):
        self.method = _one_of(read, 'AMPLIFY_METHOD', 'auto', MASKED, WILD_TYPE)
        self.windowed = _one_of(read, 'AMPLIFY_WINDOW', 'false', 'true') == 'true'
        self.precision = _one_of(read, 'AMPLIFY_PRECISION', 'float32', 'bf16')
        batch = read('AMPLIFY_BATCH') or ''
        if batch and not (batch.isascii() and batch.isdigit() and int(batch) > 0):
            raise CheckpointError(f'AMPLIFY_BATCH is {batch[:40]}; it takes how many masked copies go through together at most.')
        self.most_at_once = int(batch) if batch else None
        self.model_id, self.revision = read('AMPLIFY_MODEL_ID') or '', read('AMPLIFY_MODEL_REVISION') or ''
        self.sha256, self.token = (read('AMPLIFY_WEIGHTS_SHA256') or '').lower(), read('HF_TOKEN') or ''
        self.hub = (read('HF_ENDPOINT') or 'https://huggingface.co').rstrip('/')
        self.cache = read('AMPLIFY_CACHE') or os.path.join(tempfile.gettempdir(), 'amplify')


def _one_of(read, name, default, *others):
    value = (read(name) or default).lower()
    if value not in (default, *others):
        raise CheckpointError(f'{name} is {value[:40]}; it takes {", ".join((default, *others))}.')
    return value
