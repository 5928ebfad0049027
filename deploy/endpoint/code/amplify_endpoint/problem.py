"""What ends a request: the same words, as JSON, as `amplify-mcp model serve` has for it."""


class Problem(Exception):
    """A request that gets no scores. The message is for the caller, and never holds residues."""

    def __init__(self, status, kind, message):
        super().__init__(message)
        self.status, self.kind, self.message = status, kind, message


class CheckpointError(Exception):
    """A checkpoint or a setting that cannot be used; the message is a sentence or two for the operator."""


def invalid_input(message):
    return Problem(400, 'invalid_input', f'{message} Nothing was computed.')


def invalid_sequence(message):
    return Problem(400, 'invalid_sequence', f'{message} Nothing was computed.')


def invalid_variants(message):
    return Problem(400, 'invalid_variants', f'{message} Nothing was computed.')


def model_error(message):
    return Problem(500, 'model_error', message)
