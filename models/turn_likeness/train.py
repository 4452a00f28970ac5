"""Trains what turns are compared by (src/persona/turn_likeness.h), in both halves of a hidden state: the
directions are damped in which everyday turns differ anyway, and those in which a question differs from
the same question in other words (Bar-Hillel et al. 2003, "Learning distance functions using equivalence
relations").

    python3 train.py states... --pairs questions... --model NAME --layer N --bound B --bound-you B --output FILE

STATES as `vivavoce eval states` writes them, of everyday turns, each of one persona and place in a talk.
QUESTIONS are states, too, each of one persona: family askNN of a question of its record, parNN of the
same in other words. A cross-validation by personas tells how many are known. Needs numpy.
"""
import argparse
import base64
import pathlib
import sys

import numpy as np

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "turn_probe"))
from train import FOLDS, load, packed  # noqa: E402

HALVES = ("words", "last")
DIRECTIONS = 40  # of each half
SHRINK = 1.0  # of the mean variance is added to that of each direction


def halves(states):
    return dict(zip(HALVES, np.hsplit(states, 2)))


class Question:
    """The questions of one persona and their other words."""

    def __init__(self, stem):
        rows, states = load([stem])
        self.states = halves(states)
        place = {(row[0][3:], row[1], row[0][:3]): i for i, row in enumerate(rows)}
        self.pairs = [(i, place[number, code, "par"], code)
                      for (number, code, kind), i in place.items() if kind == "ask"]


def scatter(deviations):
    """Of mean variance 1."""
    s = deviations.T @ deviations / len(deviations)
    return s * len(s) / np.trace(s)


def train(groups, questions, half):
    """The mean, and directions with the share that is kept of what lies in them."""
    x = np.concatenate([group[half] for group in groups])
    within = np.concatenate([group[half] - group[half].mean(0) for group in groups])
    said_otherwise = np.array([q.states[half][p] - q.states[half][a]
                               for q in questions for a, p, _ in q.pairs])
    variance, units = np.linalg.eigh((scatter(within) + scatter(said_otherwise)) / 2)
    order = np.argsort(-variance)[:DIRECTIONS]
    # What is left alone counts as if it had the variance of the last direction that is damped.
    least = variance[order[-1]] + SHRINK
    return x.mean(0), [(float(np.sqrt(least / (variance[i] + SHRINK))), units[:, i]) for i in order]


def trace(states, trained):
    parts = []
    for half in HALVES:
        mean, directions = trained[half]
        y = states[half] - mean
        for kept, unit in directions:
            y = y - np.outer((1 - kept) * (y @ unit), unit)
        parts.append(y / np.linalg.norm(y, axis=1, keepdims=True))
    return np.hstack(parts) / np.sqrt(2)


def cross_validate(groups, questions, bound):
    right, found, wrong, count = 0, 0, 0, 0
    for fold in range(FOLDS):
        trained = {half: train(groups, questions[:fold * len(questions) // FOLDS]
                               + questions[(fold + 1) * len(questions) // FOLDS:], half)
                   for half in HALVES}
        for question in questions[fold * len(questions) // FOLDS:
                                  (fold + 1) * len(questions) // FOLDS]:
            y = trace(question.states, trained)
            for code in ("en", "zh"):
                pairs = [pair for pair in question.pairs if pair[2] == code]
                likeness = y[[p for _, p, _ in pairs]] @ y[[a for a, _, _ in pairs]].T
                nearest = likeness.argmax(1) == np.arange(len(pairs))
                above = likeness.max(1) >= bound
                count += len(pairs)
                right += nearest.sum()
                found += (nearest & above).sum()
                wrong += (~nearest & above).sum()
    print(f"{count} questions in other words: the nearest of the record's is the right one for {right}; "
          f"above the bound {found}, wrong ones {wrong}")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("states", nargs="+")
    parser.add_argument("--pairs", nargs="+", required=True)
    parser.add_argument("--model", required=True)
    parser.add_argument("--layer", type=int, required=True)
    parser.add_argument("--bound", type=float, required=True)
    parser.add_argument("--bound-you", type=float, required=True)  # of turns that say "you"
    parser.add_argument("--output", required=True)
    options = parser.parse_args()
    groups = [halves(load([stem])[1]) for stem in options.states]
    questions = [Question(stem) for stem in options.pairs]
    cross_validate(groups, questions, options.bound)
    lines = [f"# By models/turn_likeness/train.py from {sum(len(g['last']) for g in groups)} states of "
             f"everyday turns and {sum(len(q.pairs) for q in questions)} pairs of questions.",
             f"model {options.model}", f"layer {options.layer}", f"bound {options.bound:g}",
             f"bound_you {options.bound_you:g}"]
    for half in HALVES:
        mean, directions = train(groups, questions, half)
        lines.append(f"half {base64.b64encode(mean.astype('<f4').tobytes()).decode()}")
        lines += [f"direction {kept:.6f} {packed(unit)}" for kept, unit in directions]
    pathlib.Path(options.output).write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
