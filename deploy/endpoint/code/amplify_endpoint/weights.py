"""Brings a checkpoint from the model hub: one revision, one hash, never a branch."""
import hashlib
import os
import re
import shutil
import time
import urllib.error
import urllib.request

from .problem import CheckpointError

# SHA-256 of model.safetensors at the revisions that are published.
PUBLISHED = {
    ('chandar-lab/AMPLIFY_120M', 'd918a9e8c64dc43f6ec4996022c3deba14d66470'):
        'a2375f1f54cbe00bdbe27eedcd039c92d12f165720c0349bc582a6eb42c099ce',
    ('chandar-lab/AMPLIFY_350M', '223e35e4e2074fadfdc1617f3451b14fa5ace1c8'):
        '9df2a8e1c6c220914b2e231008d5372235192c98e47f28abc4bf17e0ea97b5ed',
}
SMALL = ('config.json', 'tokenizer.json', 'tokenizer_config.json', 'special_tokens_map.json')
WEIGHTS = 'model.safetensors'
PATIENCE = 60  # seconds without a byte
TRIES = 6


def locate(model_dir, settings):
    """The archive's own directory where it holds weights, or else a copy of the revision that the settings name."""
    if os.path.exists(os.path.join(model_dir, WEIGHTS)):
        return model_dir
    model, revision = settings.model_id, settings.revision
    if not model:
        raise CheckpointError(f'{model_dir} holds no {WEIGHTS} and AMPLIFY_MODEL_ID names no model to fetch.')
    if not re.fullmatch('[0-9a-f]{40}', revision or ''):
        raise CheckpointError(
            f'AMPLIFY_MODEL_REVISION is {revision or "not set"}; it takes a commit of 40 hexadecimal digits, never a branch.')
    expected = settings.sha256 or PUBLISHED.get((model, revision))
    if not expected:
        raise CheckpointError(f'The weights of {model} at {revision} have no known hash. Set AMPLIFY_WEIGHTS_SHA256.')
    return _fetch(settings, expected)


def _fetch(settings, expected):
    directory = os.path.join(settings.cache, settings.model_id.replace('/', '--'), settings.revision)
    os.makedirs(directory, exist_ok=True)
    for name in (*SMALL, WEIGHTS):
        path, url = os.path.join(directory, name), f'{settings.hub}/{settings.model_id}/resolve/{settings.revision}/{name}'
        if not os.path.exists(path):
            _download(url, path + '.part', settings.token)
            if name == WEIGHTS and (found := _sha256(path + '.part')) != expected:
                os.remove(path + '.part')
                raise CheckpointError(f'The weights fetched have the SHA-256 {found}; {expected} was expected. They are not used.')
            os.replace(path + '.part', path)
    return directory


def _download(url, path, token):
    """Goes on where it broke off."""
    for attempt in range(1, TRIES + 1):
        begun = os.path.getsize(path) if os.path.exists(path) else 0
        request = urllib.request.Request(url, headers={'Range': f'bytes={begun}-'} if begun else {})
        if token:
            request.add_unredirected_header('Authorization', f'Bearer {token}')  # for the hub, not for where it sends us
        try:
            with urllib.request.urlopen(request, timeout=PATIENCE) as answer, open(path, 'ab' if answer.status == 206 else 'wb') as file:
                length = answer.headers.get('Content-Length')
                shutil.copyfileobj(answer, file, 1 << 20)
                if length is None or file.tell() == int(length) + (begun if answer.status == 206 else 0):
                    return
            reason = 'it broke off'
        except urllib.error.HTTPError as refusal:
            reason = f'HTTP {refusal.code}'
            if refusal.code in (401, 403, 404):
                raise CheckpointError(f'{url} answers {reason}. Look at AMPLIFY_MODEL_ID, its revision and HF_TOKEN.') from None
            if refusal.code == 416:
                os.remove(path)  # longer than the file: not its beginning
        except OSError as fault:
            reason = type(fault).__name__
        if attempt < TRIES:
            time.sleep(min(2 ** attempt - 1, 30))
    raise CheckpointError(
        f'{url} cannot be fetched: {reason}, {TRIES} times. The endpoint needs a way to the internet, or weights in its archive.')


def _sha256(path):
    digest = hashlib.sha256()
    with open(path, 'rb') as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()
