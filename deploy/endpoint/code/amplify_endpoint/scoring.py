"""Which passes score a sequence, batched to the memory there is."""
from collections import namedtuple

import torch

from .problem import invalid_sequence, model_error
from .vocabulary import CHAIN_BREAK

MASKED, WILD_TYPE = 'masked-marginal', 'wild-type-marginal'
MOST_MASKED_ON_A_PROCESSOR = 400  # residues; above, masked marginals take longer there than most would wait
MOST_TOKENS = {'cuda': 1 << 16, 'cpu': 1 << 11}  # in a batch: more would be no faster

# One text through the network: its tokens' letters, the first one's place in the protein's, and the places that are read from it.
Pass = namedtuple('Pass', 'text start places masked')
# What was computed: scores [positions, 20], how, from how many residues around each where not from all, and the combinations' scores.
Scan = namedtuple('Scan', 'scores method window combinations')


class Scorer:
    def __init__(self, network, vocabulary, max_residues, method='auto', windowed=False, most_at_once=None):
        self.network, self.vocabulary, self.max_residues = network, vocabulary, max_residues
        self.method, self.windowed, self.most_at_once = method, windowed, most_at_once

    def score(self, text, combinations=()):
        """Positions count in the residues, from 0; chain breaks are tokens between them."""
        if len(text) > self.max_residues and not self.windowed:
            raise invalid_sequence(
                f'The sequence has {len(text)} residues; this model reads at most {self.max_residues}. '
                'Submit a part of it, or allow windows around each position (AMPLIFY_WINDOW=true).')
        if CHAIN_BREAK in text and not self.vocabulary.reads_chains:
            raise invalid_sequence("This model's vocabulary has no chain break (|). Submit one chain at a time.")
        method, window = self._method_for(text), min(len(text), self.max_residues)
        places = [at for at, letter in enumerate(text) if letter != CHAIN_BREAK]
        scores = self._ratios(text, self._passes(text, places, window, method == MASKED), len(places))
        return Scan(scores, method, window if window < len(text) else None,
                    list(self._combinations(text, places, combinations, window, scores, method)))

    def _method_for(self, text):
        if self.method != 'auto':
            return self.method
        return MASKED if self.network.device.type == 'cuda' or len(text) <= MOST_MASKED_ON_A_PROCESSOR else WILD_TYPE

    def _combinations(self, text, places, combinations, window, scores, method):
        """Each site masked in turn, before the wild type and before the combination itself: half the sum of what both say."""
        sites = sorted({at for combination in combinations for at, _ in combination})
        alone = dict(zip(range(len(places)), scores)) if method == MASKED else dict(zip(
            sites, self._ratios(text, self._passes(text, [places[it] for it in sites], window, True), len(sites))))
        passes = []
        for combination in combinations:
            if len(combination) > 1:
                mutant = list(text)
                for at, residue in combination:
                    mutant[places[at]] = residue
                passes += self._passes(''.join(mutant), [places[at] for at, _ in combination], window, True)
        together = iter(self._ratios(text, passes, sum(len(it.places) for it in passes)))
        for combination in combinations:
            columns = [(at, self.vocabulary.column(residue)) for at, residue in combination]
            total = sum(float(alone[at][column]) for at, column in columns)
            joint = sum(float(next(together)[column]) for _, column in columns) if len(columns) > 1 else total
            yield (joint + total) / 2, total

    def _passes(self, text, places, window, masked):
        """Each place in the middle of its window; without masks one pass serves all places of the same window."""
        found = []
        for place in places:
            start = min(max(place - window // 2, 0), len(text) - window)
            if not masked and found and found[-1].start == start:
                found[-1].places.append(place)
            else:
                found.append(Pass(text[start:start + window], start, [place], masked))
        return found

    def _ratios(self, wild_type, passes, count):
        """ln p(residue) - ln p(wild type) [places, 20], in the order of the passes."""
        rows, size, done = torch.empty(count, 20), self._batch(passes), 0
        while passes:
            batch, logits = passes[:size], None
            try:
                logits = self._logits(batch)
            except (torch.cuda.OutOfMemoryError, MemoryError):
                if size == 1:
                    raise model_error('There is not enough memory for one pass over this sequence.') from None
            if logits is None:  # outside of the handler, whose traceback holds on to the tensors
                torch.cuda.empty_cache()
                size = max(1, min(size, len(passes)) // 2)
                continue
            wild = torch.tensor([[self.vocabulary.column(wild_type[at])] for it in batch for at in it.places])
            rows[done:done + len(wild)] = logits - logits.gather(1, wild)
            done, passes = done + len(wild), passes[size:]
        if not bool(torch.isfinite(rows).all()):
            raise model_error('The output is no finite number: the weights cannot be used.')
        return rows

    def _logits(self, batch):
        ids, wanted = [], []
        for it in batch:
            tokens, first = self.vocabulary.encode(it.text), len(self.vocabulary.before) - it.start
            if it.masked:
                tokens[first + it.places[0]] = self.vocabulary.mask
            wanted += [len(ids) * len(tokens) + first + at for at in it.places]
            ids.append(tokens)
        device = self.network.device
        return self.network.logits(torch.tensor(ids, device=device), torch.tensor(wanted, device=device))[:, self.vocabulary.residues].cpu()

    def _batch(self, passes):
        if self.most_at_once or not passes:
            return self.most_at_once or 1
        tokens = len(passes[0].text) + len(self.vocabulary.before) + len(self.vocabulary.after)
        device, most = self.network.device, MOST_TOKENS[self.network.device.type] // tokens
        if device.type == 'cuda':
            free = torch.cuda.mem_get_info(device)[0] + torch.cuda.memory_reserved(device) - torch.cuda.memory_allocated(device)
            most = min(most, int(0.8 * free / self.network.bytes_of(tokens)))
        return max(1, most)
