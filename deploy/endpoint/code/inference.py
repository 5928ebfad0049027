"""The four functions that AWS's PyTorch and Hugging Face inference containers call, for AMPLIFY."""
import time

import torch

from amplify_endpoint import answer, log, request, weights
from amplify_endpoint.checkpoint import Checkpoint
from amplify_endpoint.network import Network
from amplify_endpoint.problem import Problem
from amplify_endpoint.scoring import Scorer
from amplify_endpoint.settings import Settings
from amplify_endpoint.vocabulary import CHAIN_BREAK


class Model:
    """What answers need to know of the model besides its scores."""

    def __init__(self, model_dir, device, settings):
        checkpoint = Checkpoint(weights.locate(model_dir, settings))
        self.name, self.sha256, self.precision = checkpoint.name(settings.model_id), checkpoint.sha256, settings.precision
        network = Network(checkpoint, device, torch.bfloat16 if settings.precision == 'bf16' else torch.float32)
        self.scorer = Scorer(
            network, checkpoint.vocabulary, checkpoint.max_residues, settings.method, settings.windowed, settings.most_at_once)
        self.seconds = 0.0

    def answer(self, text, combinations):
        started = time.perf_counter()
        scan = self.scorer.score(text, combinations)
        self.seconds = time.perf_counter() - started
        return answer.write(text, combinations, scan, self)


def model_fn(model_dir, context=None):
    # Ten bits of a product's 23 are not what anybody asked for.
    torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = False
    started, settings = time.perf_counter(), Settings()
    model = Model(model_dir, _device(context), settings)
    log.write('Information', 'Loaded', model=model.name, device=str(model.scorer.network.device), precision=model.precision,
              seconds=round(time.perf_counter() - started, 1))
    return model


def input_fn(body, content_type, context=None):
    try:
        return request.read(body)
    except Problem as problem:
        return problem


def predict_fn(data, model, context=None):
    if isinstance(data, Problem):
        return data
    text, combinations = data
    sequence = text.replace(CHAIN_BREAK, '')
    try:
        result = model.answer(text, combinations)
        log.write('Information', 'Predicted', sequence_length=len(sequence), combinations=len(combinations),
                  duration_ms=round(1000 * model.seconds), **log.ids(context, sequence))
        return result
    except Problem as problem:
        return problem
    except Exception as fault:  # whatever it says may hold residues: its kind and its place do not
        place = fault.__traceback__
        while place.tb_next:
            place = place.tb_next
        log.write('Error', 'Prediction broke', kind=type(fault).__name__, line=place.tb_lineno, file=place.tb_frame.f_code.co_filename)
        return Problem(500, 'internal_error', 'The model server failed; its log says how.')


def output_fn(prediction, accept, context=None):
    if not isinstance(prediction, Problem):
        return prediction
    log.write('Warning', 'Refused', status=prediction.status, error_type=prediction.kind, **log.ids(context))
    if context is None:
        raise RuntimeError(answer.write_problem(prediction))  # older toolkits: the only way to a status
    context.set_response_status(code=prediction.status, phrase=prediction.kind)
    return answer.write_problem(prediction)


def _device(context):
    if not torch.cuda.is_available():
        return torch.device('cpu')
    card = (getattr(context, 'system_properties', None) or {}).get('gpu_id')
    return torch.device('cuda', int(card) if card is not None and str(card).isdigit() else 0)
